import type { Start } from '../near-miss.ts';
import { plainText, trimCharacters } from '../octets.ts';
import { cutGlued, withoutIdleAll } from '../spf/glue.ts';
import { parseSpf } from '../spf.ts';

const TERM =
  /(?:^|[\s"'+?~-])(?:all|include:|ip4:|ip6:|exists:|redirect=|a(?![\w.-])|mx(?![\w.-])|a:|mx:|ipv[46]:)/i;
/** Words that people put before a record when they paste it. */
const LABEL = /^(?:value|data|content|record|txt|text|spf|dns|in txt|@)\s*(?:[:=]\s*)?"?(?=v=spf1(?:\s|$))/i;
const WRONG =
  /^(?:v\s*(?:[=:-]{1,2}\s*)?(?:spf|sfp|psf|fsp)\s*(?:[-_.=v]\s*)?1?(?:\.0)?|=\s*spf1|spf\s*(?:[-_=]\s*)?v?1|v\s*=\s*(?:sp1|sf1|pf1|spf1)|[a-z]v=spf1|v=spf2)(?![0-9a-z./])/i;
const NEAR = /^v=spf1/i;
const DETECTED = 400;

/** How a text that was meant as SPF begins, where that is not the version and a space. */
export function startsSpf(body: string): Start | undefined {
  const head = body.slice(0, DETECTED);
  if (NEAR.test(head)) return afterVersion(head);
  const label = LABEL.exec(head)?.[0];
  if (label !== undefined)
    return start(label.length, 'text-before-version', 'something stands before the version', 'drop it');
  const wrong = WRONG.exec(head)?.[0];
  // Without a term it may be anyone's note or token.
  if (wrong === undefined || !TERM.test(plainText(head.slice(wrong.length)))) return undefined;
  return start(wrong.length, 'bad-version', 'the version is not “v=spf1”', 'begin with “v=spf1” and a space');
}

function start(end: number, code: string, message: string, hint: string): Start {
  return { end, code, message: `${message}, so receivers pass over the record`, hint };
}

function afterVersion(head: string): Start | undefined {
  const rest = head.slice(6);
  if (rest === '' || rest.startsWith(' '))
    return start(6, 'leading', 'the version is not at the beginning', 'drop what is before it');
  const hint = 'only a plain space may follow “v=spf1”';
  if (/^[;,:.|"'`\\/!]/.test(rest)) return start(7, 'separator', 'no space follows “v=spf1”', hint);
  if (/^[^\x20-\x7e]/.test(rest))
    return start(7, 'blank-after-version', 'no plain space follows “v=spf1”', hint);
  // "v=spf10" is another version (RFC 7208 §4.5), "v=spf1word" nothing we know.
  if (!/^(?:[+?~-]|all|include|ip[46v]|ip:|exists:|redirect=|mx|ptr|a(?:mx|:|ip|include| |$))/i.test(rest))
    return undefined;
  return start(
    6,
    'missing-space',
    'no space follows “v=spf1”',
    'a space stands after the version and between terms',
  );
}

/** The record with its version put right, where it then reads without a fault. */
export function correctedSpf(body: string, { end }: Start): string | undefined {
  if (body.length > 4096) return undefined;
  const rest = plainText(body.slice(NEAR.test(body) ? 6 : end)).replace(/^v=spf1/i, '');
  const variants = ['', ' '].map((between) => rest.replace(/"\s*"/g, between));
  return variants.map(whole).find((candidate) => candidate !== undefined);
}

function whole(rest: string): string | undefined {
  const terms = trimCharacters(rest.replace(/[;,|]/g, ' '), ' \t\r\n"\'`\\:./!');
  const candidate = ['v=spf1', ...terms.split(/\s+/).flatMap((term) => withoutIdleAll(cutGlued(term)))]
    .filter((term) => term !== '')
    .join(' ');
  let text = candidate;
  // Mistakes further on are cured by the parser's own replacements, from the back so that spans stay true.
  for (const { span, replacement } of parseSpf(candidate).faults.reverse()) {
    if (replacement === undefined) return undefined;
    text = text.slice(0, span.start) + replacement + text.slice(span.end);
  }
  return parseSpf(text).faults.length === 0 ? text : undefined;
}
