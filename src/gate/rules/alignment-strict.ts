import { under } from '../../dns/index.ts';
import type { DmarcFacts } from '../../facts/dmarc.ts';
import { defineChangeRule } from './change-rule.ts';

export default defineChangeRule({
  id: 'change/alignment-strict',
  severity: 'warning',
  basis: 'standard',
  title: 'The change lets only the domain’s own signatures count, and it has no key',
  why: 'With adkim=s a signature of a sub-domain counts for DMARC no more: mail that is signed by one fails.',
  fix: 'Leave adkim out, or publish a key of the domain itself and sign with it first.',
  spec: ['RFC 9989 §4.4.1', 'RFC 9989 §4.7'],
  needs: ['dmarc', 'dkim'],
  fails: `
- _dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
+ _dmarc TXT "v=DMARC1; p=reject; adkim=s; rua=mailto:dmarc@example.com"
`,
  passes: `
s1._domainkey TXT "v=DKIM1; k=ed25519; p=LzQ8SCeIwfTq9b2ApOqECWVLh6Fbe2mErEb7id/nHuo="
- _dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
+ _dmarc TXT "v=DMARC1; p=reject; adkim=s; rua=mailto:dmarc@example.com"
`,
  *check({ before, after }) {
    const { policy } = after.dmarc;
    if (policy?.record === undefined || policy !== after.dmarc.walk[0]) return;
    if (before.dmarc.policy === undefined || isStrict(before.dmarc) || !isStrict(after.dmarc)) return;
    // Only what is proven: a key that nobody guesses may be there.
    if (after.dkim.status !== 'absent') return;
    yield {
      message: 'adkim=s: signatures of sub-domains count no more, and the domain has no key of its own',
      subject: { name: under('_dmarc', policy.domain), type: 'TXT' },
      record: policy.record.text,
    };
  },
});

function isStrict({ policy }: DmarcFacts): boolean {
  return policy?.record?.value.adkim === 's';
}
