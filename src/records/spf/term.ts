import { quoted } from '../octets.ts';
import type { Fault, Span } from '../parsed.ts';
import { readDomainSpec } from './domain.ts';
import { parseMacroString } from './macro.ts';
import { readNetwork, readPrefix } from './network.ts';
import type { Qualifier, SpfTerm } from './types.ts';

export interface ReadTerm {
  term: SpfTerm;
  faults: Fault[];
}

/** What a broken term was surely meant to be. A replacement always reads without a fault. */
export type Explanation = Omit<Fault, 'span'>;

export const MECHANISMS = ['all', 'include', 'a', 'mx', 'ptr', 'ip4', 'ip6', 'exists'] as const;
const KNOWN = new Set<string>(MECHANISMS);
const MECHANISMS_HINT = `the mechanisms are ${MECHANISMS.join(', ')}`;
const MODIFIER_NAME = /^[A-Za-z][A-Za-z0-9_.-]*$/;

/** One term of the record, by the letter of RFC 7208 §12. */
export function readTerm(text: string, start: number): ReadTerm {
  const equals = text.indexOf('=');
  const separator = text.search(/[:/]/);
  // RFC 7208 §4.6.1: a name followed by "=" is a modifier; ":" and "/" belong to mechanisms.
  if (
    equals !== -1 &&
    (separator === -1 || equals < separator) &&
    MODIFIER_NAME.test(text.slice(0, equals))
  ) {
    return readModifier(text, start, equals);
  }
  return readMechanism(text, start);
}

/** Terms without a fault, `redirect` and `exp` once each (RFC 7208 §6). */
export function isValidText(text: string): boolean {
  if (/(?:^| )(redirect|exp)=.* \1=/is.test(text)) return false;
  return text.split(' ').every((term) => term === '' || readTerm(term, 0).faults.length === 0);
}

function readModifier(text: string, start: number, equals: number): ReadTerm {
  const placed = { text, span: spanOf(text, start) };
  const name = text.slice(0, equals);
  const value = text.slice(equals + 1);
  const at = start + equals + 1;
  const kind = name.toLowerCase();
  if (kind === 'redirect' || kind === 'exp') {
    if (value === '') return unreadable(text, start, missingValue(kind, at, `${kind}=_spf.example.com`));
    const { domain, faults } = readDomainSpec(value, at);
    return domain === undefined
      ? unreadable(text, start, ...faults)
      : { term: { kind, ...placed, domain }, faults };
  }
  // §6 has it ignored whatever it means, so no letter is out of place in it.
  const { faults } = parseMacroString(value, at, { inExplanation: false, anyLetter: true });
  if (faults.length > 0) return unreadable(text, start, ...faults);
  return { term: { kind: 'unknown-modifier', ...placed, name, value }, faults: [] };
}

interface Mechanism {
  base: { text: string; span: Span; qualifier: Qualifier; explicit: boolean };
  name: string;
  /** What follows the name, its ":" or "/" included. */
  rest: string;
  at: number;
}

function readMechanism(text: string, start: number): ReadTerm {
  const explicit = text !== '' && '+-~?'.includes(text[0]!);
  const qualifier = (explicit ? text[0]! : '+') as Qualifier;
  const end = text.search(/[:/]/);
  const name = text.slice(explicit ? 1 : 0, end === -1 ? text.length : end);
  const rest = end === -1 ? '' : text.slice(end);
  const lower = name.toLowerCase();
  if (!KNOWN.has(lower)) return unreadable(text, start, unknownMechanism(text, start, name));
  const base = { text, span: spanOf(text, start), qualifier, explicit };
  return readKnown({ base, name: lower, rest, at: start + text.length - rest.length });
}

function readKnown(mechanism: Mechanism): ReadTerm {
  switch (mechanism.name) {
    case 'all':
      return readAll(mechanism);
    case 'include':
    case 'exists':
    case 'ptr':
      return readNamed(mechanism, mechanism.name);
    case 'a':
    case 'mx':
      return readHost(mechanism, mechanism.name);
    default:
      return readAddress(mechanism, mechanism.name as 'ip4' | 'ip6');
  }
}

function readAll({ base, rest, at }: Mechanism): ReadTerm {
  if (rest === '') return { term: { kind: 'all', ...base }, faults: [] };
  return unreadable(base.text, base.span.start, unexpected('all', rest, at));
}

