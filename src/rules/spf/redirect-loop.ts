import { hasDescents, hasRecord, placeOf, requireWhole, termInWords } from '../../facts/spf/descent.ts';
import { loopsOf, wayInWords } from '../../facts/spf/loops.ts';
import { hitInWords } from '../../facts/spf/senders.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'spf/redirect-loop',
  severity: 'error',
  basis: 'standard',
  title: 'An SPF redirect leads back to where it came from',
  why: 'A receiver that follows the loop runs into the limit of 10 lookups: mail that no earlier term has let pass gets permerror.',
  fix: 'Let the redirect lead to the record that lists the senders, or end that record in ~all.',
  spec: ['RFC 7208 §4.6.4', 'RFC 7208 §6.1'],
  needs: ['spf'],
  fails: `
@ TXT "v=spf1 ip4:192.0.2.1 redirect=_spf.example.net"
_spf.example.net. TXT "v=spf1 ip4:192.0.2.2 redirect=example.com"
`,
  passes: `
@ TXT "v=spf1 ip4:192.0.2.1 redirect=_spf.example.net"
_spf.example.net. TXT "v=spf1 ip4:192.0.2.2 redirect=example.com ~all"
`,
  applies: ({ spf }) => hasRecord(spf) && hasDescents(spf.root, 'redirect'),
  *check({ spf }) {
    for (const placed of loopsOf(spf.root, 'redirect')) {
      yield {
        ...placeOf(placed),
        message: `${termInWords(placed)} closes a loop, ${wayInWords(placed)}; ${hitInWords(spf.root, placed.own)}`,
        data: { way: [...placed.node.path, placed.facts.target] },
      };
    }
    requireWhole(spf.root);
  },
});
