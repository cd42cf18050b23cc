import { steppingUp } from '../../facts/dmarc/next-step.ts';
import { decidingRecord, ownRecord, recordPlace, tagNamed } from '../../facts/dmarc/record.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dmarc/p-quarantine',
  severity: 'notice',
  basis: 'practice',
  title: 'DMARC asks to set forged mail aside, one step below refusing it',
  why: 'Forged mail still reaches the junk folder, where people look; with reject it does not arrive.',
  fix: 'Where the reports show that all of your own mail passes and nobody posts to mailing lists, ask for reject.',
  spec: ['RFC 9989 §4.7', 'RFC 9989 §7.4'],
  needs: ['dmarc', 'role', 'spf'],
  fails: `
_dmarc TXT "v=DMARC1; p=quarantine; rua=mailto:dmarc@example.com"
@ MX 10 mail
mail A 192.0.2.1
@ TXT "v=spf1 mx ~all"
7f3a._domainkey TXT "v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
`,
  passes: `
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
@ MX 10 mail
mail A 192.0.2.1
`,
  applies: ({ dmarc }) => decidingRecord(dmarc) !== undefined,
  *check(facts) {
    const { dmarc, role } = facts;
    const deciding = ownRecord(dmarc);
    const tag = deciding && tagNamed(deciding, 'p');
    if (deciding === undefined || tag === undefined || dmarc.effective.domain !== 'quarantine') return;
    const { p, sp, t, pct } = deciding.record.value;
    // What is on trial, for a part of the mail or of the names, is finished first: dmarc/t-testing, dmarc/pct-partial,
    // dmarc/sp-weaker. A domain without mail has one step to go: domain/parked-incomplete.
    if (p !== 'quarantine' || sp === 'none' || t === 'y' || (pct ?? 100) < 100) return;
    if (role.value === 'no-mail') return;
    yield {
      message: 'p=quarantine: forged mail is set aside; the next step is to have it refused',
      ...recordPlace(deciding, { start: tag.nameSpan.start, end: tag.valueSpan.end }),
      data: { next: 'reject' },
      ...steppingUp(deciding, facts),
    };
  },
});
