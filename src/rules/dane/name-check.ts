import { checkedHosts } from '../../facts/dane/live.ts';
import { defineRule } from '../rule.ts';
import { misses } from '../tlsa-miss.ts';

export default defineRule({
  id: 'dane/name-check',
  severity: 'error',
  basis: 'standard',
  title: 'A mail server’s certificate is for another name, and its TLSA record names an authority',
  why: 'An authority issues for many servers: by its record alone senders take any other of them for an attacker, and hold the mail back.',
  fix: 'Get a certificate for the name of the MX host, or publish “3 1 1” for the server’s own key, of which names do not count.',
  spec: ['RFC 7672 §3.2.2', 'RFC 7672 §3.2.3'],
  needs: ['dane', 'smtp'],
  fails: `
;? now 2027-01-01
;! SECURE example.com
@ MX 10 mail
mail A 192.0.2.1
_25._tcp.mail TLSA 2 0 1 0575b093a2c107f670032fce6d0fde170c218e6646a26a3663edee6767a8ded7
;@ smtp://192.0.2.1 chain=other
`,
  passes: `
;! SECURE example.com
@ MX 10 mail
mail A 192.0.2.1
_25._tcp.mail TLSA 3 1 1 217c03c3839ecc0c950f8031e0c13e13e9fb0821a50b194af14fa5e1d8a7b39f
;@ smtp://192.0.2.1 chain=other
`,
  applies: ({ dane }) => checkedHosts(dane).length > 0,
  *check(facts) {
    yield* misses(facts, ['name'], (host) => `the certificate of ${host} is for another name`);
  },
});
