import { hasTls } from '../../facts/smtp/servers.ts';
import { defineRule } from '../rule.ts';
import { untrusted } from '../untrusted.ts';

export default defineRule({
  id: 'smtp/cert-name',
  severity: 'notice',
  basis: 'standard',
  title: 'A mail server’s certificate is for another name',
  why: 'Mail is encrypted all the same, but nobody can tell this server from an attacker’s; with MTA-STS in mode enforce senders refuse to deliver.',
  fix: 'Get a certificate that names the host of the MX record, or name in the MX record a host that the certificate is for.',
  spec: ['RFC 8461 §4.2', 'RFC 9525 §6.3'],
  needs: ['smtp', 'mta-sts', 'dane'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
;@ smtp://192.0.2.1 wrong-name
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
`,
  applies: ({ smtp }) => hasTls(smtp),
  check: (facts) => untrusted(facts, ['wrong-name']),
});
