import { eachKnown } from '../../facts/known.ts';
import { isUnregistered } from '../../facts/registered.ts';
import { hasRecord, placeOf, shortName, shortText } from '../../facts/spf/descent.ts';
import { withoutThese } from '../../facts/spf/end.ts';
import { MAX_VOID_LOOKUPS } from '../../facts/spf/evaluate.ts';
import { unknownAddresses } from '../../facts/spf/ranges.ts';
import type { SpfTermFacts } from '../../facts/spf.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'spf/void-lookup',
  severity: 'warning',
  basis: 'standard',
  title: 'An SPF term finds nothing in the DNS',
  why: 'The term lets nobody pass, and a receiver stops with a permerror at the third that finds nothing.',
  fix: 'Drop the term, or correct its name.',
  spec: ['RFC 7208 §4.6.4'],
  needs: ['spf'],
  fails: `
@ TXT "v=spf1 mx a:old.example.com ~all"
@ MX 10 mail
mail A 192.0.2.1
`,
  passes: `
@ TXT "v=spf1 mx a:mail.example.com exists:%{i}._spf.example.com exists:gone.example.com include:_spf.vendor.example ~all"
@ MX 10 mail
mail A 192.0.2.1
_spf.vendor.example. TXT "v=spf1 a:gone.vendor.example ip4:192.0.2.3 ~all"
`,
  applies: ({ spf }) =>
    hasRecord(spf) && spf.root.terms.some(({ term, reached }) => reached && isNamed({ term })),
  *check({ spf: { root, voidLookups } }) {
    const { ipv4, ipv6, both } = voidLookups;
    // spf/void-limit says more.
    if (Math.min(ipv4.atLeast, ipv6.atLeast) > MAX_VOID_LOOKUPS) return;
    // What a service's record finds is the service's to put right.
    const own = root.terms.filter((facts) => facts.reached && isNamed(facts));
    for (const facts of eachKnown(own, unknownAddresses)) {
      // spf/include-unregistered says more.
      if (!isEmpty(facts) || isUnregistered(facts.registration)) continue;
      const { term } = facts;
      const name = shortName(facts.target!);
      const last = both.atLeast === MAX_VOID_LOOKUPS;
      const changes = withoutThese(root, [term]);
      yield {
        ...placeOf({ node: root, facts }),
        message: `${shortText(term.text)} finds nothing: ${name} ${whatOf(facts)}${last ? '; one more such term is a permerror' : ''}`,
        // A name that exists may get its address back; by itself it does no harm.
        ...(!last && !isGone(facts) && { severity: 'notice' as const }),
        data: { target: facts.target },
        ...(changes && { changes, safety: 'ask', question: `Is ${name} gone for good?` }),
      };
    }
  },
});

function isNamed({ term }: Pick<SpfTermFacts, 'term'>): boolean {
  return term.kind === 'a' || term.kind === 'mx';
}

function isEmpty({ host, mx }: SpfTermFacts): boolean {
  return mx?.status === 'absent' || (host?.a.status === 'absent' && host.aaaa.status === 'absent');
}

function isGone({ host, mx }: SpfTermFacts): boolean {
  const answer = mx ?? host?.a;
  return answer?.status === 'absent' && answer.reason === 'nxdomain';
}

function whatOf(facts: SpfTermFacts): string {
  if (isGone(facts)) return 'does not exist';
  return facts.mx === undefined ? 'has no address' : 'has no MX';
}
