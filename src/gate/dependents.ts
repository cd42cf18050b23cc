import { evaluate } from '../audit.ts';
import { isWithin, type Name, nameKey } from '../dns/index.ts';
import type { DomainResult } from '../report/schema/report.ts';
import type { GateOptions, Sides } from './gate.ts';
import { changedSets } from './records.ts';

/** Whether a domain's SPF, as it is, reads a record set that is another one after the change. */
export async function readsChange(domain: Name, sides: Sides, options: GateOptions = {}): Promise<boolean> {
  const asked = { ...options, sections: ['spf'] as const };
  const [before, after] = await Promise.all([
    evaluate(domain, sides.base, asked),
    evaluate(domain, sides.proposed, asked),
  ]);
  const [old, now] = [before, after].map(({ facts }) => facts.lookups?.answers ?? []);
  return changedSets(old!, now!, sides.isChanged).length > 0;
}

/**
 * A domain's result that tells how many domains of the inventory read what changes in it. `own`: the domains that the
 * change is about; a record set belongs to the nearest of them above it.
 */
export function withDependents(
  result: DomainResult,
  dependents: readonly DomainResult[],
  own: readonly Name[],
): DomainResult {
  const reading = dependents.filter(({ change }) =>
    change?.records?.some(({ name }) => ownerOf(name, own) === nameKey(result.domain)),
  );
  if (result.change === null || reading.length === 0) return result;
  const meaning = [...result.change.meaning, dependentWords(reading)];
  return { ...result, change: { ...result.change, meaning } };
}

function ownerOf(name: Name, own: readonly Name[]): string | undefined {
  const above = own.filter((domain) => isWithin(name, domain)).map(nameKey);
  return above.toSorted((a, b) => b.length - a.length)[0];
}

const MOST_NAMED = 3;

/** “14 domains of the inventory include this, 2 of them break (…)”. */
function dependentWords(reading: readonly DomainResult[]): string {
  const named = (verdict: DomainResult['verdict']): string[] =>
    reading.filter((one) => one.verdict === verdict).map(({ domain }) => domain);
  const [broken, open] = [named('fail'), named('inconclusive')];
  const head =
    reading.length === 1
      ? '1 domain of the inventory includes'
      : `${reading.length} domains of the inventory include`;
  const breaking = reading.length === 1 ? oneBreaks(broken) : someBreak(broken);
  const unread = open.length === 0 ? '' : `, ${open.length} could not be read ${listed(open)}`;
  return `inventory: ${head} this${reading.length === 1 ? ' ' : ', '}${breaking}${unread}`;
}

function oneBreaks(broken: readonly string[]): string {
  return broken.length === 0 ? 'and does not break' : `and breaks ${listed(broken)}`;
}

function someBreak(broken: readonly string[]): string {
  if (broken.length === 0) return 'none of them breaks';
  return `${broken.length} of them ${broken.length === 1 ? 'breaks' : 'break'} ${listed(broken)}`;
}

function listed(domains: readonly string[]): string {
  const more = domains.length > MOST_NAMED ? ', …' : '';
  return `(${domains.slice(0, MOST_NAMED).join(', ')}${more})`;
}
