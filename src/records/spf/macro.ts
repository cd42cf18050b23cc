import { describeOdd, firstOdd, quoted } from '../octets.ts';
import type { Fault } from '../parsed.ts';
import type { MacroExpand, MacroPart, MacroString } from './types.ts';

const LETTERS = 'slodipvhcrt';
/** RFC 7208 §7.2: these stand for the moment of the SMTP session, known only when an explanation is sent. */
const EXPLANATION_LETTERS = 'crt';
const BODY = /^([A-Za-z])(\d*)([rR]?)([.\-+,/_=]*)$/;
const ESCAPES: Record<string, string> = { '%': '%', _: ' ', '-': '%20' };
/** No name has more labels, so a larger number keeps them all too. */
const MOST_PARTS = 255;

export interface ReadMacroString {
  value: MacroString;
  faults: Fault[];
  /** Literal text after the last `%…`: where a domain-spec must end in a top label. */
  tail: string;
}

/** RFC 7208 §12 `macro-string`; `inExplanation` also allows SP and the letters c, r and t. */
export function parseMacroString(
  text: string,
  offset: number,
  { inExplanation, anyLetter = inExplanation }: { inExplanation: boolean; anyLetter?: boolean },
): ReadMacroString {
  const parts: MacroPart[] = [];
  const faults: Fault[] = [];
  const reading = { parts, faults, offset, anyLetter, lastClose: text.lastIndexOf('}') };
  let at = 0;
  let tail = '';
  while (at < text.length) {
    const percent = text.indexOf('%', at);
    const literalEnd = percent === -1 ? text.length : percent;
    tail = text.slice(at, literalEnd);
    if (tail !== '') addLiteral(parts, tail);
    at = literalEnd;
    if (percent === -1) break;
    tail = '';
    at = readExpand(text, at, reading);
  }
  faults.push(...strangers(text, offset, inExplanation));
  return { value: { text, parts, span: { start: offset, end: offset + text.length } }, faults, tail };
}

function addLiteral(parts: MacroPart[], text: string): void {
  const last = parts.at(-1);
  if (last?.kind === 'literal') last.text += text;
  else parts.push({ kind: 'literal', text });
}

interface Reading {
  parts: MacroPart[];
  faults: Fault[];
  offset: number;
  anyLetter: boolean;
  /** No macro beyond it is closed: asked once, or text full of `%{` would take quadratic time. */
  lastClose: number;
}

/** Reads what begins with the `%` at `at`; returns where it ends. */
function readExpand(
  text: string,
  at: number,
  { parts, faults, offset, anyLetter, lastClose }: Reading,
): number {
  const next = text[at + 1] ?? '';
  const escaped = ESCAPES[next];
  if (escaped !== undefined) {
    addLiteral(parts, escaped);
    return at + 2;
  }
  const close = next === '{' && at < lastClose ? text.indexOf('}', at) : -1;
  if (close === -1) {
    faults.push(strayPercent(text, at, offset));
    return at + 1;
  }
  const expand = readBody(text.slice(at + 2, close), anyLetter);
  if ('kind' in expand) parts.push(expand);
  else faults.push({ ...expand, span: { start: offset + at, end: offset + close + 1 } });
  return close + 1;
}

function strayPercent(text: string, at: number, offset: number): Fault {
  const open = text[at + 1] === '{';
  return {
    code: 'bad-macro',
    span: { start: offset + at, end: offset + at + (open ? 2 : 1) },
    message: open ? 'a macro that begins with “%{” is never closed' : '“%” begins no macro',
    hint: open
      ? 'a macro is a letter in braces, such as %{i}'
      : 'write %% for a percent sign, %{i} for a macro',
  };
}

function readBody(body: string, anyLetter: boolean): MacroExpand | Omit<Fault, 'span'> {
  const [, letter = '', digits = '', reverse = '', delimiters = ''] = BODY.exec(body) ?? [];
  const lower = letter.toLowerCase();
  if (lower === '' || !LETTERS.includes(lower)) return badMacro(body);
  // RFC 7208 §7.3: the DIGIT transformer must be nonzero.
  if (digits !== '' && Number(digits) === 0) {
    const hint = 'the number says how many right-hand parts to keep: 1 or more';
    return { code: 'bad-macro', message: `the macro ${quoted(`%{${body}}`)} keeps no part`, hint };
  }
  if (EXPLANATION_LETTERS.includes(lower) && !anyLetter) return explanationLetter(letter);
  return {
    kind: 'expand',
    letter: lower as MacroExpand['letter'],
    escape: letter !== lower,
    ...(digits !== '' && { keep: Math.min(Number(digits), MOST_PARTS) }),
    reverse: reverse !== '',
    delimiters: delimiters === '' ? '.' : delimiters,
  };
}

function badMacro(body: string): Omit<Fault, 'span'> {
  return {
    code: 'bad-macro',
    message: `${quoted(`%{${body}}`)} is no macro`,
    hint: 'a macro has one of the letters s l o d i p h v, then digits, r and delimiters, such as %{ir} or %{d2}',
  };
}

function explanationLetter(letter: string): Omit<Fault, 'span'> {
  return {
    code: 'macro-letter',
    message: `the macro letter “${letter}” works only in the text of an explanation`,
    hint: 'a domain may use the letters s l o d i p h v (RFC 7208 §7.2)',
  };
}

/** Octets that no macro-literal holds; one fault for the first of them. */
function strangers(text: string, offset: number, spaces: boolean): Fault[] {
  const at = text.search(spaces ? /[^\x20-\x7e]/ : /[^\x21-\x7e]/);
  if (at === -1) return [];
  const odd = firstOdd(text);
  const code = odd === undefined || odd.codePoint < 0x80 ? 'control-or-tab' : 'non-ascii';
  return [
    {
      code,
      span: { start: offset + at, end: offset + (odd?.end ?? at + 1) },
      message: `${odd === undefined ? 'a space' : describeOdd(odd)} is not allowed here`,
      hint: 'SPF is printable ASCII; type the term again',
    },
  ];
}
