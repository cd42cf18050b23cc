import { absentAnswer, failedAnswer, presentAnswer } from './answer.ts';
import type { Authority, SetChange } from './authority.ts';
import { labelsOf, type Name, nameKey, parentOf, sameName, under } from './name.ts';
import type { AnswerTo, DataOf, RecordType, Resolver, Source } from './types.ts';

/** A question, and whoever is asked for the live world and for the one after the change. */
export interface Asked<T extends RecordType> {
  question: { name: Name; type: T };
  authority: Authority;
  live: Resolver;
  /** The world after the change. */
  after: Resolver;
}

/**
 * What a live answer becomes by a change that names record sets and no whole zone. The names that exist are then known
 * only as far as they can be asked for; where the answer rests on one that cannot, it is failed (`ambiguous`).
 */
export async function changed<T extends RecordType>(
  asked: Asked<T>,
  answer: AnswerTo<T>,
): Promise<AnswerTo<T>> {
  const { authority, question } = asked;
  const change = authority.change(question.name, question.type);
  if (change?.removes === 'all') return taken(asked, answer, change);
  if (change !== undefined) return joined(asked, answer, change.removes as readonly DataOf<T>[]);
  const alias = authority.change(question.name, 'CNAME');
  const [first] = answer.chain;
  // RFC 1034 §3.6.2: beside an alias there was nothing else.
  if (alias?.removes === 'all' && first?.kind === 'CNAME' && sameName(first.from, question.name))
    return taken(asked, answer, alias);
  return authority.wildcards ? byGivenWildcard(asked, answer) : created(asked, answer);
}

function taken<T extends RecordType>(
  asked: Asked<T>,
  answer: AnswerTo<T>,
  source: SetChange,
): Promise<AnswerTo<T>> | AnswerTo<T> {
  // What is not there by now cannot be taken away; what is not known stays so.
  const isThere = answer.status === 'present' || answer.chain.length > 0;
  if (!isThere) return answer;
  return gone(asked, { file: source.file, line: source.line });
}

/** Types that mail and the web put at a name: where one is left, the name still exists. */
const USUAL: readonly RecordType[] = ['A', 'AAAA', 'MX', 'TXT', 'NS', 'CNAME', 'SRV', 'CAA', 'TLSA'];

/**
 * The set is gone: NODATA while the name exists. If it does not, a wildcard may answer (RFC 4592 §3.3.1); NODATA stands
 * for NXDOMAIN too, for it claims less.
 */
async function gone<T extends RecordType>(asked: Asked<T>, source: Source): Promise<AnswerTo<T>> {
  const { question, authority } = asked;
  const absent = absentAnswer(question, 'nodata', source);
  if (authority.exists(question.name)) return absent;
  const wildcard = await wildcardAbove(asked, asked.after);
  if (wildcard === undefined) return absent;
  const { status } = wildcard;
  if (status === 'failed' || status === 'skipped') return { ...wildcard, ...question };
  const others = USUAL.filter((type) => type !== question.type && !authority.change(question.name, type));
  const answers = await Promise.all(others.map((type) => asked.live.ask(question.name, type)));
  if (answers.some((other) => other.status === 'present' && other.chain.length === 0)) return absent;
  const detail = `whether ${wildcard.name} answers for it after the change cannot be seen from outside`;
  return failedAnswer(question, { reason: 'ambiguous', detail }, source);
}

/** The nearest wildcard above that has the type, or that could not be asked for. */
async function wildcardAbove<T extends RecordType>(
  { question: { name, type } }: Asked<T>,
  world: Resolver,
): Promise<AnswerTo<T> | undefined> {
  for (let above = parentOf(name); labelsOf(above).length > 1; above = parentOf(above)) {
    const answer = await world.ask(under('*', above), type);
    if (answer.status !== 'absent') return answer;
    // The wildcard exists, so the name above it does: what is higher up answers no more.
    if (answer.reason === 'nodata') return undefined;
    if ((await world.ask(above, 'SOA')).status === 'present') return undefined;
  }
  return undefined;
}

