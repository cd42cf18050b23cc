import {
  hasSenders,
  listedSenders,
  requireReverse,
  reverseOfSenders,
  severityOf,
} from '../../facts/address/senders.ts';
import { isUnknown } from '../../facts/known.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'address/ptr-missing',
  severity: 'warning',
  basis: 'receiver',
  title: 'An address that sends has no reverse name',
  why: 'Big receivers refuse mail from a server whose address has no name, or take it for a hijacked home computer.',
  fix: 'Have whoever provides the address set its reverse name (PTR) to the server’s host name; or drop it from SPF.',
  spec: ['RFC 1912 §2.1', 'RFC 8601 §3'],
  needs: ['address'],
  fails: `
@ TXT "v=spf1 ip4:192.0.2.26 -all"
`,
  passes: `
@ TXT "v=spf1 ip4:192.0.2.26 ip4:198.51.100.0/24 ip4:10.0.0.1 -ip4:203.0.113.1 -all"
26.2.0.192.in-addr.arpa. PTR out.example.com.
out A 192.0.2.26
`,
  applies: ({ address }) => hasSenders(address),
  *check({ address, domain }) {
    const senders = reverseOfSenders(address);
    const nameless = senders.filter(({ ptr }) => ptr.status === 'absent');
    if (nameless.length > 0) {
      const addresses = nameless.map((sender) => sender.address);
      yield {
        message: `SPF lets ${listedSenders(addresses)} send, and no reverse name is there`,
        subject: { name: domain, type: 'TXT' },
        measure: nameless.length,
        severity: severityOf(nameless),
        data: { addresses },
      };
    }
    requireReverse(address, ({ ptr }) => [ptr].filter(isUnknown));
  },
});
