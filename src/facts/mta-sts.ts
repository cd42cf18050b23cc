import { type AnswerTo, labelsOf, type Name, under } from '../dns/index.ts';
import type { HttpsAnswer } from '../net/index.ts';
import { type MtaStsPolicy, parsePolicy } from '../records/mta-sts/policy.ts';
import { type MtaStsRecord, parseMtaSts, selectMtaSts } from '../records/mta-sts.ts';
import type { Parsed } from '../records/parsed.ts';
import { type DaneState, daneState } from './dane.ts';
import type { Gathering } from './gathering.ts';
import { aliasTarget, gatherHost, type Host, hostState } from './hosts.ts';
import { type MeantText, meantTexts, textsOf } from './meant-texts.ts';
import { type Coverage, coverageOf } from './mta-sts/coverage.ts';
import { askOwn, improbableName } from './probe.ts';
import { gatherRegistration, isPublicSuffix, type Registration } from './registered.ts';

/** What a sender finds that looks for the domain's policy (RFC 8461 §3). */
export interface MtaStsFacts {
  /** TXT at `_mta-sts`, and what a name beside it gets that nobody published. */
  answer: AnswerTo<'TXT'>;
  sibling: AnswerTo<'TXT'> | undefined;
  /** The domain's own texts, among which a misplaced record would be. */
  apex: AnswerTo<'TXT'>;
  /** Texts that count as records, sorted; of several, none counts (§3.1). */
  records: string[];
  /** Where there is exactly one. */
  record?: Parsed<MtaStsRecord>;
  /** Texts that were meant as the record and that senders pass over; [] beside one. */
  ignored: MeantText[];
  policyHost: Name;
  /** Asked only where something is meant as the record, wherever it stands; so is all that follows. */
  host?: Host;
  /** Of what a dead alias leads to: that of the record first, then that of the policy host. */
  registration?: Registration;
  fetch?: HttpsAnswer;
  /** The body that came with status 200, whether its certificate is to be trusted or not. */
  policy?: Parsed<MtaStsPolicy>;
  /** The policy against the MX hosts of today. */
  coverage?: Coverage;
  /** MX hosts with TLSA records that count or may: senders that use DANE go by these, whatever the policy says (§2). */
  daneHosts?: Name[];
  /** Wildcards below which a registry hands out names to everybody. */
  publicPatterns?: string[];
}

/** RFC 8461 §3.3 suggests so much as the most that senders read. */
const MOST_OCTETS = 65_536;

export async function gatherMtaSts(gathering: Gathering): Promise<MtaStsFacts> {
  const { domain, ask } = gathering;
  // Where `_mta-sts` has a record, the policy waits for nothing else: these may be slow.
  const beside = Promise.all([
    labelsOf(domain).length > 1 ? ask(improbableName(domain, 'sibling'), 'TXT') : undefined,
    ask(domain, 'TXT'),
  ]);
  const published = await gatherRecord(gathering);
  const isPublished = published.records.length + published.ignored.length > 0;
  const policy = isPublished ? gatherPolicy(gathering, published) : undefined;
  const [sibling, apex] = await beside;
  const found: MtaStsFacts = { ...published, sibling, apex };
  if (policy !== undefined) return { ...found, ...(await policy) };
  if (misplacedRecord(found) !== undefined) return { ...found, ...(await gatherPolicy(gathering, found)) };
  const { status, chain } = found.answer;
  return { ...found, ...(await registrationOf(gathering, status, chain.at(-1)?.to)) };
}

async function gatherRecord(gathering: Gathering) {
  const answer = await askOwn(gathering, under('_mta-sts', gathering.domain), 'TXT');
  const texts = textsOf(answer);
  const records = selectMtaSts(texts).toSorted();
  const ignored = records.length > 0 ? [] : meantTexts('mta-sts', texts);
  return {
    ...{ answer, records, ignored, policyHost: under('mta-sts', gathering.domain) },
    ...(records.length === 1 && { record: parseMtaSts(records[0]!) }),
  };
}

/** A record that stands at the domain itself while `_mta-sts` has none. */
export function misplacedRecord({ apex, records, ignored }: MtaStsFacts): string | undefined {
  if (records.length + ignored.length > 0) return undefined;
  return selectMtaSts(textsOf(apex)).toSorted()[0];
}

/** Without a record nobody asks for a policy, and neither do we. */
async function gatherPolicy(
  gathering: Gathering,
  { policyHost }: Pick<MtaStsFacts, 'policyHost'>,
): Promise<Partial<MtaStsFacts>> {
  const host = await gatherHost(gathering, policyHost);
  const state = hostState(host);
  if (state !== 'alive') {
    const gone = state === 'nxdomain' ? 'absent' : state;
    return { host, ...(await registrationOf(gathering, gone, aliasTarget(host))) };
  }
  const [fetch, mx, dane] = await Promise.all([
    // A certificate that does not hold is told with what else is wrong.
    gathering.https({ url: policyUrl(policyHost), mostOctets: MOST_OCTETS, redirects: 0, mustVerify: false }),
    gathering.fact('mx'),
    gathering.fact('dane'),
  ]);
  // Of a file that is cut off no sender reads anything.
  if (fetch.status !== 'answered' || fetch.code !== 200 || fetch.cut) return { host, fetch };
  const policy = parsePolicy(fetch.body);
  const coverage = coverageOf(policy.value, mx, gathering.domain);
  const publicPatterns = await patternsOfRegistries(policy.value);
  const daneHosts = dane.hosts.filter((one) => BY_DANE.includes(daneState(one))).map(({ name }) => name);
  return { host, fetch, policy, publicPatterns, daneHosts, ...(coverage && { coverage }) };
}

/** `*.com`; nobody names many, and each costs a look into the suffix list. */
const MOST_PATTERNS = 20;

async function patternsOfRegistries({ mx }: MtaStsPolicy): Promise<string[]> {
  const wild = mx.map(({ text }) => text).filter((text) => text.startsWith('*.'));
  const found = await Promise.all(
    wild.slice(0, MOST_PATTERNS).map(async (text) => ({ text, top: await isPublicSuffix(text.slice(2)) })),
  );
  return found.filter(({ top }) => top).map(({ text }) => text);
}

const BY_DANE: readonly DaneState[] = ['active', 'unproven'];

export function policyUrl(policyHost: Name): string {
  return `https://${policyHost}/.well-known/mta-sts.txt`;
}

async function registrationOf(
  gathering: Gathering,
  status: string,
  target: Name | undefined,
): Promise<Pick<MtaStsFacts, 'registration'>> {
  if (status !== 'absent' || target === undefined) return {};
  const registration = await gatherRegistration(gathering, target);
  return registration ? { registration } : {};
}
