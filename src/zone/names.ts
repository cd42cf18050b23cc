import { labelsOf, type Name, type NameProblem, ROOT, readName, under, wireLength } from '../dns/name.ts';
import { unescapeText } from './escapes.ts';

export type NameResult = { name: Name } | { problem: string; hint?: string };

const PROBLEMS: Readonly<Record<NameProblem, string>> = {
  'empty-label': 'has an empty label',
  'label-too-long': 'has a label over 63 octets',
  'name-too-long': 'is over 255 octets',
  'bad-escape': 'has a malformed escape',
  'not-octets': 'has a character that is no octet',
};

/** A name of a master file: absolute with its final dot, else relative to the origin (RFC 1035 §5.1). */
export function readZoneName(text: string, origin: Name | undefined): NameResult {
  if (text === '@') return origin === undefined ? noOrigin() : { name: origin };
  if (unescapeText(text) === undefined) return { problem: PROBLEMS['bad-escape'] };
  const result = readName(text);
  if ('problem' in result) return { problem: PROBLEMS[result.problem] };
  if (isAbsolute(text)) return result;
  if (origin === undefined) return noOrigin();
  const name = origin === ROOT ? result.name : under(result.name, origin);
  // 253 characters can never be more than 255 octets.
  if (name.length > 253 && wireLength(labelsOf(name)) > 255) return { problem: PROBLEMS['name-too-long'] };
  return { name };
}

function noOrigin(): NameResult {
  return { problem: 'is relative, and the origin is not known', hint: 'give an origin' };
}

/** True where the final dot is no part of an escape. */
function isAbsolute(text: string): boolean {
  if (!text.endsWith('.')) return false;
  let backslashes = 0;
  while (text[text.length - 2 - backslashes] === '\\') backslashes++;
  return backslashes % 2 === 0;
}

/** The form that no origin changes. */
export function absolute(name: Name): string {
  return name === ROOT ? ROOT : `${name}.`;
}
