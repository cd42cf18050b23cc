import { under } from '../../dns/index.ts';
import { mayReportsArrive } from '../../facts/dmarc/reports.ts';
import type { DmarcFacts } from '../../facts/dmarc.ts';
import { defineChangeRule } from './change-rule.ts';

export default defineChangeRule({
  id: 'change/reports-lost',
  severity: 'warning',
  basis: 'practice',
  title: 'The change ends the DMARC reports',
  why: 'Without them nobody sees when genuine mail begins to fail, nor who forges the domain.',
  fix: 'Keep a rua address that receives them.',
  spec: ['RFC 9989 §4.7', 'RFC 9989 §5.1.4'],
  needs: ['dmarc', 'role'],
  fails: `
@ MX 10 mail
mail A 192.0.2.25
- _dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
+ _dmarc TXT "v=DMARC1; p=reject"
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.25
- _dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
+ _dmarc TXT "v=DMARC1; p=reject; rua=mailto:postmaster@example.com"
`,
  *check({ before: { dmarc: before }, after: { dmarc: after, role } }) {
    const { policy } = after;
    // Nothing of a domain that sends no mail can begin to fail.
    if (role.quiet || role.publicSuffix) return;
    // Addresses that are named and cannot receive have rules of their own.
    if (policy?.record === undefined || reportAddresses(after).length > 0) return;
    // Where another record decides, the name that has it tells.
    if (policy !== after.walk[0] || !mayReportsArrive(before)) return;
    const old = reportAddresses(before);
    if (old.length === 0) return;
    yield {
      message: `reports go to ${old.join(', ')} today, and to nobody after the change`,
      subject: { name: under('_dmarc', policy.domain), type: 'TXT' },
      record: policy.record.text,
      data: { before: old },
    };
  },
});

function reportAddresses({ policy }: DmarcFacts): string[] {
  return policy?.record?.value.rua.map(({ text }) => text) ?? [];
}
