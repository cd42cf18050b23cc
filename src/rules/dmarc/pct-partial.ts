import { applyingAll } from '../../facts/dmarc/next-step.ts';
import { type DecidingRecord, decidingRecord, recordPlace, tagNamed } from '../../facts/dmarc/record.ts';
import { dropTag, spliced } from '../../facts/text-edit.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dmarc/pct-partial',
  severity: 'warning',
  basis: 'standard',
  title: 'The policy is meant for a part of the mail, and new receivers apply it to all',
  why: 'RFC 9989 has no pct: receivers that follow it apply the whole policy to every message, older ones to that share only.',
  fix: 'Drop pct once all of your own mail passes; to test a policy write t=y, which newer receivers know.',
  spec: ['RFC 9989 §4.7', 'RFC 7489 §6.3'],
  needs: ['dmarc', 'role', 'spf'],
  fails: `
_dmarc TXT "v=DMARC1; p=reject; pct=20; rua=mailto:dmarc@example.com"
@ MX 10 mail
mail A 192.0.2.1
@ TXT "v=spf1 mx ~all"
7f3a._domainkey TXT "v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
`,
  passes: `
_dmarc TXT "v=DMARC1; p=reject; pct=100; ri=86400; rua=mailto:dmarc@example.com"
@ MX 10 mail
mail A 192.0.2.1
`,
  applies: ({ dmarc }) => decidingRecord(dmarc) !== undefined,
  *check(facts) {
    const { dmarc } = facts;
    const deciding = decidingRecord(dmarc)!;
    const { pct, p, sp, t, tags } = deciding.record.value;
    const tag = tagNamed(deciding, 'pct');
    if (pct === undefined || pct === 100 || tag === undefined || p === undefined) return;
    // There is no share of nothing; and pct=0 with t=y is one test, written for both kinds of receiver.
    if ((p === 'none' && (sp ?? p) === 'none') || (pct === 0 && t === 'y')) return;
    const text = spliced(deciding.record.text, [dropTag(tags, tag)]);
    yield {
      message: `pct=${pct}: ${whoDoesWhat(deciding, pct)}`,
      ...recordPlace(deciding, { start: tag.nameSpan.start, end: tag.valueSpan.end }),
      measure: 100 - pct,
      data: { pct, effective: dmarc.effective.domain, legacy: dmarc.legacy.domain },
      ...applyingAll(deciding, facts, text),
    };
  },
});

/** RFC 7489 §6.6.4: what the share leaves out gets the next lower policy. */
function whoDoesWhat({ record }: DecidingRecord, pct: number): string {
  const { p, sp } = record.value;
  const policy = p === 'none' ? `sp=${sp}` : `p=${p}`;
  const rest = (p === 'none' ? sp : p) === 'reject' ? 'quarantine' : 'none';
  return `receivers by RFC 9989 apply ${policy} to all mail, older ones to ${pct} % of it and ${rest} to the rest`;
}
