import { hasTls } from '../../facts/smtp/servers.ts';
import { defineRule } from '../rule.ts';
import { untrusted } from '../untrusted.ts';

export default defineRule({
  id: 'smtp/cert-chain',
  severity: 'notice',
  basis: 'standard',
  title: 'A mail server’s certificate leads to no authority that senders trust',
  why: 'Mail is encrypted all the same, but nobody can tell this server from an attacker’s; with MTA-STS in mode enforce senders refuse to deliver.',
  fix: 'Get a certificate of a public authority, a free one will do, and have the server send the certificates between it and the authority’s own: the “full chain” file.',
  spec: ['RFC 8461 §4.2', 'RFC 5280 §6.1'],
  needs: ['smtp', 'mta-sts', 'dane'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
;@ smtp://192.0.2.1 self-signed
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
`,
  applies: ({ smtp }) => hasTls(smtp),
  check: (facts) => untrusted(facts, ['self-signed', 'untrusted', 'incomplete-chain', 'revoked', 'other']),
});
