import { domainToUnicode } from 'node:url';

/**
 * The one way for text that strangers wrote (record data, names, file names) into output that people and CI systems
 * read. What could move a cursor, hide text or speak to a CI runner comes out as a visible escape.
 */

/** Characters that nobody sees, or that turn the direction of text: two names may differ in nothing else. */
export const INVISIBLE = String.raw`\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb`;

/** These, and C0, DEL, octets beyond ASCII, halves of surrogate pairs. */
const UNSAFE = new RegExp(String.raw`[\u0000-\u001f\u007f-\u00ff\ud800-\udfff${INVISIBLE}]`, 'g');

/**
 * Sequences that CI systems read as commands wherever they stand in a line (`##[error]`, `##vso[…]`,
 * `##teamcity[…]`), or at its start (`::error::`); GitLab's `section_start:` needs an escape character, gone above.
 */
const CI_COMMAND = /##(?=\[|vso\[|teamcity\[)|^(\s*)::|(?<=^\s*)(?:~~~|---|\+\+\+)(?= )/gi;

function escapeChar(char: string): string {
  const code = char.charCodeAt(0);
  return code <= 0xff ? `\\x${hex(code, 2)}` : `\\u${hex(code, 4)}`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}

/** Text as it may be shown: one line, every character visible. */
export function display(text: string): string {
  return text.replace(UNSAFE, escapeChar).replace(CI_COMMAND, (command) => {
    const at = command.search(/\S/);
    return `${command.slice(0, at)}${escapeChar(command[at]!)}${command.slice(at + 1)}`;
  });
}

/** A domain as people know it: its A-labels, and the script they stand for. Only letters, digits and marks are shown as they are. */
export function displayDomain(domain: string): string {
  const unicode = domain.includes('xn--') ? domainToUnicode(domain) : domain;
  if (unicode === '' || unicode === domain) return display(domain);
  const shown = unicode.replace(
    /[^\p{L}\p{M}\p{N}.-]/gu,
    (char) => `\\u{${char.codePointAt(0)!.toString(16)}}`,
  );
  return `${shown} (${display(domain)})`;
}

/** The same, cut to a number of characters; says how much is left out. */
export function displayCut(text: string, limit: number): string {
  const shown = display(text.slice(0, limit));
  return text.length <= limit
    ? shown
    : `${shown}… (${text.length - limit} more characters, see --format json)`;
}

/** Laid-out text, no line of which a CI runner takes for a command: breaking a line can bring any text to its start. */
export function safeLines(text: string): string {
  return text.replace(/^([ \t]*)(?:::|(?:~~~|---|\+\+\+)(?= ))/gm, (found, blanks: string) => {
    const command = found.slice(blanks.length);
    return `${blanks}${escapeChar(command[0]!)}${command.slice(1)}`;
  });
}

/** The place of an octet of a record in its displayed text. */
export function displayedOffset(text: string, offset: number): number {
  return display(text.slice(0, offset)).length;
}

const UNSAFE_IN_JSON = new RegExp(String.raw`[\u007f-\u009f${INVISIBLE}]|##(?=\[|vso\[|teamcity\[)`, 'gi');

/** JSON that is safe to print: the same value, with escapes where a terminal or a CI runner would act. */
export function safeJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(
    UNSAFE_IN_JSON,
    (found) => `\\u${hex(found.charCodeAt(0), 4)}${found.slice(1)}`,
  );
}
