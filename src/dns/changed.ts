import type { AliasStep, Step } from './aliases.ts';
import { absentAnswer, failedAnswer, presentAnswer } from './answer.ts';
import type { Authority } from './authority.ts';
import { isWithin, labelsOf, type Name, parentOf, sameName, under } from './name.ts';
import type { SetChange } from './partial.ts';
import type { AnswerTo, AnyAnswer, DataOf, RecordType, Resolver } from './types.ts';
import { isDenied, isMissing, isSynthesised, saysSomething, textOf, wildcardAbove } from './wildcards.ts';

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
  if (change?.removes === 'unseen') return unseen(question, change);
  // What only a wildcard says is no record set of this name: there is nothing to take.
  const isOwn =
    change !== undefined && !(answer.status === 'present' && (await isSynthesised(asked, answer)));
  if (change?.removes === 'all' && isOwn) return taken(asked, answer, change);
  if (change !== undefined && change.removes !== 'all') {
    const added = authority.given(question.name, question.type);
    const only = added && presentAnswer(question, added.data, added.source, { ttl: added.ttl });
    if (isOwn) return joined(asked, answer, change.removes as readonly DataOf<T>[], only);
    if (only !== undefined) return only;
  }
  const alias = authority.change(question.name, 'CNAME');
  const [first] = answer.chain;
  // RFC 1034 §3.6.2: beside an alias there was nothing else.
  if (alias?.removes === 'all' && first?.kind === 'CNAME' && sameName(first.from, question.name))
    return taken(asked, answer, alias);
  const said = await (authority.wildcards ? byGivenWildcard(asked, answer) : created(asked, answer));
  return said === answer && said.status === 'absent' ? waned(asked, said) : said;
}

function unseen<T extends RecordType>(
  question: { name: Name; type: T },
  { file, line }: SetChange,
): AnswerTo<T> {
  const detail = 'the provider makes the answer: it cannot be seen before the change is made';
  return failedAnswer(question, { reason: 'ambiguous', detail }, { file, line });
}

/** Records that are given without their zone may come to stand beside an alias that is live and stays. */
export async function besideAlias<T extends RecordType>(
  asked: Asked<T>,
  given: AnswerTo<T>,
): Promise<AnswerTo<T>> {
  const { authority, live } = asked;
  const { name, type } = asked.question;
  const isLoose = !authority.zones.some((apex) => isWithin(name, apex));
  if (!isLoose || given.status !== 'present' || type === 'CNAME') return given;
  if (authority.change(name, 'CNAME') !== undefined) return given;
  const answer = await live.ask(name, type);
  const [alias] = answer.chain;
  const stays = alias?.kind === 'CNAME' && sameName(alias.from, name);
  return stays && !(await isSynthesised(asked, answer)) ? { ...given, aliasConflict: name } : given;
}

/** The other way round: an alias that is given without its zone comes to stand beside records that are live and stay. */
export async function aliasBeside<T extends RecordType>(asked: Asked<T>, given: AliasStep): Promise<Step<T>> {
  const { authority, live } = asked;
  const { name, type } = asked.question;
  const [alias] = given.chain;
  const isLoose = !authority.zones.some((apex) => isWithin(name, apex));
  const isOwn = alias?.kind === 'CNAME' && given.wildcard !== true;
  if (!isLoose || !isOwn || authority.change(name, type) !== undefined) return given;
  const answer = await live.ask(name, type);
  const stays = answer.status === 'present' && answer.chain.length === 0;
  if (!stays || (await isSynthesised(asked, answer))) return given;
  return { kind: 'answer', answer: { ...answer, aliasConflict: name } };
}

/** A denial that rests on a name which the change may end: a wildcard above may answer then. */
async function waned<T extends RecordType>(asked: Asked<T>, answer: AnswerTo<T>): Promise<AnswerTo<T>> {
  const { question, authority, live } = asked;
  // Most names lie nowhere near a change: nothing more is asked for them.
  if (!namesAbove(question.name).some((name) => authority.wanes(name))) return answer;
  let encloser = question.name;
  let denial: AnyAnswer = answer;
  while (isDenied(denial, 'nxdomain') && labelsOf(encloser).length > 2) {
    encloser = parentOf(encloser);
    denial = await live.ask(encloser, question.type);
  }
  return authority.wanes(encloser) && !authority.exists(encloser) ? gone(asked, answer, encloser) : answer;
}

