import { faultyCertificates, requireCertificates } from '../../facts/smtp/certificates.ts';
import { aboutServers, hasTls, shownServers } from '../../facts/smtp/servers.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'smtp/cert-key',
  severity: 'warning',
  basis: 'standard',
  title: 'A mail server’s certificate has a weak key or signature',
  why: 'Short keys and SHA-1 can be broken: then somebody else can show the same certificate. Newer TLS libraries refuse them.',
  fix: 'Get a certificate with an RSA key of 2048 bits or an ECDSA key on P-256, signed with SHA-256.',
  spec: ['RFC 9325 §4.5'],
  needs: ['smtp'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
;@ smtp://192.0.2.1 weak key=1024
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
`,
  applies: ({ smtp }) => hasTls(smtp),
  *check({ smtp }) {
    for (const found of faultyCertificates(smtp, ['weak']))
      yield { message: `${shownServers(found)}: ${found.detail}`, ...aboutServers(found) };
    requireCertificates(smtp);
  },
});
