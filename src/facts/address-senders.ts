import type { AddressFacts, ReverseFacts } from './address.ts';
import { localScope } from './address-ranges.ts';
import { known } from './known.ts';

/**
 * Addresses that SPF names one by one, and that mail can come from over the Internet. Throws where the domain's own
 * record is not known.
 */
export function singleSenders({ reverse, senders }: AddressFacts): ReverseFacts[] {
  known(senders);
  return reverse.filter(({ address, sends }) => sends && localScope(address) === undefined);
}
