import type { AnyAnswer } from '../../dns/index.ts';
import { addressesOf, type Host, hostState } from '../../facts/hosts.ts';
import type { Sections } from '../schema/report.ts';

/** Facts in the form of the report: what programs read, without the answers that they rest on. */
export type FactsOf<S extends Exclude<keyof Sections, 'domain'>> = NonNullable<Sections[S]>['facts'];

export function describeHost(host: Host) {
  return { host: host.name, state: hostState(host), addresses: addressesOf(host), chain: chainOf(host.a) };
}

export function chainOf({ chain }: AnyAnswer) {
  return chain.map(({ from, to, kind }) => ({ from, to, kind }));
}
