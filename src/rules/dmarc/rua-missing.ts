import { receiverOfReports, replacing } from '../../facts/dmarc/proposal.ts';
import { asksForNothing, ownRecord, recordPlace, tagNamed } from '../../facts/dmarc/record.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dmarc/rua-missing',
  severity: 'notice',
  basis: 'standard',
  title: 'The DMARC record asks for no reports',
  why: 'Without reports the owner does not see when own mail begins to fail, nor who forges the domain.',
  fix: 'Add rua=mailto: with a mailbox, or a service, that reads the reports.',
  spec: ['RFC 9989 §4.7', 'RFC 9989 §5.1.4'],
  needs: ['dmarc', 'mx', 'role'],
  fails: `
_dmarc TXT "v=DMARC1; p=reject"
@ MX 10 mail
mail A 192.0.2.1
`,
  passes: `
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
@ MX 10 mail
mail A 192.0.2.1
`,
  applies: ({ dmarc }) => ownRecord(dmarc) !== undefined,
  *check(facts) {
    const { dmarc, role } = facts;
    const deciding = ownRecord(dmarc)!;
    const { p, rua, nearMisses } = deciding.record.value;
    // Nothing of a quiet domain can begin to fail; the others have rules that say more.
    if (role.quiet || role.publicSuffix || p === undefined) return;
    if (nearMisses.some(({ meant }) => meant === 'rua') || asksForNothing(dmarc) !== false) return;
    const tag = tagNamed(deciding, 'rua');
    const elsewhere = rua.length > 0 && rua.every(({ valid, scheme }) => valid && scheme !== 'mailto');
    if (tag !== undefined && !elsewhere) return;
    yield {
      message: elsewhere
        ? `rua names no mailbox, and nobody reports to ${rua[0]!.scheme.slice(0, 20)} addresses`
        : 'no rua: receivers send no reports',
      ...recordPlace(deciding, tag && { start: tag.nameSpan.start, end: tag.valueSpan.end }),
      ...(tag === undefined && replacing(deciding, receiverOfReports(deciding, facts))),
    };
  },
});
