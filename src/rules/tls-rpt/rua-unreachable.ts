import { nameKey } from '../../dns/index.ts';
import { shownName } from '../../facts/hosts.ts';
import { eachKnown, known } from '../../facts/known.ts';
import { isUnregistered } from '../../facts/registered.ts';
import { withoutTargets } from '../../facts/tls-rpt/proposal.ts';
import { deadTarget, targetBlockers } from '../../facts/tls-rpt/targets.ts';
import { inPlace } from '../field-faults.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'tls-rpt/rua-unreachable',
  severity: 'warning',
  basis: 'standard',
  title: 'TLS reports go to a host that cannot take them',
  why: 'The reports are lost, and nobody sees when TLS to the mail servers fails.',
  fix: 'Name a mailbox that exists, or a web address whose host does.',
  spec: ['RFC 8460 §3', 'RFC 5321 §5.1'],
  needs: ['tls-rpt'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
_smtp._tls TXT "v=TLSRPTv1; rua=mailto:tls@reports.example.com,mailto:tls@example.com,https://tls.example.com/v1"
reports TXT "no mail here"
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
_smtp._tls TXT "v=TLSRPTv1; rua=mailto:tls@reports.vendor.example,https://tls.vendor.example/v1"
reports.vendor.example. A 192.0.2.7
tls.vendor.example. AAAA 2001:db8::7
`,
  applies: ({ 'tls-rpt': rpt }) => known(rpt.answer).length > 0 && rpt.targets.length > 0,
  *check({ 'tls-rpt': rpt }) {
    const { answer, record, targets } = rpt;
    const dead = targets.filter((target) => deadTarget(target) !== undefined);
    for (const target of eachKnown(targets, targetBlockers)) {
      const trouble = deadTarget(target);
      // tls-rpt/rua-unregistered
      if (trouble === undefined || isUnregistered(target.registration)) continue;
      const { host, scheme, uris } = target;
      yield {
        message: `reports to ${shownName(host)} cannot arrive: it ${trouble}`,
        subject: { name: answer.name, type: 'TXT' },
        key: `${scheme} ${nameKey(host)}`,
        record: record!.text,
        span: uris[0]!.span,
        data: { host, addresses: uris.map(({ text }) => text) },
        ...inPlace(answer, record!.text, withoutTargets(rpt, dead)),
      };
    }
  },
});
