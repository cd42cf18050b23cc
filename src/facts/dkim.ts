import { type AnswerTo, type Name, sameName, under } from '../dns/index.ts';
import { type DkimKey, parseDkimKey } from '../records/dkim.ts';
import type { Parsed } from '../records/parsed.ts';
import type { Original } from './dkim/aliases.ts';
import { isMeantAsKey, isOwn, isToBeUsed } from './dkim/keys.ts';
import { gatherSelectors, lacks } from './dkim/selector.ts';
import { commonSelectors, deepSelectors, selectorsOf } from './dkim/selectors.ts';
import { gatherPolicy, type Walked } from './dmarc/walk.ts';
import type { Gathering } from './gathering.ts';
import { isUnknown } from './known.ts';
import { improbableName } from './probe.ts';
import { type ProviderSign, signsOfMx, signsOfSpf } from './providers.ts';
import { type Registration, registrableDomain } from './registered.ts';

export interface SelectorFacts {
  /** `*` stands for all the guesses that one wildcard answers. */
  selector: string;
  /** Named by the owner, not guessed by us. */
  given: boolean;
  answer: AnswerTo<'TXT'>;
  /** The key records there; two are one too many (RFC 6376 §3.6.2.2). */
  keys: Parsed<DkimKey>[];
  /** It says no more than any name here would: a wildcard's answer, or a wildcard alias that leads nowhere. */
  byWildcard: boolean;
  /** Addresses at the name, asked where no key is there but something may be: a proxy in front of it shows them. */
  a?: AnswerTo<'A'>;
  /** The same at a name that nobody published, asked where `a` has addresses: a wildcard explains them. */
  probeA?: AnswerTo<'A'>;
  /** Asked where the selector is a provider's that wants an alias there, and holds a TXT record. */
  original?: Original;
  /** Asked only where an alias leads to a name that does not exist. */
  registration?: Registration;
}

export interface DkimFacts {
  /** `absent` only where it is proven; nothing found among guesses, or revoked keys alone, is `unknown`. */
  status: 'found' | 'absent' | 'unknown';
  /** Names that nobody published answer too. */
  wildcard: boolean | 'unknown';
  /** `_domainkey` itself: NXDOMAIN proves that no selector exists (RFC 8020 §2). */
  domainKey: AnswerTo<'TXT'>;
  probes: AnswerTo<'TXT'>[];
  /** `_adsp._domainkey`: the signing practices of RFC 5617, historic since 2013. */
  policy: AnswerTo<'TXT'>;
  /** The domain's own TXT set, where a key may have been put by mistake. */
  apex: AnswerTo<'TXT'>;
  /** Whom the domain's own MX and SPF records name. */
  signs: ProviderSign[];
  /** Asked only below a registrable domain, whose signature may stand for this one's. */
  dmarc?: Walked;
  /** Those given, found, proxied, not answered, and those that are aliases; other guesses are left out. */
  selectors: SelectorFacts[];
  /** How many guessed selectors that may be proxied, lead nowhere or hold an old copy are not looked into further. */
  unasked: number;
  tried: string[];
  /** The record that belongs to a private key at hand. */
  ownKey?: Parsed<DkimKey>;
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
  askFor([...given, ...(stage === 'none' ? [] : [...(declared.seen ?? []), ...commonSelectors(domain)])]);
  const [found, policy, dmarc, shown] = await Promise.all([
    askBase(gathering, base),
    ask(under('_adsp', base), 'TXT'),
    gatherPolicyAbove(gathering),
    shownBy(gathering).then((facts) => {
      if (stage !== 'none') askFor(selectorsOf(facts.signs));
      return facts;
    }),
  ]);
  if (stage === 'deep' && !(await provesNothing(found, [...asking.values()])))
    askFor(deepSelectors(domain, declared.now ?? new Date()));
  const tried = [...asking.keys()];
  const answers = await Promise.all(asking.values());
  const { all, unasked } = await gatherSelectors(
    gathering,
    tried.map((selector, index) => ({ selector, given: given.includes(selector), answer: answers[index]! })),
    found.probes,
  );
  return {
    status: statusOf(found.domainKey, all),
    wildcard: wildcardOf(found.probes),
    ...found,
    ...shown,
    ...(dmarc && { dmarc }),
    policy,
    selectors: worthKeeping(all),
    unasked,
    tried,
    ...(declared.privateKeyOf !== undefined && { ownKey: parseDkimKey(declared.privateKeyOf) }),
  };
}

/** Not the facts of DMARC, which may ask for those of DKIM. */
async function gatherPolicyAbove(gathering: Gathering): Promise<Walked | undefined> {
  const { domain } = gathering;
  const registrable = await registrableDomain(domain);
  return registrable === undefined || sameName(registrable, domain) ? undefined : gatherPolicy(gathering);
}

function mayBeProxied({ a }: SelectorFacts): boolean {
  return a !== undefined && a.status !== 'absent';
}

/** What one wildcard says at sixty guesses is kept once. */
function worthKeeping(all: readonly SelectorFacts[]): SelectorFacts[] {
  const own = all.filter(
    (at) =>
      isOwn(at) &&
      (at.given || at.answer.status !== 'absent' || at.answer.chain.length > 0 || mayBeProxied(at)),
  );
  const byWildcard = all.find((at) => !isOwn(at));
  return byWildcard ? [...own, { ...byWildcard, selector: '*' }] : own;
}

async function askBase({ ask }: Gathering, base: Name): Promise<Base> {
  const [domainKey, ...probes] = await Promise.all([
    ask(base, 'TXT'),
    ...['one', 'two'].map((salt) => ask(improbableName(base, salt), 'TXT')),
  ]);
  return { domainKey, probes };
}

async function shownBy({ domain, ask }: Gathering): Promise<Pick<DkimFacts, 'apex' | 'signs'>> {
  const [mx, apex] = await Promise.all([ask(domain, 'MX'), ask(domain, 'TXT')]);
  return { apex, signs: [...signsOfMx(mx), ...signsOfSpf(apex)] };
}

/** Some servers deny `_domainkey` and have names below it: only where no usual name is there either, nothing is. */
async function provesNothing({ domainKey }: Base, asking: Promise<AnswerTo<'TXT'>>[]): Promise<boolean> {
  return (
    lacks(domainKey, 'nxdomain') && (await Promise.all(asking)).every(({ status }) => status === 'absent')
  );
}

function wildcardOf(probes: AnswerTo<'TXT'>[]): boolean | 'unknown' {
  if (probes.some(({ status }) => status === 'present')) return true;
  return probes.every(isUnknown) ? 'unknown' : false;
}

function statusOf(domainKey: AnswerTo<'TXT'>, all: SelectorFacts[]): DkimFacts['status'] {
  const keys = all.filter(isOwn).flatMap((facts) => facts.keys);
  if (keys.some(isToBeUsed)) return 'found';
  if (keys.some(isMeantAsKey)) return 'unknown';
  // RFC 8020 §2. A server that denies `_domainkey` and then fails for a name below it has proven nothing.
  return lacks(domainKey, 'nxdomain') && !all.some(({ answer }) => isUnknown(answer)) ? 'absent' : 'unknown';
}
