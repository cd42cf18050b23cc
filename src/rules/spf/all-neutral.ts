import { hasRecord, shortName } from '../../facts/spf/descent.ts';
import { endOf, withEdits } from '../../facts/spf/end.ts';
import { quoted } from '../../records/octets.ts';
import { defineRule } from '../rule.ts';
import { weighed } from '../weighed.ts';

export default defineRule({
  id: 'spf/all-neutral',
  severity: 'warning',
  basis: 'practice',
  title: 'The SPF record asks nothing against forgers',
  why: '“?all” says nothing about servers that are not named: receivers treat the domain as if it had no SPF.',
  fix: 'End the record in ~all, or in -all, once it names everything that sends.',
  spec: ['RFC 7208 §5.1', 'RFC 7208 §8.2'],
  needs: ['spf', 'dmarc', 'role'],
  fails: `
@ TXT "v=spf1 mx ?all"
@ MX 10 mail
mail A 192.0.2.1
`,
  passes: `
@ TXT "v=spf1 mx include:_spf.vendor.example ~all"
@ MX 10 mail
mail A 192.0.2.1
_spf.vendor.example. TXT "v=spf1 ip4:192.0.2.3 ?all"
`,
  // Where nothing sends, spf/no-mail says what to publish.
  applies: ({ spf, role }) => hasRecord(spf) && role.value !== 'no-mail',
  *check({ spf, dmarc }) {
    const { node, all } = endOf(spf.root);
    if (all?.qualifier !== '?') return;
    const own = node === spf.root;
    const changes = own && withEdits(node, [{ span: all.span, text: '~all' }]);
    const where = own ? '' : `, in the record of ${shortName(node.domain)} that redirect leads to`;
    yield* weighed(dmarc, {
      message: `${quoted(all.text)}${where}: servers that are not named get neutral`,
      subject: { name: node.domain, type: 'TXT' },
      record: node.record!.text,
      span: all.span,
      ...(changes && { changes, safety: 'ask', question: 'Does the record name everything that sends?' }),
    });
  },
});
