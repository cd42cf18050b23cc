import { Blocked } from '../../facts/known.ts';
import { hasDescents, hasRecord, placeOf, shortName, shortText } from '../../facts/spf/descent.ts';
import { withoutThese } from '../../facts/spf/end.ts';
import { mayAnythingPass } from '../../facts/spf/passing.ts';
import { unknownOf } from '../../facts/spf.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'spf/include-empty',
  severity: 'notice',
  basis: 'practice',
  title: 'SPF includes a record that lets nobody pass',
  why: 'The record behind the include names no server, as services leave it that have moved or closed: it only costs lookups.',
  fix: 'Drop the include, or ask the service which name it uses now.',
  spec: ['RFC 7208 §5.2'],
  needs: ['spf'],
  fails: `
@ TXT "v=spf1 mx include:_spf.vendor.example ~all"
@ MX 10 mail
mail A 192.0.2.1
_spf.vendor.example. TXT "v=spf1 ~all"
`,
  passes: `
@ TXT "v=spf1 mx include:_spf.vendor.example include:_spf.service.example ~all"
@ MX 10 mail
mail A 192.0.2.1
_spf.vendor.example. TXT "v=spf1 include:eu.vendor.example -all"
eu.vendor.example. TXT "v=spf1 ip4:192.0.2.3 ~all"
_spf.service.example. TXT "v=spf1 exists:%{i}._spf.service.example -all"
`,
  applies: ({ spf }) => hasRecord(spf) && hasDescents(spf.root, 'include'),
  *check({ spf: { root } }) {
    const unknown = [];
    for (const facts of root.terms) {
      const { term, reached, node } = facts;
      if (!reached || term.kind !== 'include' || term.qualifier !== '+' || node === undefined) continue;
      unknown.push(...unknownOf(node));
      // Without a record, or with mistakes in it, it is a permerror.
      if (node.record === undefined || node.record.faults.length > 0) continue;
      if (unknownOf(node).length > 0 || mayAnythingPass(node)) continue;
      const changes = withoutThese(root, [term]);
      yield {
        ...placeOf({ node: root, facts }),
        message: `${shortText(term.text)} lets nobody pass: ${shortName(node.domain)} says only ${shortText(node.record.text)}`,
        data: { target: node.domain, record: node.record.text },
        ...(changes && { changes, safety: 'ask', question: 'Do you still use the service?' }),
      };
    }
    if (unknown.length > 0) throw new Blocked(unknown);
  },
});
