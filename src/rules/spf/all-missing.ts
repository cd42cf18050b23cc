import { hasRecord, shortName } from '../../facts/spf/descent.ts';
import { endOf, withEdits } from '../../facts/spf/end.ts';
import { holdsMisspeltRedirect } from '../../facts/spf/leftovers.ts';
import type { SpfTerm } from '../../records/spf/types.ts';
import { meantTerm } from '../../records/spf.ts';
import { defineRule } from '../rule.ts';
import { weighed } from '../weighed.ts';

export default defineRule({
  id: 'spf/all-missing',
  severity: 'warning',
  basis: 'standard',
  title: 'The SPF record does not say what holds for all others',
  why: 'Without “all” or “redirect” every server that is not named gets neutral: the record asks nothing against forgers.',
  fix: 'End the record in ~all, or in -all.',
  spec: ['RFC 7208 §4.7', 'RFC 7208 §5.1'],
  needs: ['spf', 'dmarc', 'role'],
  fails: `
@ TXT "v=spf1 mx include:_spf.vendor.example"
@ MX 10 mail
mail A 192.0.2.1
_spf.vendor.example. TXT "v=spf1 ip4:192.0.2.3 -all"
`,
  passes: `
@ TXT "v=spf1 mx redirect=_spf.example.net"
@ MX 10 mail
mail A 192.0.2.1
_spf.example.net. TXT "v=spf1 include:_spf.vendor.example ~all"
_spf.vendor.example. TXT "v=spf1 ip4:192.0.2.3"
`,
  // Where nothing sends, spf/no-mail says what to publish; what a misspelt redirect stands for, spf/syntax.
  applies: ({ spf, role }) => hasRecord(spf) && role.value !== 'no-mail' && !holdsMisspeltRedirect(spf),
  *check({ spf, dmarc }) {
    const { node, all } = endOf(spf.root);
    const { record } = node;
    // A redirect that leads nowhere, and mistakes of the grammar, are a permerror: the rules on these say more.
    if (all !== undefined || record === undefined || record.faults.length > 0) return;
    if (node.terms.some(({ term }) => term.kind === 'redirect' || isGluedToAll(term))) return;
    const own = node === spf.root;
    const end = record.text.length;
    const changes = own && withEdits(node, [{ span: { start: end, end }, text: ' ~all' }]);
    const where = own ? 'the record' : `the record of ${shortName(node.domain)}, where redirect leads to,`;
    yield* weighed(dmarc, {
      message: `${where} ends without “all”: servers that are not named get neutral`,
      subject: { name: node.domain, type: 'TXT' },
      record: record.text,
      ...(changes && { changes, safety: 'ask', question: 'Does the record name everything that sends?' }),
    });
  },
});

/** `include:example.com-all`: the rules on includes say what was meant. */
function isGluedToAll(term: SpfTerm): boolean {
  return / [+?~-]?all$/i.test(meantTerm(term)?.replacement ?? '');
}
