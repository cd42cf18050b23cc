import {
  aboutServers,
  concerned,
  hasTls,
  oldVersionBeside,
  requireProbe,
  shownServers,
  tlsOf,
} from '../../facts/smtp/servers.ts';
import { isOldTls, tlsName } from '../../facts/smtp/tls.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'smtp/tls-old',
  severity: 'warning',
  basis: 'standard',
  title: 'A mail server speaks TLS 1.0 or 1.1',
  why: 'These versions are not to be used any more. Where a server has nothing newer, senders that have switched them off cannot encrypt, and some do not deliver then.',
  fix: 'Update the server so that it speaks TLS 1.2 and 1.3; then switch off what is older, where no old partner needs it.',
  spec: ['RFC 8996 §4', 'RFC 8996 §5', 'RFC 9325 §5.2'],
  needs: ['smtp'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
;@ smtp://192.0.2.1 TLSv1
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
`,
  applies: ({ smtp }) => hasTls(smtp),
  *check({ smtp }) {
    for (const found of concerned(smtp, (server) => isOldTls(tlsOf(server)?.version ?? '')))
      yield {
        message: `${shownServers(found)} speaks nothing newer than ${tlsName(tlsOf(found.servers[0]!)!.version)}`,
        ...aboutServers(found),
        key: 'only',
      };
    // RFC 9325 §5.2: who would get no TLS at all is better off with an old one.
    for (const found of concerned(smtp, (server) => oldVersionBeside(server) !== undefined))
      yield {
        message: `${shownServers(found)} takes ${tlsName(oldVersionBeside(found.servers[0]!)!)} from old senders too`,
        severity: 'notice' as const,
        ...aboutServers(found),
        key: 'too',
      };
    requireProbe(smtp, 'oldTls');
  },
});
