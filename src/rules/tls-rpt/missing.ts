import { under } from '../../dns/index.ts';
import { shownName } from '../../facts/hosts.ts';
import { known } from '../../facts/known.ts';
import { textData } from '../../facts/text-edit.ts';
import { firstReports } from '../../facts/tls-rpt/proposal.ts';
import { hasMtaSts, misplacedRecord } from '../../facts/tls-rpt.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'tls-rpt/missing',
  severity: 'notice',
  basis: 'practice',
  title: 'Nobody is told when TLS to the mail servers fails',
  why: 'With TLS-RPT big senders report every day what went wrong; without it a lapsed certificate shows as mail that is missed.',
  fix: 'Publish a TXT record at _smtp._tls: v=TLSRPTv1; rua=mailto: and a mailbox for the reports.',
  spec: ['RFC 8460 §3', 'RFC 8461 §6'],
  needs: ['tls-rpt', 'mx'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
_smtp._tls TXT "v=TLSRPTv1; rua=mailto:tls@example.com"
`,
  *check({ 'tls-rpt': rpt, mx, domain }) {
    known(rpt.answer);
    if (rpt.records.length + rpt.ignored.length > 0) return;
    known(mx.answer);
    rpt.elsewhere.forEach(known);
    if (mx.state !== 'mx' || misplacedRecord(rpt) !== undefined) return;
    const target = rpt.answer.chain.at(-1)?.to;
    const first = target === undefined ? firstReports(domain, rpt) : undefined;
    const name = under('_smtp._tls', domain);
    // RFC 8461 §6: the two are meant to be used together.
    const beside = hasMtaSts(rpt);
    yield {
      message: `no TLS-RPT record at ${shownName(target ?? name)}${target ? `, which ${shownName(name)} is an alias of` : ''}${beside ? ': failures of MTA-STS stay unseen' : ''}`,
      subject: { name, type: 'TXT' },
      ...(first && {
        changes: [{ op: 'add', name, type: 'TXT', to: textData(first.text) }],
        safety: 'ask' as const,
        question: first.question,
      }),
    };
  },
});
