import { steppingUp } from '../../facts/dmarc/next-step.ts';
import { receiverOfReports, replacing } from '../../facts/dmarc/proposal.ts';
import { asksForNothing, decidingRecord, recordPlace, requireWalk } from '../../facts/dmarc/record.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dmarc/p-none-no-rua',
  severity: 'error',
  basis: 'practice',
  title: 'The DMARC record asks for nothing, not even for reports',
  why: 'p=none leaves forged mail alone and is there to watch by reports; without a report address the record does nothing.',
  fix: 'Add rua=mailto: with a mailbox that reads the reports, then raise the policy.',
  spec: ['RFC 9989 §4.7', 'RFC 9989 §5.1.4'],
  needs: ['dmarc', 'mx', 'role', 'spf'],
  fails: `
_dmarc TXT "v=DMARC1; p=none;"
@ MX 10 mail
mail A 192.0.2.1
`,
  passes: `
_dmarc TXT "v=DMARC1; p=none; sp=reject"
@ MX 10 mail
mail A 192.0.2.1
`,
  applies: ({ dmarc }) => decidingRecord(dmarc) !== undefined,
  *check(facts) {
    const { dmarc, role } = facts;
    const nothing = asksForNothing(dmarc);
    // A record below one that enforces takes its name out of that policy: that is not nothing.
    if (nothing === 'unknown') requireWalk(dmarc.walk);
    if (nothing !== true) return;
    const deciding = decidingRecord(dmarc)!;
    const tag = deciding.record.value.tags.find(({ name }) => name.toLowerCase() === 'p')!;
    yield {
      message: 'p=none without rua: the record changes nothing and tells the owner nothing',
      ...recordPlace(deciding, { start: tag.nameSpan.start, end: tag.valueSpan.end }),
      ...(role.quiet ? steppingUp(deciding, facts) : replacing(deciding, receiverOfReports(deciding, facts))),
    };
  },
});
