import type { AnswerTo } from '../dns/index.ts';
import { parseDkimKey } from '../records/dkim.ts';
import type { SelectorFacts } from './dkim.ts';
import { gatherOriginal } from './dkim-aliases.ts';
import type { Gathering } from './gathering.ts';
import { recordsOf } from './known.ts';
import { gatherRegistration } from './registered.ts';

/** What stands at a selector, and what else is asked because of it. */
export async function gatherSelector(
  gathering: Gathering,
  selector: string,
  given: boolean,
  answer: AnswerTo<'TXT'>,
  probes: AnswerTo<'TXT'>[],
): Promise<SelectorFacts> {
  const texts = recordsOf(answer).map(({ strings }) => strings.join(''));
  const byWildcard = probes.some((probe) => saysTheSame(probe, answer));
  const facts: SelectorFacts = { selector, given, answer, keys: texts.map(parseDkimKey), byWildcard };
  const original = byWildcard ? undefined : await gatherOriginal(gathering, selector, answer);
  if (original) return { ...facts, original };
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
