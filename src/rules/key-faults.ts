import { faultsFor, keyPlace } from '../facts/dkim/faults.ts';
import type { DkimFacts } from '../facts/dkim.ts';
import { faultKey } from '../facts/text-edit.ts';
import type { Hit } from './rule.ts';

type KeyFault = ReturnType<typeof faultsFor> extends Iterable<infer F> ? F : never;

/** The parser's faults that one rule on keys relays: a finding for each. */
export function* keyFaults(dkim: DkimFacts, rule: Parameters<typeof faultsFor>[1]): Generator<Hit> {
  for (const fault of faultsFor(dkim, rule)) yield keyFault(fault);
}

/** A fault of a key record as a finding, with the record corrected where it can be. */
export function keyFault({ fault, correction, ...published }: KeyFault): Hit {
  const { code, span, hint, replacement } = fault;
  const { selector } = published.at;
  return {
    message: `selector ${selector}: ${fault.message}`,
    ...keyPlace(published, span),
    key: faultKey(published.key.text, fault),
    data: { selector, code, hint, replacement },
    ...(hint !== undefined && { fix: hint }),
    ...correction,
  };
}
