import { addressOctets } from '../../dns/address.ts';
import { quoted } from '../octets.ts';
import type { Fault } from '../parsed.ts';
import { parseMacroString } from './macro.ts';
import type { MacroString } from './types.ts';

const ALPHANUMERIC = /^[A-Za-z0-9]+$/;

/** RFC 7208 §12 `toplabel`: letters, digits and inner hyphens, not only digits. */
export function isTopLabel(label: string): boolean {
  if (ALPHANUMERIC.test(label)) return /[A-Za-z]/.test(label);
  return /^[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9]$/.test(label);
}

export interface ReadDomain {
  domain?: MacroString;
  faults: Fault[];
}

/** RFC 7208 §12 `domain-spec`: a macro-string that ends in a macro, or in a dot and a top label. */
export function readDomainSpec(text: string, offset: number): ReadDomain {
  const { value, faults, tail } = parseMacroString(text, offset, { inExplanation: false });
  if (faults.length > 0) return { faults };
  // A text that ends in `%…` leaves no tail.
  if (tail === '') return { domain: value, faults };
  const literal = tail.endsWith('.') ? tail.slice(0, -1) : tail;
  const dot = literal.lastIndexOf('.');
  if (dot !== -1 && isTopLabel(literal.slice(dot + 1))) return { domain: value, faults };
  return { faults: [badDomain(text, offset, dot === -1 ? literal : literal.slice(dot + 1), dot === -1)] };
}

function badDomain(text: string, offset: number, label: string, single: boolean): Fault {
  return {
    code: 'bad-domain',
    span: { start: offset, end: offset + text.length },
    message: `${quoted(text)} is no domain name`,
    hint: domainHint(text, label, single),
  };
}

function domainHint(text: string, label: string, single: boolean): string {
  if (addressOctets(text.split('/')[0]!) !== undefined) return 'an address needs ip4: or ip6:';
  if (label === '') return 'a label is empty where the name ends';
  if (single) return 'a name has at least two labels, such as mail.example.com';
  if (/^\d+$/.test(label)) return 'the last label of a name is not a number';
  return `the last label ${quoted(label)} may hold only letters, digits and inner hyphens`;
}
