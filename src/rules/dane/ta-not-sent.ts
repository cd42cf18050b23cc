import { checkedHosts } from '../../facts/dane/live.ts';
import { defineRule } from '../rule.ts';
import { misses } from '../tlsa-miss.ts';

export default defineRule({
  id: 'dane/ta-not-sent',
  severity: 'error',
  basis: 'standard',
  title: 'A mail server does not send the authority that its TLSA record names',
  why: 'Senders know the authority by this record alone: where the server does not send its certificate they hold the mail back.',
  fix: 'Have the server send the whole chain up to that authority; if the authority has changed, publish the record of the new one.',
  spec: ['RFC 7672 §3.1.2', 'RFC 7671 §5.2.2'],
  needs: ['dane', 'smtp'],
  fails: `
;! SECURE example.com
@ MX 10 mail
mail A 192.0.2.1
_25._tcp.mail TLSA 2 0 1 0575b093a2c107f670032fce6d0fde170c218e6646a26a3663edee6767a8ded7
;@ smtp://192.0.2.1 chain=alone
`,
  passes: `
;? now 2027-01-01
;! SECURE example.com
@ MX 10 mail
mail A 192.0.2.1
_25._tcp.mail TLSA 2 0 1 0575b093a2c107f670032fce6d0fde170c218e6646a26a3663edee6767a8ded7
;@ smtp://192.0.2.1 chain=leaf
`,
  applies: ({ dane }) => checkedHosts(dane).length > 0,
  *check(facts) {
    yield* misses(
      facts,
      ['not-sent'],
      (host, [server]) =>
        `${host} sends ${server!.match.sent === 1 ? 'its own certificate alone' : `${server!.match.sent} certificates`}, none of them of the authority that its TLSA record names`,
    );
  },
});
