import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'domain/public-suffix',
  severity: 'notice',
  basis: 'standard',
  title: 'The name is a public suffix',
  why: 'Names below it belong to others, each with a policy of its own; receivers treat a record here as the registry’s word.',
  fix: 'Give the domain itself, one label longer; a registry that publishes a policy says so with psd=y.',
  spec: ['RFC 9989 §4.10'],
  needs: ['role'],
  fails: `
;? domain co.uk
co.uk. NS ns1.example.net.
`,
  passes: `
@ TXT "v=spf1 -all"
_dmarc TXT "v=DMARC1; p=reject"
`,
  *check({ role, domain }) {
    if (!role.publicSuffix) return;
    yield { message: `others register names below ${domain}`, subject: { name: domain, type: 'SOA' } };
  },
});
