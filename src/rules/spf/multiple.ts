import { known } from '../../facts/known.ts';
import { mergedText } from '../../facts/spf/merge.ts';
import type { SpfNode } from '../../facts/spf.ts';
import { textChange } from '../../facts/text-edit.ts';
import { defineRule, type Hit } from '../rule.ts';

export default defineRule({
  id: 'spf/multiple',
  severity: 'error',
  basis: 'standard',
  title: 'More than one SPF record',
  why: 'A receiver that finds two SPF records does not choose: it gives permerror to all mail of the domain.',
  fix: 'Merge the records into one: v=spf1 once, the terms of all, one “all” at the end.',
  spec: ['RFC 7208 §3.2', 'RFC 7208 §4.5'],
  needs: ['spf'],
  fails: `
@ TXT "v=spf1 mx ~all"
@ TXT "v=spf1 include:_spf.vendor.example -all"
@ MX 10 mail
mail A 192.0.2.1
_spf.vendor.example. TXT "v=spf1 ip4:192.0.2.3 -all"
`,
  passes: `
@ TXT "v=spf1 mx include:_spf.vendor.example ~all"
@ TXT "spf2.0/pra mx ~all"
@ MX 10 mail
mail A 192.0.2.1
_spf.vendor.example. TXT "v=spf1 ip4:192.0.2.3 -all"
`,
  *check({ spf, domain }) {
    known(spf.root.answer);
    const { records } = spf.root;
    if (records.length < 2) return;
    yield {
      message: `${records.length} SPF records: permerror for all mail`,
      subject: { name: domain, type: 'TXT' },
      measure: records.length,
      data: { records },
      ...proposal(spf.root),
    };
  },
});

function proposal({ answer, records }: SpfNode): Partial<Hit> {
  const merged = mergedText(records);
  if (merged === undefined) return {};
  const [first, ...others] = new Set(records);
  const steps = [
    first === merged ? [] : textChange(answer, first!, merged),
    ...others.map((text) => textChange(answer, text, undefined)),
  ];
  if (steps.includes(undefined)) return {};
  return {
    changes: steps.flatMap((step) => step ?? []),
    safety: 'ask',
    question: 'Are all of these senders still in use? Leave out those that are not.',
  };
}
