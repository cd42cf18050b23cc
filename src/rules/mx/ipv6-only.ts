import { addressesOf } from '../../facts/hosts.ts';
import { known, recordsOf } from '../../facts/known.ts';
import { distinctExchanges, hasExchanges } from '../../facts/mx/exchange.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'mx/ipv6-only',
  severity: 'warning',
  basis: 'practice',
  title: 'No MX host has an IPv4 address',
  why: 'Many mail servers still send over IPv4 alone: their mail to the domain comes back.',
  fix: 'Give at least one MX host an A record.',
  spec: ['RFC 5321 §5.2'],
  needs: ['mx'],
  fails: `
@ MX 10 mail
mail AAAA 2001:db8::25
`,
  passes: `
@ MX 10 mail
@ MX 20 backup
mail AAAA 2001:db8::25
backup A 192.0.2.1
`,
  applies: ({ mx }) => hasExchanges(mx),
  *check({ mx, domain }) {
    const hosts = distinctExchanges(mx);
    if (mx.unasked > 0 || hosts.some(({ a }) => recordsOf(a).length > 0)) return;
    const alive = hosts.filter((host) => addressesOf(host).length > 0);
    // Where nobody has an address at all, other rules say so.
    for (const { a } of alive.length > 0 ? hosts : []) known(a);
    if (alive.length === 0) return;
    yield {
      message: `${alive.length === 1 ? 'the MX host has' : 'the MX hosts have'} IPv6 addresses alone: senders without IPv6 reach none`,
      subject: { name: domain, type: 'MX' },
      data: { hosts: alive.map(({ name }) => name) },
    };
  },
});
