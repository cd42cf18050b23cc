import type { AddressFacts } from '../../facts/address.ts';
import { describeHost, type FactsOf } from './facts-of.ts';

export function describeAddress({ hosts, reverse, unasked }: AddressFacts): FactsOf<'address'> {
  return {
    hosts: hosts.map(describeHost),
    reverse: reverse.map(({ address, sends, ptr, names, unasked: more }) => ({
      address,
      sends,
      status: ptr.status,
      names: names.map(({ name, confirmed }) => ({ name, confirmed })),
      unasked: more,
    })),
    unasked,
  };
}
