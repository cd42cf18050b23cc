import { hasRecord } from '../../facts/spf/descent.ts';
import { endOf } from '../../facts/spf/end.ts';
import { mayAnythingPass } from '../../facts/spf/passing.ts';
import { listed, mayPass } from '../../facts/spf/senders.ts';
import { textChange } from '../../facts/text-edit.ts';
import { quoted } from '../../records/octets.ts';
import { meantTerm } from '../../records/spf.ts';
import { defineRule } from '../rule.ts';
import { weighed } from '../weighed.ts';

export default defineRule({
  id: 'spf/no-mail',
  severity: 'warning',
  basis: 'practice',
  title: 'A domain without mail does not refuse all mail by SPF',
  why: 'Where nothing sends, every mail in the domain’s name is forged: SPF can say so without a risk.',
  fix: 'Publish v=spf1 -all.',
  spec: ['RFC 7208 §10.1.2'],
  needs: ['spf', 'role', 'dmarc'],
  fails: `
;? role no-mail
@ TXT "v=spf1 mx ~all"
@ MX 10 mail
mail A 192.0.2.1
`,
  passes: `
;? role no-mail
@ TXT "v=spf1 -ip4:192.0.2.0/24 -all"
`,
  applies: ({ spf, role }) => hasRecord(spf) && role.value === 'no-mail',
  *check({ spf: { root }, dmarc, domain }) {
    const { all } = endOf(root);
    const passing = mayAnythingPass(root);
    const { text, faults, value } = root.record!;
    // Everybody passing, and mistakes of the grammar, are errors of their own.
    if (all?.qualifier === '+' || faults.length > 0 || (all?.qualifier === '-' && !passing)) return;
    // “ip4=192.0.2.1” lets nobody pass, and is meant to.
    if (value.terms.some((term) => meantTerm(term) !== undefined)) return;
    const changes = textChange(root.answer, text, 'v=spf1 -all');
    const senders = root.terms.filter((facts) => facts.reached && mayPass(facts));
    const hit = {
      message:
        passing && senders.length > 0
          ? `no mail is meant to be sent, but ${listed(senders.map(({ term }) => term.text))} may pass`
          : `no mail is meant to be sent, but ${all === undefined ? 'the record' : quoted(all.text)} does not say that none is genuine`,
      subject: { name: domain, type: 'TXT' as const },
      record: text,
      ...(changes && {
        changes,
        safety: 'ask' as const,
        question: `Does nothing send mail as ${domain}, no web site and no service?`,
      }),
    };
    if (passing) yield hit;
    else yield* weighed(dmarc, hit);
  },
});
