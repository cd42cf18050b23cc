import { type AnswerTo, type Name, nameKey } from '../../dns/index.ts';
import { parseDkimKey } from '../../records/dkim.ts';
import type { SelectorFacts } from '../dkim.ts';
import type { Gathering } from '../gathering.ts';
import { recordsOf } from '../known.ts';
import { gatherRegistration } from '../registered.ts';
import { originalOf } from './aliases.ts';

/** More than a domain has in earnest: a hostile one can make an alias to a lapsed domain of every name we guess. */
const MOST_LOOKED_INTO = 8;

type Found = Pick<SelectorFacts, 'selector' | 'given' | 'answer'>;

/** What stands at the selectors, and what else is asked because of it: of all that the owner names, and a few others. */
export async function gatherSelectors(
  gathering: Gathering,
  found: readonly Found[],
  probes: AnswerTo<'TXT'>[],
): Promise<{ all: SelectorFacts[]; unasked: number }> {
  const wanting = found.filter((one) => !one.given && mayLeadOn(gathering.domain, one, probes));
  const looked = new Set([...new Set(wanting.map(endOf))].slice(0, MOST_LOOKED_INTO));
  const unasked = new Set(wanting.filter((one) => !looked.has(endOf(one))));
  const all = await Promise.all(
    found.map((one) => (unasked.has(one) ? atSelector(one, probes) : gatherSelector(gathering, one, probes))),
  );
  return { all, unasked: unasked.size };
}

/** What one wildcard alias leads to is one question. */
function endOf({ answer }: Found): Name {
  return nameKey(answer.chain.at(-1)?.to ?? answer.name);
}

/** Whether it may cost another question. */
function mayLeadOn(domain: Name, { selector, answer }: Found, probes: readonly AnswerTo<'TXT'>[]): boolean {
  if (answer.status !== 'absent')
    return !isByWildcard(answer, probes) && originalOf(domain, selector, answer) !== undefined;
  return answer.chain.length > 0 || existsAlone(answer, probes);
}

function atSelector({ selector, given, answer }: Found, probes: AnswerTo<'TXT'>[]): SelectorFacts {
  const texts = recordsOf(answer).map(({ strings }) => strings.join(''));
  const byWildcard = isByWildcard(answer, probes);
  return { selector, given, answer, keys: texts.map(parseDkimKey), byWildcard };
}

function isByWildcard(answer: AnswerTo<'TXT'>, probes: readonly AnswerTo<'TXT'>[]): boolean {
  return probes.some((probe) => saysTheSame(probe, answer));
}

async function gatherSelector(
  gathering: Gathering,
  found: Found,
  probes: AnswerTo<'TXT'>[],
): Promise<SelectorFacts> {
  const { selector, given, answer } = found;
  const facts = atSelector(found, probes);
  const { byWildcard } = facts;
  const original = byWildcard ? undefined : originalOf(gathering.domain, selector, answer);
  if (original) {
    const { provider, target } = original;
    return { ...facts, original: { provider, answer: await gathering.ask(target, 'TXT') } };
  }
  if (answer.status !== 'absent') return facts;
  const [a, registration] = await Promise.all([
    given || existsAlone(answer, probes) ? gathering.ask(answer.name, 'A') : undefined,
    answer.chain.length > 0 ? gatherRegistration(gathering, answer.chain.at(-1)!.to) : undefined,
  ]);
  const [probe] = probes;
  const probeA = a?.status === 'present' && probe ? await gathering.ask(probe.name, 'A') : undefined;
  return { ...facts, ...(a && { a }), ...(probeA && { probeA }), ...(registration && { registration }) };
}

/** The name exists, and others here do not: so it is no wildcard's, nor does the server claim that every name exists. */
function existsAlone(answer: AnswerTo<'TXT'>, probes: readonly AnswerTo<'TXT'>[]): boolean {
  return lacks(answer, 'nodata') && probes.every((probe) => lacks(probe, 'nxdomain'));
}

/** A name that nobody published gets the same records, or leads to the same dead end. */
function saysTheSame(probe: AnswerTo<'TXT'>, answer: AnswerTo<'TXT'>): boolean {
  if (probe.status === 'present') return JSON.stringify(probe.records) === JSON.stringify(recordsOf(answer));
  const [end, other] = [probe.chain.at(-1)?.to, answer.chain.at(-1)?.to];
  return probe.status === 'absent' && answer.status === 'absent' && end !== undefined && end === other;
}

/** Behind an alias, a denial tells of the alias's target: of the name itself, and of names below it, it says nothing. */
export function lacks({ status, chain, ...answer }: AnswerTo<'TXT'>, reason: 'nodata' | 'nxdomain'): boolean {
  return status === 'absent' && 'reason' in answer && answer.reason === reason && chain.length === 0;
}