/** The name itself and those above it, but for the top level. */
function namesAbove(name: Name): Name[] {
  return labelsOf(name).length < 2 ? [] : [name, ...namesAbove(parentOf(name))];
}

function taken<T extends RecordType>(
  asked: Asked<T>,
  answer: AnswerTo<T>,
  source: SetChange,
): Promise<AnswerTo<T>> | AnswerTo<T> {
  // What is not there by now cannot be taken away; what failed is not there afterwards, whatever it was.
  const isThere = answer.status === 'present' || answer.status === 'failed' || answer.chain.length > 0;
  if (!isThere) return answer;
  return gone(asked, absentAnswer(asked.question, 'nodata', { file: source.file, line: source.line }));
}

/** Types that mail and the web put at a name: where one is left, the name still exists. */
const USUAL: readonly RecordType[] = ['A', 'AAAA', 'MX', 'TXT', 'NS', 'CNAME', 'SRV', 'CAA', 'TLSA'];

/**
 * The set is gone: NODATA while the name exists. If it does not, a wildcard may answer (RFC 4592 §3.3.1); NODATA stands
 * for NXDOMAIN too, for it claims less.
 */
async function gone<T extends RecordType>(
  asked: Asked<T>,
  absent: AnswerTo<T>,
  encloser = asked.question.name,
): Promise<AnswerTo<T>> {
  const { question, authority, live } = asked;
  if (authority.exists(encloser)) return absent;
  const wildcard = await wildcardAbove(asked, asked.after);
  if (wildcard === undefined) return absent;
  const { status } = wildcard;
  if (status === 'failed' || status === 'skipped') return { ...wildcard, ...question };
  const others = USUAL.filter((type) => !authority.change(encloser, type));
  const answers = await Promise.all(others.map((type) => live.ask(encloser, type)));
  if (answers.some((other) => other.status === 'present' && other.chain.length === 0)) return absent;
  const detail = `whether ${wildcard.name} answers for it after the change cannot be seen from outside`;
  const change = authority.change(question.name, question.type);
  const source = change === undefined ? absent.source : { file: change.file, line: change.line };
  return failedAnswer(question, { reason: 'ambiguous', detail }, source);
}

/** Live records and given ones are one set, but for those that go. */
async function joined<T extends RecordType>(
  asked: Asked<T>,
  answer: AnswerTo<T>,
  removes: readonly DataOf<T>[],
  added: AnswerTo<T> | undefined,
): Promise<AnswerTo<T>> {
  const { question, authority } = asked;
  if (answer.status === 'failed') return answer;
  const [alias] = answer.chain;
  if (answer.status !== 'present' || alias !== undefined) {
    const isLive = alias?.kind === 'CNAME' && sameName(alias.from, question.name);
    const stays = isLive && authority.change(question.name, 'CNAME') === undefined;
    return added === undefined ? answer : { ...added, ...(stays && { aliasConflict: question.name }) };
  }
  const without = new Set(removes.map(textOf));
  const rest = answer.records.filter((data) => !without.has(textOf(data)));
  if (rest.length === 0) return added ?? gone(asked, absentAnswer(question, 'nodata', answer.source));
  const { ttl, source } = added ?? answer;
  const records = added?.status === 'present' ? [...rest, ...added.records] : rest;
  const details = { ttl: Math.min(ttl, answer.ttl), security: answer.security };
  return presentAnswer(question, records, source, details);
}

/** A name that the change makes exist is denied no more, and gets nothing of the wildcard that answered for it. */
async function created<T extends RecordType>(asked: Asked<T>, answer: AnswerTo<T>): Promise<AnswerTo<T>> {
  const { question, authority } = asked;
  if (isDenied(answer, 'nxdomain') && authority.exists(question.name))
    return { ...answer, reason: 'nodata' } as AnswerTo<T>;
  const isNew = saysSomething(answer) && authority.exists(question.name);
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
  if (!(await isMissing(asked, answer))) return answer;
  for (let above = parentOf(name); labelsOf(above).length > 1; above = parentOf(above)) {
    const wildcard = under('*', above);
    if (authority.names(wildcard)) {
      const said = await after.ask(wildcard, type);
      return said.status === 'absent' ? { ...said, ...question } : { ...said, ...question, wildcard: true };
    }
    const encloser = await live.ask(above, type);
    if (authority.exists(above) || !isDenied(encloser, 'nxdomain')) return answer;
  }
  return answer;
}
