import { type AnswerTo, type Name, sameName, under } from '../dns/index.ts';
import { type HttpsAnswer, hostOf } from '../net/index.ts';
import { type BimiRecord, parseBimi, selectBimi } from '../records/bimi.ts';
import type { Parsed } from '../records/parsed.ts';
import { type MarkCertificate, readMark } from './bimi/certificate.ts';
import { type Logo, MOST_LOGO_OCTETS, readLogo } from './bimi/logo.ts';
import { gatherPolicy } from './dmarc/walk.ts';
import type { Gathering } from './gathering.ts';
import { gatherHost, type Host, hostState } from './hosts.ts';
import { recordsOf } from './known.ts';
import { askOwn } from './probe.ts';

/** Texts at `default._bimi` of a domain. */
export interface BimiStep {
  domain: Name;
  answer: AnswerTo<'TXT'>;
  /** Texts that count as records, sorted; of several, none counts (draft §7.2). */
  records: string[];
  /** Where there is exactly one. */
  record?: Parsed<BimiRecord>;
}

/** A file that a record names. */
export interface BimiFile<T> {
  url: string;
  host: Host;
  /** Absent where the host has no address. */
  answer?: HttpsAnswer;
  /** What came with status 200. */
  content?: T;
}

export interface BimiFacts extends BimiStep {
  /** What receivers read where the domain has no record: that of the organizational domain. Its owner's, so not judged here. */
  inherited?: BimiStep;
  /** Fetched for a record of the domain's own. */
  logo?: BimiFile<Logo>;
  mark?: BimiFile<MarkCertificate | 'none'>;
}

export async function gatherBimi(gathering: Gathering): Promise<BimiFacts> {
  const { domain } = gathering;
  const own = await gatherStep(gathering, domain);
  const { l = '', a = '' } = own.record?.value ?? {};
  const [inherited, logo, mark] = await Promise.all([
    own.records.length === 0 ? gatherInherited(gathering, own) : undefined,
    l === '' ? undefined : fetchFile(gathering, l, readLogo),
    a === '' ? undefined : fetchFile(gathering, a, (pem) => markIn(pem, gathering)),
  ]);
  return { ...own, ...(inherited && { inherited }), ...(logo && { logo }), ...(mark && { mark }) };
}

async function gatherStep(gathering: Gathering, domain: Name): Promise<BimiStep> {
  const first = await gathering.ask(under('default._bimi', domain), 'TXT');
  // Only what is there may be a wildcard's.
  const answer = first.status === 'present' ? await askOwn(gathering, first.name, 'TXT') : first;
  const records = selectBimi(recordsOf(answer).map(({ strings }) => strings.join(''))).toSorted();
  return { domain, answer, records, ...(records.length === 1 && { record: parseBimi(records[0]!) }) };
}

async function gatherInherited(gathering: Gathering, own: BimiStep): Promise<BimiStep | undefined> {
  const { organizational } = await gatherPolicy(gathering);
  if (organizational === 'unknown' || sameName(organizational, own.domain)) return undefined;
  return gatherStep(gathering, organizational);
}

async function fetchFile<T>(
  gathering: Gathering,
  url: string,
  read: (body: string) => Promise<T>,
): Promise<BimiFile<T>> {
  const host = await gatherHost(gathering, hostOf(new URL(url)));
  if (hostState(host) !== 'alive') return { url, host };
  const answer = await gathering.https({ url, mostOctets: MOST_LOGO_OCTETS, redirects: 3 });
  const isRead = answer.status === 'answered' && answer.code === 200 && !answer.cut;
  return { url, host, answer, ...(isRead && { content: await read(answer.body) }) };
}

async function markIn(pem: string, { declared }: Gathering): Promise<MarkCertificate | 'none'> {
  const { now = new Date(), markAuthorities: authorities = [] } = declared;
  return (await readMark(pem, { now, authorities })) ?? 'none';
}

/** A record that asks for a logo, of the domain's own. */
export function wantsLogo({ record }: BimiFacts): boolean {
  return record !== undefined && !record.value.declined;
}
