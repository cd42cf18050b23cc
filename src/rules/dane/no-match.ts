import { checkedHosts, nearestMiss } from '../../facts/dane/live.ts';
import { defineRule } from '../rule.ts';
import { misses } from '../tlsa-miss.ts';

export default defineRule({
  id: 'dane/no-match',
  severity: 'error',
  basis: 'standard',
  title: 'A mail server’s certificate matches none of its TLSA records',
  why: 'Senders that use DANE take it for an attacker and hold their mail back, for days, then return it.',
  fix: 'Publish the TLSA record of the key in use, and before each change of the key that of the next one: “mailcheck dane --next-key” shows it.',
  spec: ['RFC 7672 §2.2', 'RFC 7671 §8.4'],
  needs: ['dane', 'smtp'],
  fails: `
;! SECURE example.com
@ MX 10 mail
mail A 192.0.2.1
_25._tcp.mail TLSA 3 1 1 c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00
;@ smtp://192.0.2.1 chain=leaf
`,
  passes: `
;! SECURE example.com
@ MX 10 mail
mail A 192.0.2.1
_25._tcp.mail TLSA 3 1 1 c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00
_25._tcp.mail TLSA 3 1 1 4f774ba0bccc6f91751fc0365bca7a281fda48315def22c46fe6544225a4f6d9
;@ smtp://192.0.2.1 chain=leaf
`,
  applies: ({ dane }) => checkedHosts(dane).length > 0,
  *check(facts) {
    yield* misses(facts, ['other-key', 'not-issued', 'dates'], (host, servers) =>
      nearestMiss(servers[0]!) === 'dates'
        ? `${host}: a certificate below the authority of its TLSA record is out of date`
        : `${host} shows a key that none of its TLSA records names`,
    );
  },
});
