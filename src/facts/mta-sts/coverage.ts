import { type Name, ROOT, sameName } from '../../dns/index.ts';
import { coversHost, type MtaStsPolicy } from '../../records/mta-sts/policy.ts';
import { recordsOf } from '../known.ts';
import type { MxFacts } from '../mx.ts';

/** A policy held against the MX hosts of today, both ways (RFC 8461 §4.1). */
export interface Coverage {
  /** In the order of preference. */
  hosts: { host: Name; preference: number; covered: boolean }[];
  /** Patterns that no MX host matches. */
  unmatched: string[];
}

/** Nothing where the MX hosts are not known, or where there are none. */
export function coverageOf({ mx: patterns }: MtaStsPolicy, mx: MxFacts, domain: Name): Coverage | undefined {
  const exchanges = receivers(mx, domain);
  if (exchanges.length === 0) return undefined;
  const hosts = exchanges.map(({ host, preference }) => ({
    host,
    preference,
    covered: patterns.some((pattern) => coversHost(pattern, host)),
  }));
  const unmatched = patterns.filter((pattern) => !exchanges.some(({ host }) => coversHost(pattern, host)));
  return { hosts, unmatched: [...new Set(unmatched.map(({ text }) => text))] };
}

/** Every host that is named, each at its best preference; without MX the domain itself stands for one (RFC 5321 §5.1). */
function receivers({ state, answer }: MxFacts, domain: Name): { host: Name; preference: number }[] {
  if (state === 'implicit') return [{ host: domain, preference: 0 }];
  const all = recordsOf(answer)
    .filter(({ exchange }) => exchange !== ROOT)
    .map(({ exchange, preference }) => ({ host: exchange, preference }))
    .sort((a, b) => a.preference - b.preference || (a.host < b.host ? -1 : 1));
  return all.filter(({ host }, index) => all.findIndex((other) => sameName(other.host, host)) === index);
}

/** `none`: no MX host, or none of the preferred ones, is covered; `some`: others are left out; `all`. */
export function covered({ hosts }: Coverage): 'all' | 'some' | 'none' {
  if (hosts.every((one) => one.covered)) return 'all';
  const best = Math.min(...hosts.map(({ preference }) => preference));
  return hosts.some((one) => one.covered && one.preference === best) ? 'some' : 'none';
}
