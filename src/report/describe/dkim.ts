import { pairingOf } from '../../facts/dkim/private.ts';
import type { DkimFacts } from '../../facts/dkim.ts';
import { isUnknown } from '../../facts/known.ts';
import { signsOfAlias } from '../../facts/providers.ts';
import { chainOf, type FactsOf } from './facts-of.ts';

export function describeDkim(facts: DkimFacts): FactsOf<'dkim'> {
  const { status, wildcard, selectors, unasked, tried } = facts;
  const keys = selectors.flatMap(({ selector, given, byWildcard, keys: parsed, answer }) =>
    parsed.map(({ text, value }) => ({
      selector,
      given,
      byWildcard,
      status: value.status,
      keyType: value.keyType,
      bits: value.bits,
      issues: value.issues,
      record: text,
      chain: chainOf(answer),
      provider: signsOfAlias(answer)[0]?.provider.name ?? null,
    })),
  );
  const unanswered = selectors.filter(({ answer }) => isUnknown(answer)).map(({ selector }) => selector);
  const missing = selectors.filter((at) => at.given && at.keys.length === 0 && !isUnknown(at.answer));
  const privateKey = pairingOf(facts) ?? null;
  return {
    ...{ status, wildcard, keys, tried, privateKey, unanswered, unasked },
    missing: missing.map(({ selector }) => selector),
  };
}
