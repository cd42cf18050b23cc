import type { DmarcRecord, Policy } from './types.ts';

/**
 * What receivers of RFC 9989 apply: to the domain, to existing and to non-existent subdomains. `null`: no DMARC
 * processing at all (§4.10.1). Test mode (`t=y`) is not applied here.
 */
export function effectivePolicies(record: DmarcRecord): { p: Policy; sp: Policy; np: Policy } | null {
  const { p, sp, np } = record;
  if (p === undefined || isInvalid(record, 'sp') || isInvalid(record, 'np')) {
    return hasReportAddress(record) ? { p: 'none', sp: 'none', np: 'none' } : null;
  }
  return { p, sp: sp ?? p, np: np ?? sp ?? p };
}

/** The same for a receiver of RFC 7489 §6.6.3; `pct` is the caller's. */
export function legacyPolicies(record: DmarcRecord): { p: Policy; sp: Policy } | null {
  const { p, sp } = record;
  if (p === undefined || isInvalid(record, 'sp')) {
    return hasReportAddress(record) ? { p: 'none', sp: 'none' } : null;
  }
  return { p, sp: sp ?? p };
}

function isInvalid(record: DmarcRecord, name: string): boolean {
  return record.invalid.includes(name);
}

function hasReportAddress({ rua }: DmarcRecord): boolean {
  return rua.some(({ valid }) => valid);
}
