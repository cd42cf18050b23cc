import { type AnyAnswer, reverseName } from '../../dns/index.ts';
import type { ReverseFacts } from '../../facts/address.ts';
import { singleSenders } from '../../facts/address-senders.ts';
import { shownName } from '../../facts/hosts.ts';
import { eachKnown, isUnknown } from '../../facts/known.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'address/ptr-not-forward-confirmed',
  severity: 'warning',
  basis: 'receiver',
  title: 'The reverse name of an address that sends does not lead back to it',
  why: 'Anybody can give an address any name; big receivers trust one only where the name has that very address.',
  fix: 'Give the host name an A or AAAA record with this address, or have the reverse name changed to one that has it.',
  spec: ['RFC 1912 §2.1', 'RFC 8601 §3'],
  needs: ['address'],
  fails: `
@ TXT "v=spf1 ip4:192.0.2.26 -all"
26.2.0.192.in-addr.arpa. PTR out.example.com.
out A 192.0.2.99
`,
  passes: `
@ TXT "v=spf1 ip4:192.0.2.26 -all"
26.2.0.192.in-addr.arpa. PTR old.example.com.
26.2.0.192.in-addr.arpa. PTR out.example.com.
out A 192.0.2.26
`,
  applies: ({ address }) => singleSenders(address).length > 0,
  *check({ address }) {
    for (const { address: sender, names } of eachKnown(singleSenders(address), blockers)) {
      // No name at all: address/ptr-missing.
      if (names.length === 0 || names.some(({ confirmed }) => confirmed === true)) continue;
      const more = names.length > 1 ? ` and ${names.length - 1} more` : '';
      yield {
        message: `${sender}, which SPF lets send, is called ${shownName(names[0]!.name)}${more}, which does not have that address`,
        subject: { name: reverseName(sender)!, type: 'PTR' },
        data: { address: sender, names: names.map(({ name }) => name) },
      };
    }
  },
});

/** One name that leads back is enough; the others then need no answer. */
function blockers({ ptr, names }: ReverseFacts): AnyAnswer[] {
  if (names.some(({ confirmed }) => confirmed === true)) return [];
  return [ptr, ...names.map(({ answer }) => answer)].filter(isUnknown);
}
