import { audit } from '../../src/audit.ts';
import { questionKey } from '../../src/dns/index.ts';
import type { DomainResult, Inconclusive } from '../../src/report/schema/report.ts';
import { fixtureResolver } from '../support/fixture.ts';
import type { Cost, Ending, Failed, Present, Published } from './fault.ts';
import { DOMAIN, POSITIONS, type Position, SELECTORS, sectionsAt, zoneWith } from './healthy.ts';
import { misfits } from './report-shape.ts';
import type { Ran } from './scenario.ts';

/** What differs from what must come of a fault, in words. */
export interface Differences {
  /** Findings that nobody may expect: never right, however slow the machine is. */
  strange: string[];
  others: string[];
}

export async function differences(position: Position, ending: Ending, ran: Ran): Promise<Differences> {
  const honest = ending.lookup === 'published' ? await auditOf(position, ending) : undefined;
  return {
    strange: strangers(ran.result, honest === undefined ? expectedIn(ending) : known(honest)),
    others: [...differencesFrom(ending, position, ran, honest), ...misfits(ran.result)],
  };
}

function differencesFrom(
  ending: Ending,
  position: Position,
  ran: Ran,
  honest: DomainResult | undefined,
): string[] {
  if (ending.lookup === 'present') return presentDifferences(position, ending, ran);
  return ending.lookup === 'failed'
    ? failedDifferences(position, ending, ran)
    : publishedDifferences(position, ending, ran, honest!);
}

function expectedIn(ending: Ending): string[] {
  return ending.lookup === 'failed' && ending.finding !== undefined ? [ending.finding] : [];
}

/** The audit of a zone file, in which nothing can go wrong on the way, tells what the report of such a domain is. */
function auditOf(position: Position, { records }: Published): Promise<DomainResult> {
  const world = fixtureResolver(zoneWith(position, records(position)));
  return audit(DOMAIN, world, { sections: sectionsAt(position), declared: { selectors: SELECTORS } });
}

function presentDifferences(position: Position, ending: Present, ran: Ran): string[] {
  const answer = answerAt(position, ran);
  return [
    ...unless(answer?.status === 'present', `the lookup is ${JSON.stringify(answer)}`),
    ...costDifferences(position, ending, ran),
    ...unless(ran.result.verdict === 'pass', `the verdict is ${ran.result.verdict}: ${openIn(ran.result)}`),
  ];
}

function failedDifferences(position: Position, ending: Failed, ran: Ran): string[] {
  const { reasons, finding, othersToo = false } = ending;
  const { result } = ran;
  const { name, type } = POSITIONS[position];
  const answer = answerAt(position, ran);
  const reason = answer?.status === 'failed' ? answer.reason : answer?.status;
  const entry = result.inconclusive.find((one) => one.name === name && one.type === type);
  const verdict = finding === undefined ? 'inconclusive' : 'fail';
  return [
    ...unless(
      reasons.some((one) => one === reason),
      `the lookup is ${JSON.stringify(answer)}`,
    ),
    ...costDifferences(position, ending, ran),
    ...unless(result.verdict === verdict, `the verdict is ${result.verdict}`),
    ...unless(othersToo || result.inconclusive.length === 1, `inconclusive: ${openIn(result)}`),
    ...unless(entry?.reason === reason, `the report says ${entry?.reason}, the lookup ${reason}`),
    ...entryDifferences(position, ending, entry, ran),
    ...unless(finding === undefined || known(result).includes(finding), `no finding ${finding}`),
  ];
}

function entryDifferences(
  position: Position,
  { detail = /./, tries = 1, othersToo = false }: Failed,
  entry: Inconclusive | undefined,
  { labels }: Ran,
): string[] {
  if (entry === undefined) return ['it is not inconclusive'];
  const unblocked = POSITIONS[position].blocks.filter((rule) => !entry.blocks.includes(rule));
  return [
    ...unless(detail.test(entry.detail), `the detail is “${entry.detail}”`),
    ...unless(labels.includes(entry.server), `the server is ${entry.server}`),
    ...unless(entry.tries >= tries, `the report tells of ${entry.tries} tries`),
    ...unless(othersToo || unblocked.length === 0, `${unblocked} not blocked, but ${entry.blocks}`),
  ];
}

function publishedDifferences(
  position: Position,
  { finding }: Published,
  { result }: Ran,
  honest: DomainResult,
): string[] {
  const named = finding?.[position];
  return [
    ...unless(result.verdict === honest.verdict, `the verdict is ${result.verdict}`),
    ...unless(same(known(result), known(honest)), `found ${known(result)}, not ${known(honest)}`),
    ...unless(same(openIn(result), openIn(honest)), `inconclusive: ${openIn(result)}, not ${openIn(honest)}`),
    ...unless(
      named === undefined || known(honest).includes(named),
      `no finding ${named}, but ${known(honest)}`,
    ),
  ];
}

function costDifferences(position: Position, { tries = 1, anomalies = 0 }: Cost, ran: Ran): string[] {
  const answer = answerAt(position, ran);
  const cost = { tries: answer?.tries ?? 0, anomalies: answer?.anomalies ?? 0 };
  return unless(cost.tries >= tries && cost.anomalies >= anomalies, `it cost ${JSON.stringify(cost)}`);
}

/** The healthy domain has no findings. */
function strangers(result: DomainResult, expected: readonly string[]): string[] {
  const strange = known(result).filter((rule) => !expected.includes(rule));
  return unless(strange.length === 0, `found ${strange}`);
}

function answerAt(position: Position, { answers }: Ran) {
  const { name, type } = POSITIONS[position];
  return answers.get(questionKey(name, type));
}

function known({ findings }: DomainResult): string[] {
  return findings.map(({ rule }) => rule).toSorted();
}

function openIn({ inconclusive }: DomainResult): string {
  return inconclusive
    .map(({ name, type, reason, detail }) => `${name} ${type} ${reason} (${detail})`)
    .toSorted()
    .join(', ');
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function unless(holds: boolean, difference: string): string[] {
  return holds ? [] : [difference];
}
