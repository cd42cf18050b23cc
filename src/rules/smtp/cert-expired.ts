import { hasTls } from '../../facts/smtp/servers.ts';
import { defineRule } from '../rule.ts';
import { untrusted } from '../untrusted.ts';

export default defineRule({
  id: 'smtp/cert-expired',
  severity: 'notice',
  basis: 'standard',
  title: 'A mail server’s certificate is out of date',
  why: 'Mail is encrypted all the same, but senders that check certificates take the server for an attacker’s; with MTA-STS in mode enforce they refuse to deliver.',
  fix: 'Renew the certificate, load it into the mail server (it keeps the old one until it is reloaded), and let both happen by themselves.',
  spec: ['RFC 8461 §4.2', 'RFC 5280 §6.1.3'],
  needs: ['smtp', 'mta-sts', 'dane'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
;@ smtp://192.0.2.1 expired
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
`,
  applies: ({ smtp }) => hasTls(smtp),
  check: (facts) => untrusted(facts, ['expired', 'not-yet-valid']),
});
