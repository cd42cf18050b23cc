import { tlsaName } from '../../facts/dane.ts';
import { shownName } from '../../facts/hosts.ts';
import { isForSmtp, PKIX_EE, parametersOf, usageName } from '../../records/tlsa.ts';
import { printData } from '../../zone/index.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dane/usage-pkix',
  severity: 'warning',
  basis: 'standard',
  title: 'A TLSA record has a usage that mail servers do not heed',
  why: 'Usages 0 and 1 rest on lists of authorities, which mail servers do not share: most senders skip such a record.',
  fix: 'Publish “3 1 1” with the SHA-256 of the server’s public key.',
  spec: ['RFC 7672 §3.1.3'],
  needs: ['dane'],
  fails: `
;! SECURE example.com
@ MX 10 mail
mail A 192.0.2.1
_25._tcp.mail TLSA 1 1 1 c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00
`,
  passes: `
;! SECURE example.com
@ MX 10 mail
mail A 192.0.2.1
_25._tcp.mail TLSA 3 1 1 c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00
`,
  applies: ({ dane }) => dane.hosts.some(({ records }) => records.length > 0),
  *check({ dane }) {
    for (const { base, name, records, tlsa, isOwn } of dane.hosts) {
      const at = { name: tlsaName(base), type: 'TLSA' as const };
      for (const { data, faults } of records) {
        if (faults.length > 0 || isForSmtp(data) || data.usage > PKIX_EE) continue;
        const from = printData('TLSA', data);
        // The certificate of the server itself is meant by 1 and by 3.
        const isSame = data.usage === PKIX_EE && isOwn && tlsa.chain.length === 0 && !tlsa.wildcard;
        yield {
          message: `${shownName(name)}: ${parametersOf(data)}: mail servers skip ${usageName(data.usage)} (${data.usage})`,
          subject: at,
          key: `${name} ${from}`,
          ...(isSame && {
            changes: [{ op: 'replace' as const, ...at, from, to: printData('TLSA', { ...data, usage: 3 }) }],
            safety: 'ask' as const,
            question: 'Does the server send this certificate today? Otherwise mail stops.',
          }),
        };
      }
    }
  },
});
