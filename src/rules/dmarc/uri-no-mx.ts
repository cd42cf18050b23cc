import { type AnyAnswer, nameKey, ROOT } from '../../dns/index.ts';
import type { ReportTarget } from '../../facts/dmarc.ts';
import { replacing, withoutReports } from '../../facts/dmarc-proposal.ts';
import { decidingRecord, recordPlace } from '../../facts/dmarc-record.ts';
import { mailTargets } from '../../facts/dmarc-reports.ts';
import { blockersOf, hostState, shownName } from '../../facts/hosts.ts';
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
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@reports.example.com,mailto:d@example.com"
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
    for (const targets of eachKnown(mailTargets(dmarc), ([first]) => blockers(first))) {
      const [{ host, mx, addresses, registration }] = targets;
      // dmarc/uri-unregistered
      if (isUnregistered(registration)) continue;
      const trouble = whatIsWrong({ mx, addresses });
      if (trouble === undefined) continue;
      const uris = targets.map(({ uri }) => uri);
      yield {
        message: `reports to ${shownName(host)} cannot arrive: it ${trouble}`,
        ...recordPlace(deciding, uris[0]!.span),
        key: nameKey(host),
        data: { host, addresses: uris.map(({ address }) => address) },
        ...replacing(deciding, withoutReports(deciding, uris, { role })),
      };
    }
  },
});

function blockers({ mx, addresses }: ReportTarget): AnyAnswer[] {
  return mx.status === 'absent' ? blockersOf(addresses) : [mx];
}

/** RFC 5321 §5.1: without MX the host's own address takes the mail; RFC 7505: the null MX says that nobody does. */
function whatIsWrong({ mx, addresses }: Pick<ReportTarget, 'mx' | 'addresses'>): string | undefined {
  if (mx.status === 'present') {
    return mx.records.every(({ exchange }) => exchange === ROOT) ? 'has a null MX' : undefined;
  }
  const state = hostState(addresses);
  if (state === 'alive') return undefined;
  return state === 'nxdomain' ? 'does not exist' : 'has neither MX nor address';
}
