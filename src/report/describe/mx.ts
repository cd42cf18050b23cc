import type { MxFacts } from '../../facts/mx.ts';
import { describeHost, type FactsOf } from './facts-of.ts';

export function describeMx({ state, hosts, unasked, own }: MxFacts): FactsOf<'mx'> {
  return {
    state,
    hosts: hosts.map((host) => ({ preference: host.preference, ...describeHost(host) })),
    unasked,
    own: describeHost(own),
  };
}
