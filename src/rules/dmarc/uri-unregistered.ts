import { nameKey } from '../../dns/index.ts';
import { replacing, withoutReports } from '../../facts/dmarc/proposal.ts';
import { decidingRecord, recordPlace } from '../../facts/dmarc/record.ts';
import { mailTargets } from '../../facts/dmarc/reports.ts';
import { shownName } from '../../facts/hosts.ts';
import { eachKnown } from '../../facts/known.ts';
import { isUnregistered } from '../../facts/registered.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dmarc/uri-unregistered',
  severity: 'error',
  basis: 'practice',
  title: 'DMARC reports go to a domain that anybody may register',
  why: 'Whoever registers it reads the reports: who sends in the domain’s name and what fails, in ruf even mail itself.',
  fix: 'Take the address out of the record; name a mailbox of a domain of your own.',
  spec: ['RFC 9989 §11.6'],
  needs: ['dmarc', 'role'],
  fails: `
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@example.com,mailto:dmarc@reports.gone.example; ruf=mailto:f@reports.gone.example"
@ MX 10 mail
mail A 192.0.2.1
`,
  passes: `
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@example.com,mailto:dmarc@reports.vendor.example"
@ MX 10 mail
mail A 192.0.2.1
reports.vendor.example. MX 10 mail.vendor.example.
mail.vendor.example. A 192.0.2.2
`,
  applies: ({ dmarc }) => mailTargets(dmarc).length > 0,
  *check({ dmarc, role }) {
    const deciding = decidingRecord(dmarc)!;
    for (const targets of eachKnown(mailTargets(dmarc), ([{ mx, registration }]) =>
      registration ? [mx, registration.answer] : [mx],
    )) {
      const [{ host, registration }] = targets;
      if (!isUnregistered(registration)) continue;
      const uris = targets.map(({ uri }) => uri);
      yield {
        message: `reports go to ${shownName(host)}, and ${shownName(registration!.domain)} is not registered`,
        ...recordPlace(deciding, uris[0]!.span),
        key: nameKey(host),
        data: { host, unregistered: registration!.domain, addresses: uris.map(({ address }) => address) },
        ...replacing(deciding, withoutReports(deciding, uris, { role })),
      };
    }
  },
});
