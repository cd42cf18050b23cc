import { nearest } from '../edit-distance.ts';
import { quoted } from '../octets.ts';
import { type Explanation, isValidText } from './term.ts';

export const TOKEN_HINT = 'a verification token belongs in a TXT record of its own';

const NAMES = ['all', 'include', 'exists', 'redirect'];
/** Short names are too near to one another for a distance to tell. */
const SHORT = ['all', 'ptr'];
const ALIASES: Record<string, string> = {
  aaaa: 'a',
  host: 'a',
  inc: 'include',
  spf: 'include',
  includespf: 'include',
  exist: 'exists',
  redir: 'redirect',
  ip4v: 'ip4',
  ip6v: 'ip6',
};

function parse(text: string): [qualifier: string, name: string, rest: string] {
  const [, qualifier = '', name = '', rest = ''] = /^([+?~-]?)([^:/=]*)(.*)$/s.exec(text) ?? [];
  return [qualifier, name, rest];
}

/** A mechanism with a modifier's sign and the reverse, or “all” with something behind it. */
export function explainForm(text: string): Explanation | undefined {
  return (
    explainModifier(...parse(text)) ??
    explainAll(...parse(text)) ??
    explainLengths(text) ??
    explainToken(text)
  );
}

/** A name that is no mechanism, but near to one. */
export function explainName(text: string): Explanation | undefined {
  return explainMisspelt(...parse(text));
}

/** `redirect:x`, `+redirect=x`: RFC 7208 §6 has no qualifier and an equals sign. */
function explainModifier(qualifier: string, name: string, rest: string): Explanation | undefined {
  if (!/^(?:redirect|exp)$/i.test(name) || !/^[:=]./.test(rest)) return undefined;
  if (rest.startsWith('=') && qualifier === '') return undefined;
  const replacement = `${name}=${rest.slice(1)}`;
  const message = `“${name.toLowerCase()}” is a modifier`;
  return { code: 'modifier-as-mechanism', message, hint: `write ${quoted(replacement)}`, replacement };
}

/** `all.`, `all:x`, `~allgoogle-site-verification=…`, `-allv=spf1`. */
function explainAll(qualifier: string, name: string, rest: string): Explanation | undefined {
  const tail = /^all(.*)$/i.exec(name)?.[1];
  if (tail === undefined || tail + rest === '' || isRepetition(tail + rest)) return undefined;
  if (/[+?~-]/.test(tail[0] ?? '')) return undefined;
  if (/^v=spf1$/i.test(tail + rest)) {
    const hint = 'keep one “v=spf1” at the beginning and one “all” at the end';
    return { code: 'missing-space', message: 'two SPF records run together', hint, replacement: '' };
  }
  const replacement = `${qualifier}all`;
  if (tail === '' || /^[.,;]/.test(tail)) {
    const message = `${quoted(tail + rest)} cannot follow “all”`;
    return { code: 'unexpected-value', message, hint: '“all” takes no value', replacement };
  }
  const message = `${quoted(tail + rest)} is glued to “all”`;
  const hint = `end the record with “${replacement}”; what follows belongs in a TXT record of its own`;
  return { code: 'missing-space', message, hint, replacement };
}

/** `a/24/64`: RFC 7208 §12 has two slashes before the length for IPv6. */
function explainLengths(text: string): Explanation | undefined {
  const [, four, six] = /^([+?~-]?(?:a|mx)(?::[^/]+)?\/\d{1,2})\/(\d{1,3})$/i.exec(text) ?? [];
  if (four === undefined) return undefined;
  const replacement = `${four}//${six}`;
  const message = 'one slash stands before the IPv6 prefix length';
  return { code: 'bad-prefix', message, hint: `two are meant: ${quoted(replacement)}`, replacement };
}

/** How services begin the names of their tokens. */
const TOKEN =
  /(?:google|apple|facebook|adobe|atlassian|docusign|zoho|yandex|mailru|stripe|dropbox|globalsign)-[a-z-]{1,60}=|MS=ms\d/i;

/** `redirect=_spf.example.comgoogle-site-verification=…`: a token has lost its own TXT record. */
function explainToken(text: string): Explanation | undefined {
  const at = text.search(TOKEN);
  const replacement = text.slice(0, Math.max(at, 0));
  if (!/[:=]/.test(replacement) || !isValidText(replacement)) return undefined;
  const message = `${quoted(text.slice(at))} is glued to ${quoted(replacement)}`;
  return { code: 'missing-space', message, hint: TOKEN_HINT, replacement };
}

/** `alll` is a slip of the finger, not two words. */
function isRepetition(tail: string): boolean {
  return tail.length === 1 && /[a-z]/i.test(tail);
}

function explainMisspelt(qualifier: string, name: string, rest: string): Explanation | undefined {
  const meant = meantName(name.toLowerCase());
  if (meant === undefined || meant === name.toLowerCase()) return undefined;
  const value = /^[:=]/.test(rest) ? rest.slice(1) : undefined;
  const sign = meant === 'redirect' ? '=' : ':';
  const candidates = [
    `${meant === 'redirect' ? '' : qualifier}${meant}${value === undefined ? rest : sign + value}`,
    `${qualifier}${meant}`,
  ];
  const replacement = candidates.slice(0, value === undefined ? 2 : 1).find(isValidText);
  const message = `unknown mechanism ${quoted(name)}`;
  const hint = `“${meant}” was surely meant`;
  return { code: 'unknown-mechanism', message, hint, ...(replacement !== undefined && { replacement }) };
}

function meantName(name: string): string | undefined {
  if (name.length > 16) return undefined;
  const letters = name.replace(/[._-]/g, '');
  if (Object.hasOwn(ALIASES, letters)) return ALIASES[letters];
  return nearest(letters, letters.length > 5 ? NAMES : SHORT, letters.length > 5 ? 2 : 1);
}
