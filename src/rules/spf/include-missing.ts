import { recordsOf } from '../../facts/known.ts';
import { repairOf } from '../../facts/spf/dead.ts';
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
import type { SpfNode } from '../../facts/spf.ts';
import { nearMiss } from '../../records/near-miss.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'spf/include-missing',
  severity: 'error',
  basis: 'standard',
  title: 'SPF includes a name without an SPF record',
  why: 'An include of a name without SPF record is a permerror for all mail that no earlier term has let pass.',
  fix: 'Drop the include if the service is no longer used, or ask the service for the right name.',
  spec: ['RFC 7208 §5.2'],
  needs: ['spf'],
  fails: `
@ TXT "v=spf1 mx include:vendor.example ~all"
@ MX 10 mail
mail A 192.0.2.1
vendor.example. TXT "some-verification=abc"
`,
  passes: `
@ TXT "v=spf1 mx include:_spf.vendor.example include:%{l}.users.vendor.example ~all"
@ MX 10 mail
mail A 192.0.2.1
_spf.vendor.example. TXT "v=spf1 ip4:192.0.2.3 ~all"
`,
  applies: ({ spf }) => hasRecord(spf) && hasDescents(spf.root, 'include'),
  *check({ spf }) {
    const { root } = spf;
    for (const placed of placedTerms(root)) {
      if (placed.facts.term.kind !== 'include' || placed.facts.cut !== 'bad-name') continue;
      const whom = hitInWords(root, placed.own);
      const message = `${termInWords(placed)} holds a name that the DNS cannot have; ${whom}`;
      yield { ...placeOf(placed), message, ...repairOf(root, placed) };
    }
    for (const placed of eachDescent(root, 'include')) {
      const { below, own } = placed;
      if (below.records.length > 0 || isGone(below)) continue;
      yield {
        ...placeOf(placed),
        message: `${termInWords(placed)}: ${targetInWords(placed)} ${what(below)}; ${hitInWords(root, own)}`,
        data: { target: below.domain, path: below.path },
        ...repairOf(root, placed),
      };
    }
  },
});

/** spf/include-nxdomain and spf/include-unregistered say more about these. */
function isGone({ answer }: SpfNode): boolean {
  return answer.status === 'absent' && answer.reason === 'nxdomain';
}

function what({ answer }: SpfNode): string {
  const ignored = recordsOf(answer).some(({ strings }) => nearMiss(strings.join(''))?.protocol === 'spf');
  return ignored ? 'has a text meant as SPF record, which receivers ignore' : 'has no SPF record';
}
