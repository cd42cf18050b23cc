import type { AnyAnswer } from '../../dns/index.ts';
import {
  hasSenders,
  listedSenders,
  requireReverse,
  reverseOfSenders,
  severityOf,
} from '../../facts/address/senders.ts';
import type { ReverseFacts } from '../../facts/address.ts';
import { shownName } from '../../facts/hosts.ts';
import { isUnknown } from '../../facts/known.ts';
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
  applies: ({ address }) => hasSenders(address),
  *check({ address, domain }) {
    const senders = reverseOfSenders(address);
    const astray = senders.filter(leadsAstray);
    if (astray.length > 0) {
      yield {
        message: `SPF lets ${listedSenders(astray.map(called))} send, and the name does not lead back to the address`,
        subject: { name: domain, type: 'TXT' },
        measure: astray.length,
        severity: severityOf(astray),
        data: {
          addresses: astray.map((sender) => sender.address),
          names: astray.map(({ names }) => names.map(({ name }) => name)),
        },
      };
    }
    requireReverse(address, blockers);
  },
});

/** No name at all: address/ptr-missing. */
function leadsAstray(sender: ReverseFacts): boolean {
  const { names, unasked } = sender;
  const leadsBack = names.some(({ confirmed }) => confirmed === true);
  return names.length > 0 && unasked === 0 && !leadsBack && blockers(sender).length === 0;
}

function called({ address, names }: ReverseFacts): string {
  const more = names.length > 1 ? ` and ${names.length - 1} more` : '';
  return `${address} (${shownName(names[0]!.name)}${more})`;
}

/** One name that leads back is enough; the others then need no answer. */
function blockers({ ptr, names }: ReverseFacts): AnyAnswer[] {
  if (names.some(({ confirmed }) => confirmed === true)) return [];
  return [ptr, ...names.map(({ answer }) => answer)].filter(isUnknown);
}
