import { domainToASCII } from 'node:url';
import { addressOctets } from '../../dns/address.ts';
import { labelsOf, type Name, nameKey, readName } from '../../dns/name.ts';
import { describeOdd, firstOdd, quoted, unicodeText } from '../octets.ts';
import type { Fault, Span } from '../parsed.ts';
import type { Tag } from '../tags.ts';
import type { MtaStsPolicy } from './policy.ts';

/** Names of MX hosts: one, or with `*.` before it all that have one label more (RFC 8461 §4.1). */
export interface MxPattern {
  text: string;
  span: Span;
}

/** RFC 8461 §3.2: a year and six hours. */
const LONGEST_AGE = 31_557_600;

/** RFC 5321 §4.1.2 sub-domain. */
const LABEL = /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/;
const SEPARATORS = /[,; \t]+/;
const LONGEST_NAME = 253;

/** RFC 8461 §4.1: the same name, or a wildcard that stands for exactly its first label. */
export function coversHost({ text }: Pick<MxPattern, 'text'>, host: Name): boolean {
  const labels = labelsOf(nameKey(host));
  const pattern = text.toLowerCase().split('.');
  const first = pattern[0] === '*' ? 1 : 0;
  return (
    pattern.length === labels.length &&
    pattern.slice(first).every((label, at) => label === labels[at + first])
  );
}

export function readVersion({ value, valueSpan: span }: Tag, policy: MtaStsPolicy): Fault[] {
  policy.version = value === 'STSv1';
  if (policy.version) return [];
  const message = value === '' ? '“version” has no value' : `the version is ${quoted(value)}`;
  return [{ code: 'invalid-version', span, message, hint: 'write version: STSv1', replacement: 'STSv1' }];
}

const MODES = ['enforce', 'testing', 'none'] as const;
export type Mode = (typeof MODES)[number];

export function readMode({ value, valueSpan: span }: Tag, policy: MtaStsPolicy): Fault[] {
  const mode = MODES.find((one) => one === value);
  if (mode !== undefined) {
    policy.mode = mode;
    return [];
  }
  const replacement = MODES.find((one) => one === value.toLowerCase());
  const message = value === '' ? '“mode” has no value' : `${quoted(value)} is no mode`;
  const hint = replacement ? `write mode: ${replacement}` : 'a mode is enforce, testing or none';
  return [{ code: 'invalid-mode', span, message, hint, ...(replacement && { replacement }) }];
}

const DAY = 86_400;
const UNITS: Record<string, number> = { '': 1, s: 1, sec: 1, h: 3600, d: DAY, day: DAY, w: 7 * DAY };

export function readMaxAge({ value, valueSpan: span }: Tag, policy: MtaStsPolicy): Fault[] {
  const isNumber = /^\d{1,10}$/.test(value);
  if (isNumber && Number(value) <= LONGEST_AGE) {
    policy.maxAge = Number(value);
    return [];
  }
  const replacement = meantAge(value);
  const message =
    value === ''
      ? '“max_age” has no value'
      : isNumber
        ? `max_age is ${value} seconds, and a year (${LONGEST_AGE}) is the most`
        : `${quoted(value)} is no number of seconds`;
  const hint =
    replacement === undefined
      ? `write whole seconds, ${LONGEST_AGE} at most`
      : `write max_age: ${replacement}`;
  return [{ code: 'invalid-max-age', span, message, hint, ...(replacement && { replacement }) }];
}

/** `604800s`, `7d`, `604800;`, and what is over the limit. */
function meantAge(value: string): string | undefined {
  const [, digits, unit = ''] = /^(\d{1,15}) ?(s|sec|h|d|day|w)?(?:s|onds)?;?$/i.exec(value) ?? [];
  if (digits === undefined) return undefined;
  return String(Math.min(Number(digits) * UNITS[unit.toLowerCase()]!, LONGEST_AGE));
}

export function readMxPattern({ value, valueSpan: span }: Tag, policy: MtaStsPolicy): Fault[] {
  const problem = patternProblem(value);
  if (problem === undefined) {
    policy.mx.push({ text: value, span });
    return [];
  }
  const { replacement, ...words } = problem;
  return [{ code: 'invalid-mx', span, ...words, ...(replacement !== undefined && { replacement }) }];
}

interface Problem {
  message: string;
  hint: string;
  replacement?: string;
}

/** RFC 8461 §3.2 sts-policy-mx-value: a host name, or `*.` and one. */
function patternProblem(value: string): Problem | undefined {
  if (value === '') return { message: '“mx” has no value', hint: 'name an MX host, or drop the line' };
  if (isPattern(value)) return undefined;
  const several = oneEach(value);
  if (several !== undefined) return several;
  if (addressOctets(value.replace(/^\[(?:ipv6:)?|\]$/gi, '')) !== undefined) {
    return { message: `${quoted(value)} is an address`, hint: 'name the MX host, as the MX record does' };
  }
  const replacement = meantPattern(value);
  const hint =
    replacement === undefined ? 'write a host name, or “*.” and a domain' : `write mx: ${replacement}`;
  return {
    message: `${quoted(value)} ${whatIsWrong(value)}`,
    hint,
    ...(replacement !== undefined && { replacement }),
  };
}

function isPattern(value: string): boolean {
  const name = value.startsWith('*.') ? value.slice(2) : value;
  const labels = name.split('.');
  const isAddress = addressOctets(name) !== undefined;
  return (
    !isAddress &&
    name.length <= LONGEST_NAME &&
    'name' in readName(name) &&
    labels.every((one) => LABEL.test(one))
  );
}

/** `a.example.com, b.example.com`: each has a line of its own. */
function oneEach(value: string): Problem | undefined {
  const parts = value.length > 4 * LONGEST_NAME ? [] : value.split(SEPARATORS).filter((part) => part !== '');
  if (parts.length < 2 || !parts.every(isPattern)) return undefined;
  const message = `${quoted(value)} names ${parts.length} hosts in one line`;
  return { message, hint: 'give each a line of its own', replacement: parts.join('\r\nmx: ') };
}

function whatIsWrong(value: string): string {
  const odd = firstOdd(value);
  if (odd !== undefined) return `holds ${describeOdd(odd)}`;
  if (value.endsWith('.')) return 'ends with a dot';
  if (value.startsWith('.')) return 'begins with a dot';
  if (value.includes('*')) return 'has its “*” elsewhere than as the whole first label';
  return 'is no host name';
}

/** Without the dot at its end, `.example.com` as `*.example.com`, and a name in Unicode as its A-labels. */
function meantPattern(value: string): string | undefined {
  if (value.length > 4 * LONGEST_NAME) return undefined;
  const text = unicodeText(value)?.replace(/\.$/, '').replace(/^\./, '*.');
  if (text === undefined) return undefined;
  const star = text.startsWith('*.') ? '*.' : '';
  const candidate = star + (domainToASCII(text.slice(star.length)) || '');
  return isPattern(candidate) ? candidate : undefined;
}
