import { nameKey } from '../../dns/index.ts';
import { shownName } from '../../facts/hosts.ts';
import { eachKnown, known } from '../../facts/known.ts';
import { isUnregistered } from '../../facts/registered.ts';
import { withoutTargets } from '../../facts/tls-rpt/proposal.ts';
import { targetBlockers } from '../../facts/tls-rpt/targets.ts';
import { inPlace } from '../field-faults.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'tls-rpt/rua-unregistered',
  severity: 'error',
  basis: 'practice',
  title: 'TLS reports go to a domain that anybody may register',
  why: 'Whoever registers it reads who sends mail to the domain, and over which servers.',
  fix: 'Take the address out of the record; name a mailbox of a domain of your own.',
  spec: ['RFC 8460 §3'],
  needs: ['tls-rpt'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
_smtp._tls TXT "v=TLSRPTv1; rua=mailto:tls@example.com,mailto:tls@reports.gone.example"
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
_smtp._tls TXT "v=TLSRPTv1; rua=mailto:tls@example.com,mailto:tls@reports.vendor.example"
reports.vendor.example. MX 10 mail.vendor.example.
mail.vendor.example. A 192.0.2.7
`,
  applies: ({ 'tls-rpt': rpt }) => known(rpt.answer).length > 0 && rpt.targets.length > 0,
  *check({ 'tls-rpt': rpt }) {
    const { answer, record, targets } = rpt;
    const free = targets.filter(({ registration }) => isUnregistered(registration));
    for (const target of eachKnown(targets, (one) =>
      one.registration ? [one.registration.answer] : targetBlockers(one),
    )) {
      if (!free.includes(target)) continue;
      const { host, scheme, uris, registration } = target;
      yield {
        message: `reports go to ${shownName(host)}, and ${shownName(registration!.domain)} is not registered`,
        subject: { name: answer.name, type: 'TXT' },
        key: `${scheme} ${nameKey(host)}`,
        record: record!.text,
        span: uris[0]!.span,
        data: { host, unregistered: registration!.domain },
        ...inPlace(answer, record!.text, withoutTargets(rpt, free)),
      };
    }
  },
});
