import { type Name, under } from '../../dns/index.ts';
import { effectivePolicies, parseDmarc, selectDmarc } from '../../records/dmarc.ts';
import { known } from '../known.ts';
import { answerTo, type LookupFacts } from '../lookups.ts';
import { improbableName } from '../probe.ts';

/** A DMARC record where no receiver looks for it, while there is none at its place. */
interface Misplaced {
  at: Name;
  belongs: Name;
  text: string;
  /** It asks for nothing yet, and no alias is in its way: it can be put in its place as it is. */
  publishable: boolean;
}

/** Whether `at` was looked up, because there is no record at its place. Throws where that is not known. */
export function isMisplaceable(lookups: LookupFacts, domain: Name, at: Name): boolean {
  const own = answerTo(lookups, under('_dmarc', domain), 'TXT');
  if (own === undefined) return false;
  known(own);
  return answerTo(lookups, at, 'TXT') !== undefined;
}

/** Throws where a lookup failed that tells a record of its own from a wildcard's. */
export function misplacedRecord(lookups: LookupFacts, domain: Name, at: Name): Misplaced | undefined {
  const answer = answerTo(lookups, at, 'TXT');
  const [text] = answer === undefined ? [] : dmarcTexts(known(answer));
  const probe = answerTo(lookups, improbableName(domain, 'np'), 'TXT');
  if (text === undefined || answer?.wildcard) return undefined;
  if (probe !== undefined && dmarcTexts(known(probe)).includes(text)) return undefined;
  const policies = effectivePolicies(parseDmarc(text).value);
  const asksNothing = policies !== null && Object.values(policies).every((policy) => policy === 'none');
  const belongs = under('_dmarc', domain);
  const free = answerTo(lookups, belongs, 'TXT')?.chain.length === 0;
  return { at, belongs, text, publishable: asksNothing && free };
}

function dmarcTexts(records: { strings: string[] }[]): string[] {
  return selectDmarc(records.map(({ strings }) => strings.join(''))).toSorted();
}
