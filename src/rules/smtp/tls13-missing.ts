import {
  aboutServers,
  concerned,
  hasTls,
  requireTls,
  shownServers,
  tlsOf,
} from '../../facts/smtp/servers.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'smtp/tls13-missing',
  severity: 'notice',
  basis: 'standard',
  title: 'A mail server does not speak TLS 1.3',
  why: 'TLS 1.2 is good enough if it is set up well; TLS 1.3 has nothing left that could be set up badly.',
  fix: 'Switch TLS 1.3 on; it comes with the TLS libraries of 2018 and later.',
  spec: ['RFC 9325 §3.1.1'],
  needs: ['smtp'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
;@ smtp://192.0.2.1 TLSv1.2 TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
`,
  applies: ({ smtp }) => hasTls(smtp),
  *check({ smtp }) {
    for (const found of concerned(smtp, (server) => tlsOf(server)?.version === 'TLSv1.2'))
      yield { message: `${shownServers(found)} speaks TLS 1.2 at best`, ...aboutServers(found) };
    requireTls(smtp);
  },
});