/** Live records and given ones are one set, but for those that go. */
async function joined<T extends RecordType>(
  asked: Asked<T>,
  answer: AnswerTo<T>,
  removes: readonly DataOf<T>[],
): Promise<AnswerTo<T>> {
  const { question, authority } = asked;
  const added = authority.given(question.name, question.type);
  const only = added && presentAnswer(question, added.data, added.source, { ttl: added.ttl });
  if (answer.status === 'failed') return answer;
  if (answer.status !== 'present' || answer.chain.length > 0) return only ?? answer;
  const own = (await isSynthesised(asked, answer)) ? [] : answer.records;
  const without = new Set(removes.map(textOf));
  const rest = own.filter((data) => !without.has(textOf(data)));
  if (rest.length === 0) return only ?? gone(asked, answer.source);
  const records = [...rest, ...(added?.data ?? [])];
  const { ttl, source } = added ?? answer;
  return presentAnswer(question, records, source, {
    ttl: Math.min(ttl, answer.ttl),
    security: answer.security,
  });
}

/** Equal content is equal text: the fields of a type stand in one order. */
function textOf(data: unknown): string {
  return JSON.stringify(data).toLowerCase();
}

function sameRecords<T extends RecordType>(a: AnswerTo<T>, b: AnswerTo<T>): boolean {
  const textsOf = (answer: AnswerTo<T>) => (answer.status === 'present' ? textOf(answer.records) : '');
  const targetOf = (answer: AnswerTo<T>) => nameKey(answer.chain[0]?.to ?? '');
  return a.status === b.status && textsOf(a) === textsOf(b) && targetOf(a) === targetOf(b);
}

/**
 * A live answer is a wildcard's where the wildcard says the same, and a name below the one asked for says it as well: a
 * name that exists has nothing of the wildcard above it below itself (RFC 4592 §4.2).
 */
async function isSynthesised<T extends RecordType>(asked: Asked<T>, answer: AnswerTo<T>): Promise<boolean> {
  const { question, live } = asked;
  const wildcard = await wildcardAbove(asked, live);
  if (wildcard === undefined || !sameRecords(wildcard, answer)) return false;
  const below = await live.ask(under(PROBE, question.name), question.type);
  const own = await live.ask(under('*', question.name), question.type);
  return sameRecords(below, answer) && own.status === 'absent';
}

/** Nobody's label; the same in every run, so that a recording replays. */
const PROBE = 'f3c1b7a29d5e8046';

/** A name that the change makes exist gets no more of the wildcard that answered for it. */
async function created<T extends RecordType>(asked: Asked<T>, answer: AnswerTo<T>): Promise<AnswerTo<T>> {
  const { question, authority } = asked;
  const isNew = answer.status === 'present' && authority.exists(question.name);
  if (!isNew || !(await isSynthesised(asked, answer))) return answer;
  return absentAnswer(question, 'nodata', answer.source);
}

/** A wildcard that the change gives or takes answers for the names that do not exist below its parent. */
async function byGivenWildcard<T extends RecordType>(
  asked: Asked<T>,
  answer: AnswerTo<T>,
): Promise<AnswerTo<T>> {
  const { question, authority, live, after } = asked;
  const { name, type } = question;
  if (authority.exists(name) || labelsOf(name)[0] === '*') return created(asked, answer);
  const isMissing = answer.status === 'absent' && answer.reason === 'nxdomain';
  if (!isMissing && !(answer.status === 'present' && (await isSynthesised(asked, answer)))) return answer;
  for (let above = parentOf(name); labelsOf(above).length > 1; above = parentOf(above)) {
    const wildcard = under('*', above);
    if (authority.names(wildcard)) {
      const said = await after.ask(wildcard, type);
      return said.status === 'absent' ? { ...said, ...question } : { ...said, ...question, wildcard: true };
    }
    const encloser = await live.ask(above, type);
    if (authority.exists(above) || !(encloser.status === 'absent' && encloser.reason === 'nxdomain'))
      return answer;
  }
  return answer;
}
