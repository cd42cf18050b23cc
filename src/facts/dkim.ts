import { type AnswerTo, type Name, under } from '../dns/index.ts';
import { type DkimKey, parseDkimKey } from '../records/dkim.ts';
import type { Parsed } from '../records/parsed.ts';
import { gatherOriginal, type Original } from './dkim-aliases.ts';
import { isMeantAsKey, isOwn } from './dkim-keys.ts';
import { COMMON_SELECTORS, deepSelectors, selectorsOf } from './dkim-selectors.ts';
import type { Gathering } from './gathering.ts';
import { isUnknown, recordsOf } from './known.ts';
import { improbableName } from './probe.ts';
import { type ProviderSign, signsOfMx, signsOfSpf } from './providers.ts';
import { gatherRegistration, type Registration } from './registered.ts';

export interface SelectorFacts {
  selector: string;
  /** Named by the owner, not guessed by us. */
  given: boolean;
  answer: AnswerTo<'TXT'>;
  /** The key records there; two are one too many (RFC 6376 §3.6.2.2). */
  keys: Parsed<DkimKey>[];
  /** It says no more than any name here would: a wildcard's answer, or a wildcard alias that leads nowhere. */
  byWildcard: boolean;
  /** Addresses at the name, asked where a given selector has no key: a proxy in front of the record shows them. */
  a?: AnswerTo<'A'>;
  /** The same at a name that nobody published, asked where `a` has addresses: a wildcard explains them. */
  probeA?: AnswerTo<'A'>;
  /** Asked where the selector is a provider's that wants an alias there, and holds a TXT record. */
  original?: Original;
  /** Asked only where an alias leads to a name that does not exist. */
  registration?: Registration;
}

export interface DkimFacts {
  /** `absent` only where it is proven; nothing found among guesses is `unknown`. */
  status: 'found' | 'absent' | 'unknown';
  /** Names that nobody published answer too. */
  wildcard: boolean | 'unknown';
  /** `_domainkey` itself: NXDOMAIN proves that no selector exists (RFC 8020 §2). */
  domainKey: AnswerTo<'TXT'>;
  probes: AnswerTo<'TXT'>[];
  /** `_adsp._domainkey`: the signing practices of RFC 5617, historic since 2013. */
  policy: AnswerTo<'TXT'>;
  /** Those given, those found, those that are aliases and those not answered; other guesses are left out. */
  selectors: SelectorFacts[];
  tried: string[];
}

/** What a server says of every name below `_domainkey`, whatever its selectors are. */
interface Base {
  domainKey: AnswerTo<'TXT'>;
  probes: AnswerTo<'TXT'>[];
}

/**
 * Asks for everything that needs only the domain's name at once; then for the selectors of the providers that MX and SPF
 * show, and for the many of `--selectors deep`.
 */
export async function gatherDkim(gathering: Gathering): Promise<DkimFacts> {
  const { domain, ask, declared } = gathering;
  const stage = declared.guess ?? 'common';
  const base = under('_domainkey', domain);
  const given = [...new Set(declared.selectors ?? [])];
  const asking = new Map<string, Promise<AnswerTo<'TXT'>>>();
  const askFor = (names: readonly string[]): void => {
    for (const name of names) if (!asking.has(name)) asking.set(name, ask(under(name, base), 'TXT'));
  };
  askFor([...given, ...(stage === 'none' ? [] : COMMON_SELECTORS)]);
  const [found, policy] = await Promise.all([
    askBase(gathering, base),
    ask(under('_adsp', base), 'TXT'),
    stage === 'none' ? undefined : signsOf(gathering).then((signs) => askFor(selectorsOf(signs))),
  ]);
  if (stage === 'deep' && !(await provesNothing(found, [...asking.values()])))
    askFor(deepSelectors(domain, declared.now ?? new Date()));
  const tried = [...asking.keys()];
  const answers = await Promise.all(asking.values());
  const all = await Promise.all(
    tried.map((selector, index) =>
      selectorFacts(gathering, selector, given.includes(selector), answers[index]!, found.probes),
    ),
  );
  const selectors = all.filter(
    ({ given: named, answer }) => named || answer.status !== 'absent' || answer.chain.length > 0,
  );
  return {
    status: statusOf(found.domainKey, all),
    wildcard: wildcardOf(found.probes),
    ...found,
    policy,
    selectors,
    tried,
  };
}

async function askBase({ ask }: Gathering, base: Name): Promise<Base> {
  const [domainKey, ...probes] = await Promise.all([
    ask(base, 'TXT'),
    ...['one', 'two'].map((salt) => ask(improbableName(base, salt), 'TXT')),
  ]);
  return { domainKey, probes };
}

async function signsOf({ domain, ask }: Gathering): Promise<ProviderSign[]> {
  const [mx, txt] = await Promise.all([ask(domain, 'MX'), ask(domain, 'TXT')]);
  return [...signsOfMx(mx), ...signsOfSpf(txt)];
}

/** Some servers deny `_domainkey` and have names below it: only where no usual name is there either, nothing is. */
async function provesNothing({ domainKey }: Base, asking: Promise<AnswerTo<'TXT'>>[]): Promise<boolean> {
  return deniesAll(domainKey) && (await Promise.all(asking)).every(({ status }) => status === 'absent');
}

async function selectorFacts(
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
    given ? gathering.ask(answer.name, 'A') : undefined,
    answer.chain.length > 0 ? gatherRegistration(gathering, answer.chain.at(-1)!.to) : undefined,
  ]);
  const [probe] = probes;
  const probeA = a?.status === 'present' && probe ? await gathering.ask(probe.name, 'A') : undefined;
  return { ...facts, ...(a && { a }), ...(probeA && { probeA }), ...(registration && { registration }) };
}

/** A name that nobody published gets the same records, or leads to the same dead end. */
function saysTheSame(probe: AnswerTo<'TXT'>, answer: AnswerTo<'TXT'>): boolean {
  if (probe.status === 'present') return JSON.stringify(probe.records) === JSON.stringify(recordsOf(answer));
  const [end, other] = [probe.chain.at(-1)?.to, answer.chain.at(-1)?.to];
  return probe.status === 'absent' && answer.status === 'absent' && end !== undefined && end === other;
}

function wildcardOf(probes: AnswerTo<'TXT'>[]): boolean | 'unknown' {
  if (probes.some(({ status }) => status === 'present')) return true;
  return probes.every(isUnknown) ? 'unknown' : false;
}

function statusOf(domainKey: AnswerTo<'TXT'>, all: SelectorFacts[]): DkimFacts['status'] {
  if (all.some((facts) => isOwn(facts) && facts.keys.some(isMeantAsKey))) return 'found';
  // A server that denies `_domainkey` and then fails for a name below it has proven nothing.
  return deniesAll(domainKey) && !all.some(({ answer }) => isUnknown(answer)) ? 'absent' : 'unknown';
}

/** RFC 8020 §2. Behind an alias, NXDOMAIN tells of the alias's target: names below `_domainkey` may exist all the same. */
function deniesAll({ status, chain, ...answer }: AnswerTo<'TXT'>): boolean {
  return status === 'absent' && 'reason' in answer && answer.reason === 'nxdomain' && chain.length === 0;
}
