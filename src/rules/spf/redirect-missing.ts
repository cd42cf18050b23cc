import { isUnregistered } from '../../facts/registered.ts';
import {
  eachDescent,
  hasDescents,
  hasRecord,
  placedTerms,
  placeOf,
  targetInWords,
  termInWords,
} from '../../facts/spf/descent.ts';
import { hitInWords } from '../../facts/spf/senders.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'spf/redirect-missing',
  severity: 'error',
  basis: 'standard',
  title: 'An SPF redirect leads to a name without an SPF record',
  why: 'A redirect to a name without SPF record is a permerror for all mail that no term of the record has let pass.',
  fix: 'Correct the name, or list the senders in place of the redirect.',
  spec: ['RFC 7208 §6.1'],
  needs: ['spf'],
  fails: `
@ TXT "v=spf1 ip4:192.0.2.1 redirect=_spf.example.net"
example.net. A 192.0.2.2
`,
  passes: `
@ TXT "v=spf1 ip4:192.0.2.1 redirect=_spf.example.net"
_spf.example.net. TXT "v=spf1 ip4:192.0.2.2 redirect=gone.example.net ~all"
`,
  applies: ({ spf }) => hasRecord(spf) && hasDescents(spf.root, 'redirect'),
  *check({ spf }) {
    const { root } = spf;
    for (const placed of placedTerms(root)) {
      if (placed.facts.term.kind !== 'redirect' || placed.facts.cut !== 'bad-name') continue;
      const message = `${termInWords(placed)} holds a name that the DNS cannot have; ${hitInWords(root, placed.own)}`;
      yield { ...placeOf(placed), message };
    }
    for (const placed of eachDescent(root, 'redirect')) {
      const { records, answer, domain, path } = placed.below;
      // spf/include-unregistered says more.
      if (records.length > 0 || isUnregistered(placed.facts.registration)) continue;
      const gone = answer.status === 'absent' && answer.reason === 'nxdomain';
      yield {
        ...placeOf(placed),
        message: `${termInWords(placed)}: ${targetInWords(placed)} ${gone ? 'does not exist' : 'has no SPF record'}; ${hitInWords(root, placed.own)}`,
        data: { target: domain, path },
      };
    }
  },
});
