import { describeOdd, firstOdd, plainText, quoted, trimCharacters } from '../octets.ts';
import { explainAddress } from './explain-address.ts';
import { explainDomain } from './explain-domain.ts';
import { explainForm, explainName } from './explain-name.ts';
import { meantInAscii } from './explain-odd.ts';
import { cutGlued, GLUE_HINT, withoutIdleAll } from './glue.ts';
import { type Explanation, isValidText } from './term.ts';

export interface Context {
  /** Nothing follows in the record. */
  last: boolean;
}

/** Longer terms than any name: not a slip of the pen. */
const LONGEST = 1000;
const MOST_PARTS = 50;
const QUOTES = '"\'`\\<>()';

/** Explains a term that {@link readTerm} could not read, or leaves it to the grammar's own words. */
export function explainTerm(text: string, context: Context): Explanation | undefined {
  if (text.length > LONGEST) return undefined;
  const explained = firstOdd(text) === undefined ? explainAscii(text, context) : explainOdd(text, context);
  if (explained?.replacement === undefined || isValidText(explained.replacement)) return explained;
  const { replacement: _, ...rest } = explained;
  return rest;
}

function explainOdd(text: string, context: Context): Explanation {
  const odd = firstOdd(text)!;
  const plain = plainText(text);
  const ascii = firstOdd(plain) === undefined ? plain : meantInAscii(text);
  const replacement = ascii && !isValidText(ascii) ? explainTerm(ascii, context)?.replacement : ascii;
  return {
    code: odd.codePoint < 0x80 ? 'control-or-tab' : 'non-ascii',
    message: `${quoted(plain)} holds ${describeOdd(odd)}`,
    hint: oddHint(replacement),
    ...(replacement !== undefined && { replacement }),
  };
}

function oddHint(replacement: string | undefined): string {
  if (replacement === undefined) return 'SPF is printable ASCII: type the term again';
  if (replacement === '') return 'drop it';
  return replacement.includes('xn--')
    ? `a name is written in ASCII: ${quoted(replacement)}`
    : `type it again: ${quoted(replacement)}`;
}

function explainAscii(text: string, context: Context): Explanation | undefined {
  return (
    explainPunctuation(text, context) ??
    explainQuotes(text, context) ??
    explainSeparators(text, context) ??
    explainForm(text) ??
    explainGlue(text, context) ??
    explainName(text) ??
    explainAddress(text) ??
    explainDomain(text)
  );
}

function explainPunctuation(text: string, { last }: Context): Explanation | undefined {
  if (/[A-Za-z0-9]/.test(text)) return undefined;
  if (/^[+?~-]$/.test(text)) {
    const replacement = last && text !== '+' ? `${text}all` : '';
    const hint = replacement === '' ? 'drop it' : `“${replacement}” was surely meant`;
    return { code: 'qualifier-alone', message: `the qualifier “${text}” stands alone`, hint, replacement };
  }
  const code = /^[,;|]+$/.test(text) ? 'separator' : 'stray-punctuation';
  return { code, message: `${quoted(text)} is no term`, hint: 'drop it', replacement: '' };
}

function explainQuotes(text: string, context: Context): Explanation | undefined {
  const inner = trimCharacters(text, QUOTES);
  if (inner === text) return undefined;
  const replacement = isValidText(inner) ? inner : explainTerm(inner, context)?.replacement;
  if (replacement === undefined) return undefined;
  const hint = `quotes and brackets are not part of a record: ${quoted(replacement)}`;
  return { code: 'quote-character', message: `${quoted(text)} holds a quote or bracket`, hint, replacement };
}

function explainSeparators(text: string, context: Context): Explanation | undefined {
  if (!/[,;|]/.test(text)) return undefined;
  const parts = text.split(/[,;|]/).filter((part) => part !== '');
  if (parts.length > MOST_PARTS) return undefined;
  const replacement = together(parts, context);
  const hint =
    replacement === undefined ? 'terms are separated by spaces' : `a space is meant: ${quoted(replacement)}`;
  const message = 'terms are separated by a comma or semicolon';
  return { code: 'separator', message, hint, ...(replacement !== undefined && { replacement }) };
}

/** `ip4:192.0.2.1,192.0.2.2`: a part that says nothing itself takes the mechanism of the one before. */
function together(parts: readonly string[], context: Context): string | undefined {
  const whole: string[] = [];
  let mechanism = '';
  for (const part of parts) {
    const whatElse = () => explainTerm(part, context)?.replacement;
    const term = [part, mechanism + part].find(isValidText) ?? whatElse();
    if (term === undefined) return undefined;
    whole.push(term);
    mechanism = /^[+?~-]?[A-Za-z0-9]+:/.exec(term)?.[0] ?? mechanism;
  }
  return withoutIdleAll(whole)
    .filter((term, index, kept) => term !== '' && term !== kept[index - 1])
    .join(' ');
}

function explainGlue(text: string, context: Context): Explanation | undefined {
  const parts = cutGlued(text);
  if (parts.length > MOST_PARTS || parts[0] === text) return undefined;
  const replacement = together(parts, context);
  const hint = replacement
    ? `${GLUE_HINT}: ${quoted(replacement)}`
    : replacement === ''
      ? 'drop it'
      : GLUE_HINT;
  const message = parts.length > 1 ? `${quoted(text)} holds several terms` : `${quoted(text)} is no term`;
  return { code: 'missing-space', message, hint, ...(replacement !== undefined && { replacement }) };
}
