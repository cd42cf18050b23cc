import { isUnknown, known, recordsOf } from '../../facts/known.ts';
import { hasRecord, placeOf, shortName, shortText } from '../../facts/spf/descent.ts';
import { withoutThese } from '../../facts/spf/end.ts';
import type { SpfFacts } from '../../facts/spf.ts';
import { parseMacroString } from '../../records/spf.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'spf/exp-target',
  severity: 'notice',
  basis: 'standard',
  title: 'SPF’s explanation cannot be used',
  why: 'Receivers that refuse mail quote the explanation to its sender; one that is missing or malformed is left out.',
  fix: 'Publish one TXT record with plain text at the name, or drop exp=.',
  spec: ['RFC 7208 §6.2'],
  needs: ['spf'],
  fails: `
@ TXT "v=spf1 mx -all exp=explain.example.com"
@ MX 10 mail
mail A 192.0.2.1
`,
  passes: `
@ TXT "v=spf1 mx -all exp=explain.example.com"
@ MX 10 mail
mail A 192.0.2.1
explain TXT "%{i} may not send for %{d}, see https://example.com/spf?from=%{S}"
`,
  applies: ({ spf }) => hasRecord(spf) && spf.root.terms.some(({ explanation }) => explanation !== undefined),
  *check({ spf: { root } }) {
    for (const facts of root.terms) {
      if (facts.explanation === undefined) continue;
      known(facts.explanation);
      const problem = problemOf(facts.explanation);
      if (problem === undefined) continue;
      const changes = withoutThese(root, [facts.term]);
      yield {
        ...placeOf({ node: root, facts }),
        message: `${shortText(facts.term.text)}: ${shortName(facts.target!)} ${problem}; the explanation is left out`,
        data: { target: facts.target },
        ...(changes && {
          changes,
          safety: 'ask',
          question: 'Is an explanation wanted? Then publish it instead.',
        }),
      };
    }
  },
});

type Explanation = NonNullable<SpfFacts['root']['terms'][number]['explanation']>;

function problemOf(answer: Explanation): string | undefined {
  if (isUnknown(answer)) return undefined;
  if (answer.status === 'absent')
    return answer.reason === 'nxdomain' ? 'does not exist' : 'has no TXT record';
  const texts = recordsOf(answer).map(({ strings }) => strings.join(''));
  if (texts.length > 1) return `has ${texts.length} TXT records, one is allowed`;
  const [fault] = parseMacroString(texts[0]!, 0, { inExplanation: true }).faults;
  return fault && `cannot be read: ${fault.message.slice(0, 100)}`;
}