function readNamed({ base, rest, at }: Mechanism, kind: 'include' | 'exists' | 'ptr'): ReadTerm {
  if (rest === '' && kind === 'ptr') return { term: { kind, ...base }, faults: [] };
  if (rest.startsWith('/')) return unreadable(base.text, base.span.start, unexpected(kind, rest, at));
  if (rest.length < 2)
    return unreadable(base.text, base.span.start, missingValue(kind, at, `${kind}:example.com`));
  const { domain, faults } = readDomainSpec(rest.slice(1), at + 1);
  if (domain === undefined) return unreadable(base.text, base.span.start, ...faults);
  return { term: { kind, ...base, domain }, faults };
}

function readHost({ base, rest, at }: Mechanism, kind: 'a' | 'mx'): ReadTerm {
  const { name, prefix4, prefix6, faults } = readLengths(rest, at);
  if (name !== '' && !name.startsWith(':')) {
    const fault = unexpected(kind, name, at, 'write /24 for IPv4, //64 for IPv6, /24//64 for both');
    return unreadable(base.text, base.span.start, fault, ...faults);
  }
  if (name === ':')
    return unreadable(base.text, base.span.start, missingValue(kind, at, `${kind}:mail.example.com`));
  if (name === '') {
    if (faults.length > 0) return unreadable(base.text, base.span.start, ...faults);
    return { term: { kind, ...base, prefix4, prefix6 }, faults };
  }
  const { domain, faults: more } = readDomainSpec(name.slice(1), at + 1);
  const all = [...more, ...faults];
  if (domain === undefined || all.length > 0) return unreadable(base.text, base.span.start, ...all);
  return { term: { kind, ...base, domain, prefix4, prefix6 }, faults: [] };
}

/** The dual-cidr-length stands at the end; what is before it may hold slashes too (§7.1 macro-literal). */
function readLengths(rest: string, at: number) {
  const long = lengthAt(rest, '//');
  const short = lengthAt(rest.slice(0, long), '/');
  const six = long === rest.length ? undefined : readPrefix(rest.slice(long + 2), at + long + 2, 128);
  const four = short === long ? undefined : readPrefix(rest.slice(short + 1, long), at + short + 1, 32);
  const faults = [...(four?.faults ?? []), ...(six?.faults ?? [])];
  return { name: rest.slice(0, short), prefix4: four?.prefix ?? 32, prefix6: six?.prefix ?? 128, faults };
}

/** Where slashes and digits begin at the end of the text; its length where they do not. */
function lengthAt(text: string, slashes: string): number {
  let start = text.length;
  while (start > 0 && text[start - 1]! >= '0' && text[start - 1]! <= '9') start--;
  if (start === text.length && slashes === '//') return text.length;
  return text.slice(0, start).endsWith(slashes) ? start - slashes.length : text.length;
}

function readAddress({ base, rest, at }: Mechanism, kind: 'ip4' | 'ip6'): ReadTerm {
  const example = kind === 'ip4' ? 'ip4:192.0.2.1' : 'ip6:2001:db8::1';
  if (rest.length < 2) return unreadable(base.text, base.span.start, missingValue(kind, at, example));
  if (rest.startsWith('/'))
    return unreadable(base.text, base.span.start, unexpected(kind, rest, at, `such as ${example}`));
  const { address, prefix, faults } = readNetwork(kind, rest.slice(1), at + 1);
  if (faults.length > 0) return unreadable(base.text, base.span.start, ...faults);
  return { term: { kind, ...base, address, prefix }, faults };
}

function spanOf(text: string, start: number): Span {
  return { start, end: start + text.length };
}

function unreadable(text: string, start: number, ...faults: Fault[]): ReadTerm {
  return { term: { kind: 'unreadable', text, span: spanOf(text, start) }, faults };
}

function missingValue(name: string, at: number, example: string): Fault {
  const span = { start: at, end: at };
  return { code: 'missing-value', span, message: `“${name}” has no value`, hint: `such as ${example}` };
}

function unexpected(name: string, rest: string, at: number, hint = `“${name}” takes no such value`): Fault {
  const message = `${quoted(rest)} cannot follow “${name}”`;
  return { code: 'unexpected-value', span: spanOf(rest, at), message, hint };
}

function unknownMechanism(text: string, start: number, name: string): Fault {
  return {
    code: 'unknown-mechanism',
    span: spanOf(text, start),
    message: `unknown mechanism ${quoted(name)}`,
    hint: MECHANISMS_HINT,
  };
}
