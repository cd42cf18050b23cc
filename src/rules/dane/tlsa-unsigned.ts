import { daneState, tlsaName } from '../../facts/dane.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dane/tlsa-unsigned',
  severity: 'error',
  basis: 'standard',
  title: 'TLSA records stand in a zone that is not signed',
  why: 'Senders heed them only where DNSSEC proves them: these protect nobody.',
  fix: 'Sign the zone with DNSSEC and give its registrar the DS record, or remove the TLSA records.',
  spec: ['RFC 7672 §2.1.1', 'RFC 7672 §2.2.2'],
  needs: ['dane'],
  fails: `
;! INSECURE example.com
@ MX 10 mail
mail A 192.0.2.1
_25._tcp.mail TLSA 3 1 1 c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00
`,
  passes: `
;! SECURE example.com
@ MX 10 mail
mail A 192.0.2.1
_25._tcp.mail TLSA 3 1 1 c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00
`,
  applies: ({ dane }) => dane.hosts.some(({ records }) => records.length > 0),
  *check({ dane }) {
    for (const host of dane.hosts) {
      if (daneState(host) !== 'unsigned') continue;
      yield {
        message: `the TLSA records of ${host.name} are not signed: senders ignore them`,
        subject: { name: tlsaName(host.base), type: 'TLSA' },
        key: host.name,
        // A provider’s records are the provider’s to sign.
        ...(!host.isOwn && { severity: 'notice' as const }),
      };
    }
  },
});
