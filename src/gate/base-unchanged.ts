import { type AuditOptions, DEFAULT_TIMEOUT_S } from '../audit.ts';
import { type Name, questionKey, type RecordType } from '../dns/index.ts';
import { invalidResult } from '../report/result.ts';
import type { DomainResult } from '../report/schema/report.ts';
import type { Base } from './base.ts';
import { stepTexts } from './base-data.ts';
import { COMPARED, type Given, givenAnswers, givenZone, isAs, namesOf, wantedAt } from './base-sets.ts';

interface Question {
  name: Name;
  type: RecordType;
}

export type TouchOptions = Pick<AuditOptions, 'declared' | 'timeout'>;

/**
 * Tells whether a change touches a domain: whether any set that an audit of it comes to in the given records is another
 * one in the base. Sets that are given without their zone may lie behind what only the DNS tells, so one of these that
 * changes touches every domain.
 */
export function touching(
  given: Given,
  base: Base,
): (domain: Name, options: TouchOptions) => Promise<boolean> {
  const known = new Map<string, Promise<boolean>>();
  const isOther = ({ name, type }: Question): Promise<boolean> => {
    const key = questionKey(name, type);
    const answer = known.get(key) ?? differs(given, base, { name, type });
    known.set(key, answer);
    return answer;
  };
  const loose = looseSets(given);
  return async (domain, options) => {
    const answers = await givenAnswers(domain, given, options);
    const questions = answers.flatMap((answer) =>
      namesOf(answer).map((name) => ({ name, type: answer.type })),
    );
    const compared = [...loose, ...questions].filter(({ type }) => type !== 'SOA');
    const found = Promise.all(compared.map(isOther)).then((others) => others.includes(true));
    return unlessLate(found, options.timeout ?? DEFAULT_TIMEOUT_S);
  };
}

/** What is not told in time may be another one. */
async function unlessLate(found: Promise<boolean>, seconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<true>((resolve) => {
    timer = setTimeout(resolve, seconds * 1000, true);
  });
  return Promise.race([found, late]).finally(() => clearTimeout(timer));
}

/** What cannot be read may be another one. */
async function differs({ authority }: Given, base: Base, { name, type }: Question): Promise<boolean> {
  if (authority.change(name, type)?.removes === 'unseen') return true;
  const wanted = wantedAt(authority, name, type);
  if (wanted === undefined) return false;
  const published = stepTexts(await base.step(name, type));
  return published === undefined || !isAs(wanted, published);
}

/** Sets that are given or taken without their zone. */
function looseSets({ authority, records, names }: Given): Question[] {
  const taken = names.flatMap((name) => COMPARED.map((type) => ({ name, type })));
  return [
    ...records.filter(({ name }) => givenZone(authority, name) === undefined),
    ...taken.filter(({ name, type }) => authority.change(name, type) !== undefined),
  ].map(({ name, type }) => ({ name, type }));
}

/** Nothing of a domain changes: there is nothing to be judged. */
export function unchangedResult(domain: Name, notes: string[]): DomainResult {
  const change = { fixed: [], lost: [], open: [], records: [], unjudged: [], meaning: [], base: notes };
  return { ...invalidResult(domain, ''), problem: null, verdict: 'pass', change };
}
