import {
  hasDescents,
  hasRecord,
  nodesBelow,
  requireWhole,
  shortName,
  shortText,
} from '../../facts/spf/descent.ts';
import { hitInWords } from '../../facts/spf/senders.ts';
import { defineRule } from '../rule.ts';

/** A message is one line; escaped octets make it long. */
const LONGEST = 90;

export default defineRule({
  id: 'spf/include-permerror',
  severity: 'error',
  basis: 'standard',
  title: 'SPF asks a record that has a mistake in its grammar',
  why: 'A mistake in a record behind an include or redirect is a permerror of this domain too.',
  fix: 'Tell the owner of that record; until it is put right, name the servers by ip4 and ip6.',
  spec: ['RFC 7208 §5.2', 'RFC 7208 §6.1', 'RFC 7208 §4.6'],
  needs: ['spf'],
  fails: `
@ TXT "v=spf1 mx include:_spf.vendor.example ~all"
@ MX 10 mail
mail A 192.0.2.1
_spf.vendor.example. TXT "v=spf1 include:eu.vendor.example ~all"
eu.vendor.example. TXT "v=spf1 ipv4:192.0.2.3 ~all"
`,
  passes: `
@ TXT "v=spf1 mx include:_spf.vendor.example ~all"
@ MX 10 mail
mail A 192.0.2.1
_spf.vendor.example. TXT "v=spf1 ip4:192.0.2.3 note=one ~all"
`,
  applies: ({ spf }) => hasRecord(spf) && hasDescents(spf.root, 'include', 'redirect'),
  *check({ spf }) {
    for (const { own, node } of nodesBelow(spf.root)) {
      const { text, faults } = node.record ?? { text: '', faults: [] };
      const [first] = faults;
      if (first === undefined) continue;
      const more = faults.length > 1 ? ` and ${faults.length - 1} more` : '';
      yield {
        message: `the record of ${shortName(node.domain)}, read through ${shortText(own.term.text)}: ${first.message.slice(0, LONGEST)} at octet ${first.span.start}${more}; ${hitInWords(spf.root, own)}`,
        subject: { name: node.domain, type: 'TXT' },
        measure: faults.length,
        record: text,
        span: first.span,
        data: { own: own.term.text, path: node.path, faults: faults.slice(0, 50).map(describe) },
      };
    }
    requireWhole(spf.root);
  },
});

function describe({
  code,
  span,
  message,
  hint,
}: {
  code: string;
  span: object;
  message: string;
  hint?: string;
}) {
  return { code, span, message, hint };
}
