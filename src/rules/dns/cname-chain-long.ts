import { type AnyAnswer, nameKey } from '../../dns/index.ts';
import { type LookupFacts, questionsOf, reverseNames } from '../../facts/lookups.ts';
import { defineRule } from '../rule.ts';

/** RFC 1034 §3.6.2 only asks to avoid chains; where resolvers stop lies between this and 16, which dns/alias-loop tells. */
const LONG = 8;

export default defineRule({
  id: 'dns/cname-chain-long',
  severity: 'notice',
  basis: 'standard',
  title: 'More than 8 aliases lead to the records',
  why: 'Each alias is one more lookup that can fail, and resolvers follow only so many: some stop after 8, few go on after 16.',
  fix: 'Point the first alias straight to the name that holds the records.',
  spec: ['RFC 1034 §3.6.2'],
  needs: ['lookups'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
_dmarc CNAME d1
d1 CNAME d2
d2 CNAME d3
d3 CNAME d4
d4 CNAME d5
d5 CNAME d6
d6 CNAME d7
d7 CNAME d8
d8 CNAME d9
d9 TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
_dmarc CNAME d1
d1 CNAME d2
d2 TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
`,
  *check({ lookups }) {
    for (const [end, answers] of longChains(lookups)) {
      const links = Math.max(...answers.map(({ chain }) => chain.length));
      const [first] = answers;
      yield {
        message: `${links} aliases one after another: ${questionsOf(answers)}`,
        subject: { name: first!.name, type: first!.type },
        key: end,
        measure: links,
        data: { end, chain: first!.chain.map(({ from, to }) => ({ from, to })) },
      };
    }
  },
});

/** By the name they end at; what only a PTR record leads to is the business of whoever owns the address. */
function longChains({ answers }: LookupFacts): Map<string, AnyAnswer[]> {
  const reverse = reverseNames(answers);
  const found = new Map<string, AnyAnswer[]>();
  for (const answer of answers) {
    const { name, chain } = answer;
    const isEndless = answer.status === 'failed' && answer.reason === 'cname-loop';
    if (chain.length <= LONG || isEndless || reverse(name)) continue;
    const end = nameKey(chain.at(-1)!.to);
    found.set(end, [...(found.get(end) ?? []), answer]);
  }
  return found;
}
