import { nameKey } from '../../dns/index.ts';
import { replacing, withoutReports } from '../../facts/dmarc/proposal.ts';
import { decidingRecord, recordPlace } from '../../facts/dmarc/record.ts';
import { mailTargets, mayReportsArrive, reachBlockers, unreachable } from '../../facts/dmarc/reports.ts';
import { shownName } from '../../facts/hosts.ts';
import { eachKnown } from '../../facts/known.ts';
import { isUnregistered } from '../../facts/registered.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dmarc/uri-no-mx',
  severity: 'error',
  basis: 'standard',
  title: 'DMARC reports go to a domain that takes no mail',
  why: 'The reports come back to those who send them: the owner does not see who sends in the domain’s name.',
  fix: 'Name a mailbox that exists, or have its domain take mail again.',
  spec: ['RFC 5321 §5.1', 'RFC 7505 §3'],
  needs: ['dmarc', 'role'],
  fails: `
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@reports.example.com"
@ MX 10 mail
mail A 192.0.2.1
reports TXT "no mail here"
`,
  passes: `
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@reports.example.com,mailto:d@example.com"
@ MX 10 mail
mail A 192.0.2.1
reports AAAA 2001:db8::1
`,
  applies: ({ dmarc }) => mailTargets(dmarc).length > 0,
  *check({ dmarc, role }) {
    const deciding = decidingRecord(dmarc)!;
    for (const targets of eachKnown(mailTargets(dmarc), ([first]) => reachBlockers(first))) {
      const [{ host, registration }] = targets;
      // dmarc/uri-unregistered
      if (isUnregistered(registration)) continue;
      const trouble = unreachable(targets[0]);
      if (trouble === undefined) continue;
      const uris = targets.map(({ uri }) => uri);
      yield {
        message: `reports to ${shownName(host)} cannot arrive: it ${trouble}`,
        ...recordPlace(deciding, uris[0]!.span),
        key: nameKey(host),
        // Then the owner sees all the same who sends.
        ...(mayReportsArrive(dmarc) && { severity: 'warning' as const }),
        data: { host, addresses: uris.map(({ address }) => address) },
        ...replacing(deciding, withoutReports(deciding, uris, { role })),
      };
    }
  },
});
