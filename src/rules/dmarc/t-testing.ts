import { applyingAll } from '../../facts/dmarc/next-step.ts';
import { decidingRecord, recordPlace, tagNamed } from '../../facts/dmarc/record.ts';
import { spliced } from '../../facts/text-edit.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dmarc/t-testing',
  severity: 'warning',
  basis: 'standard',
  title: 'The DMARC policy is marked as a test',
  why: 'With t=y receivers apply one step less than is written; older ones do not know the tag and apply all of it.',
  fix: 'Read the reports, and drop t=y once all of your own mail passes.',
  spec: ['RFC 9989 §4.7'],
  needs: ['dmarc', 'role', 'spf'],
  fails: `
_dmarc TXT "v=DMARC1; p=reject; t=y; rua=mailto:dmarc@example.com"
@ MX 10 mail
mail A 192.0.2.1
@ TXT "v=spf1 mx ~all"
7f3a._domainkey TXT "v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
`,
  passes: `
_dmarc TXT "v=DMARC1; p=reject; t=n; rua=mailto:dmarc@example.com"
@ MX 10 mail
mail A 192.0.2.1
`,
  applies: ({ dmarc }) => decidingRecord(dmarc) !== undefined,
  *check(facts) {
    const { dmarc } = facts;
    const deciding = decidingRecord(dmarc)!;
    const { t, p, pct } = deciding.record.value;
    const tag = tagNamed(deciding, 't');
    // Quarantine on trial asks for nothing: dmarc/p-none.
    if (t !== 'y' || tag === undefined || p !== 'reject') return;
    const older = pct === 0 ? 'quarantine too, by pct=0' : 'reject';
    const ended = spliced(deciding.record.text, [{ span: tag.valueSpan, text: 'n' }]);
    yield {
      message: `p=reject with t=y: receivers by RFC 9989 apply quarantine, older ones ${older}`,
      ...recordPlace(deciding, { start: tag.nameSpan.start, end: tag.valueSpan.end }),
      data: { effective: dmarc.effective.domain, legacy: dmarc.legacy.domain },
      ...(pct !== 0 && applyingAll(deciding, facts, ended)),
    };
  },
});
