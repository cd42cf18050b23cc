import { followAliases, type Step } from '../dns/aliases.ts';
import {
  type Alias,
  type AnswerTo,
  type AnyAnswer,
  type Authority,
  failedAnswer,
  labelsOf,
  type Name,
  nameKey,
  type RecordType,
  type Resolver,
} from '../dns/index.ts';
import { answerTexts } from './base-data.ts';
import { type BaseNotes, baseNotes } from './base-notes.ts';
import { type AskedServers, askable, zoneOf } from './base-servers.ts';
import { givenZone } from './base-sets.ts';

/** What is published, read where it is published. */
export interface Base extends Resolver {
  /** One step: what stands at the very name, an alias not followed. */
  step<T extends RecordType>(name: Name, type: T): Promise<Step<T>>;
  /** What is to be known of how a domain's zone was read. */
  notes(domain: Name): string[];
}

/**
 * A resolver may answer from its cache; what a change touches is asked of the zone's own servers. Where these agree,
 * that is the base; where they do not, it is unknown; where none can be asked, the resolver is believed, with a note.
 */
export function authoritativeBase(authority: Authority, live: Resolver): Base {
  const notes = baseNotes();
  const zones = new Map<string, Promise<AskedServers>>();
  const serversOf = (zone: Name): Promise<AskedServers> => {
    const found = zones.get(nameKey(zone)) ?? askable(zone, live);
    zones.set(nameKey(zone), found);
    return found;
  };
  const speaksFor = (name: Name, type: RecordType): boolean =>
    authority.lookup(name, type) !== 'outside' || authority.change(name, type) !== undefined;

  async function published<T extends RecordType>(name: Name, type: T): Promise<AnswerTo<T>> {
    const zone = givenZone(authority, name) ?? (await zoneOf(name, live));
    if (zone === undefined) return live.ask(name, type);
    const { servers, problem } = await serversOf(zone);
    const answers = await asked({ name, type }, servers, isGuess(authority, name, type), live);
    const agreed = agreement({ name, type }, zone, answers, notes);
    if (agreed !== undefined) return agreed;
    notes.unasked(zone, problem ?? 'none of them answers for all of it');
    return live.ask(name, type);
  }

  async function step<T extends RecordType>(name: Name, type: T): Promise<Step<T>> {
    const said = authority.lookup(name, type);
    if (said !== 'outside' && isSigning(said, type)) return said;
    if (speaksFor(name, type)) return firstStep(await published(name, type));
    const answer = await live.ask(name, type);
    // The live world may lead back to what the change touches.
    const entry = answer.chain.findIndex(({ to }) => speaksFor(to, type));
    return entry === -1 ? { kind: 'answer', answer } : aliasStep(answer, answer.chain.slice(0, entry + 1));
  }

  return {
    step,
    notes: notes.of,
    ask: (name, type, at) =>
      at === undefined
        ? followAliases({ name, type }, (target) => step(target, type))
        : live.ask(name, type, at),
  };
}

/**
 * A zone that is signed only as it is served says nothing of it, before and after a change; and signatures differ by
 * server and hour. Keys that are given are another matter.
 */
function isSigning<T extends RecordType>(said: Step<T>, type: T): boolean {
  const isAbsent = said.kind === 'answer' && said.answer.status === 'absent';
  return SIGNATURES.includes(type) || (type === 'DNSKEY' && isAbsent);
}

/** `TYPE51`: NSEC3PARAM. */
const SIGNATURES: readonly RecordType[] = ['RRSIG', 'TYPE51'];

/** A key under a name that the proposed records do not have: one of sixty that are only guessed. */
function isGuess(authority: Authority, name: Name, type: RecordType): boolean {
  if (!labelsOf(nameKey(name)).includes('_domainkey') || authority.change(name, type) !== undefined)
    return false;
  const said = authority.lookup(name, type);
  return said !== 'outside' && said.kind === 'answer' && said.answer.status === 'absent';
}

/** All servers are asked; for a mere guess one that denies it is enough. */
async function asked<T extends RecordType>(
  { name, type }: { name: Name; type: T },
  servers: AskedServers['servers'],
  isGuessed: boolean,
  live: Resolver,
): Promise<{ host: Name; answer: AnswerTo<T> }[]> {
  const askOne = async ({ host, address }: AskedServers['servers'][number]) => ({
    host,
    answer: await live.ask(name, type, address),
  });
  const [first] = servers;
  if (first === undefined) return [];
  const denial = isGuessed ? await askOne(first) : undefined;
  if (denial !== undefined && answerTexts(denial.answer)?.length === 0) return [denial];
  return Promise.all(servers.map((server) => (denial && server === first ? denial : askOne(server))));
}

/** Undefined where nobody answered. */
function agreement<T extends RecordType>(
  question: { name: Name; type: T },
  zone: Name,
  answers: readonly { host: Name; answer: AnswerTo<T> }[],
  notes: BaseNotes,
): AnswerTo<T> | undefined {
  const versions = new Map<string, { host: Name; answer: AnswerTo<T> }[]>();
  for (const one of answers) {
    const words = answerTexts(one.answer)?.join(' and ');
    if (words !== undefined) versions.set(words, [...(versions.get(words) ?? []), one]);
  }
  const [same = []] = versions.values();
  const tries = answers.reduce((sum, { answer }) => sum + answer.tries, 0);
  if (versions.size > 1) {
    const said = [...versions].map(([words, some]) => ({ words, hosts: some.map(({ host }) => host) }));
    notes.disagreement(zone, question, said);
    const detail = `the name servers of ${zone} do not agree`;
    return failedAnswer(question, { reason: 'ambiguous', detail }, same[0]!.answer.source, { tries });
  }
  // Of two denials the one that claims less.
  const chosen =
    same.find(({ answer }) => answer.status !== 'absent' || answer.reason === 'nodata') ?? same[0];
  if (chosen === undefined) return undefined;
  const { at: _at, ...answer } = chosen.answer;
  return { ...answer, ...question, tries } as AnswerTo<T>;
}

/** A server follows an alias as far as it has zones; where it leads is asked for again. */
function firstStep<T extends RecordType>(answer: AnswerTo<T>): Step<T> {
  return answer.chain.length === 0 || answer.status === 'failed'
    ? { kind: 'answer', answer }
    : aliasStep(answer, answer.chain.slice(0, 1));
}

function aliasStep({ ttl, tries, anomalies, source, security }: AnyAnswer, chain: Alias[]): Step<never> {
  return { kind: 'alias', chain, ttl, tries, anomalies, source, security };
}
