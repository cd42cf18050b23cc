import { hasRecord, shortName } from '../../facts/spf-descent.ts';
import { endOf, withEdits } from '../../facts/spf-end.ts';
import { quoted } from '../../records/octets.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'spf/all-pass',
  severity: 'error',
  basis: 'standard',
  title: 'The SPF record lets everybody send',
  why: 'Every server on the Internet passes SPF for the domain, and with it DMARC: forged mail looks genuine.',
  fix: 'Name the servers that send, and end the record in ~all or -all.',
  spec: ['RFC 7208 §5.1', 'RFC 7208 §11.4'],
  needs: ['spf'],
  fails: `
@ TXT "v=spf1 mx +all"
@ MX 10 mail
mail A 192.0.2.1
`,
  passes: `
@ TXT "v=spf1 mx include:_spf.vendor.example -all"
@ MX 10 mail
mail A 192.0.2.1
_spf.vendor.example. TXT "v=spf1 ip4:192.0.2.3 ~all"
`,
  applies: ({ spf }) => hasRecord(spf),
  *check({ spf, domain }) {
    const end = endOf(spf.root);
    const { node, all } = end;
    if (all?.qualifier !== '+') return;
    const { text } = node.record!;
    const own = node === spf.root;
    const changes = own && withEdits(node, [{ span: all.span, text: '~all' }]);
    const where = own ? '' : `, in the record of ${shortName(node.domain)} that redirect leads to`;
    yield {
      message: `${quoted(all.text)}${where}: mail from anywhere passes SPF as ${shortName(domain)}`,
      subject: { name: node.domain, type: 'TXT' },
      record: text,
      span: all.span,
      ...(changes && {
        changes,
        safety: 'ask',
        question: 'Which servers and services send for the domain? Name each of them before “~all”.',
      }),
    };
  },
});
