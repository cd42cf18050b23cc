import { type AnswerTo, labelsOf, type Name, parentOf, sameName } from '../../dns/index.ts';
import { type Dnskey, type Ds, dsMatches, isValidated, isZoneKey } from '../../records/dnssec.ts';
import type { Gathering } from '../gathering.ts';
import { known, recordsOf } from '../known.ts';
import { registrableDomain } from '../registered.ts';

/** What a zone shows of its signing without a validator: a name where a DNSKEY or DS record is. */
export interface SignedZone {
  zone: Name;
  keys: AnswerTo<'DNSKEY'>;
  /** The zone above says so. */
  ds: AnswerTo<'DS'>;
  /**
   * Whether whoever answered tells DS from the zone above, as it must (RFC 4035 §3.1.4.1): the top-level domain's own is
   * asked for, where nothing else proves it.
   */
  ofTopLevel?: AnswerTo<'DS'>;
  /** NSEC3PARAM; asked, like the signatures, only where keys are. */
  nsec3Param?: AnswerTo<'TYPE51'>;
  /** Those at the zone's own name, as far as a server tells all of them: none must (RFC 8482). */
  signatures?: AnswerTo<'RRSIG'>;
}

/** Zones of one organisation are cut in few places. */
const MOST_LEVELS = 8;

/** The domain, and the names above it up to the one that was registered. */
async function levels(domain: Name): Promise<Name[]> {
  const top = (await registrableDomain(domain)) ?? domain;
  const names = [domain];
  while (!sameName(names.at(-1)!, top) && labelsOf(names.at(-1)!).length > 1)
    names.push(parentOf(names.at(-1)!));
  return names.length <= MOST_LEVELS ? names : [...names.slice(0, MOST_LEVELS - 1), top];
}

export async function gatherZones(gathering: Pick<Gathering, 'ask' | 'domain'>): Promise<SignedZone[]> {
  const names = await levels(gathering.domain);
  const zones = await Promise.all(names.map((name) => gatherZone(gathering, name)));
  return zones.filter(isOfInterest);
}

/**
 * Where there are keys, or the zone above says or may say so. An alias has neither of its own; and of a zone file that is
 * not signed nothing is known but that.
 */
function isOfInterest({ keys, ds }: SignedZone): boolean {
  if ([keys, ds].some(({ status, chain }) => status === 'present' && chain.length === 0)) return true;
  return ds.status === 'failed' && !(keys.status === 'absent' && 'file' in keys.source);
}

async function gatherZone({ ask }: Pick<Gathering, 'ask'>, zone: Name): Promise<SignedZone> {
  const [keys, ds] = await Promise.all([ask(zone, 'DNSKEY'), ask(zone, 'DS')]);
  if (keys.status !== 'present' || keys.chain.length > 0) return { zone, keys, ds };
  const isDoubtful = ds.status === 'absent' && ds.security === 'unknown' && !('file' in ds.source);
  const top = labelsOf(zone).at(-1)!;
  const [nsec3Param, signatures, ofTopLevel] = await Promise.all([
    ask(zone, 'TYPE51'),
    ask(zone, 'RRSIG'),
    isDoubtful ? ask(top, 'DS') : undefined,
  ]);
  return { zone, keys, ds, nsec3Param, signatures, ...(ofTopLevel && { ofTopLevel }) };
}

/** Collisions of key tags are dear to look through (CVE-2023-50387). */
const MOST_KEYS = 16;
const MOST_DS = 16;

export function zoneKeys({ keys }: SignedZone): Dnskey[] {
  return recordsOf(keys).filter(isZoneKey).slice(0, MOST_KEYS);
}

export function dsRecords({ ds }: SignedZone): Ds[] {
  return recordsOf(ds).slice(0, MOST_DS);
}

/**
 * Whether the keys are those that the zone is served with: a zone file that is signed only as it is served holds none,
 * or those of other signers alone (RFC 8901).
 */
export function isServed({ keys, signatures }: SignedZone): boolean {
  return !('file' in keys.source) || signatures?.status === 'present';
}

/** The chain from the zone above, as far as digests tell: of `unknown` ones some cannot be computed here. */
export type Delegation = 'matches' | 'broken' | 'none' | 'unknown';

/** Throws where one of both sides was not told. */
export function delegationOf(zone: SignedZone): Delegation {
  const ds = known(zone.ds);
  if (ds.length === 0) return 'none';
  known(zone.keys);
  const isTooMuch = recordsOf(zone.keys).length > MOST_KEYS || ds.length > MOST_DS;
  // RFC 4035 §5.2: where no validator knows an algorithm, the zone counts as unsigned and not as broken.
  if (isTooMuch || !isServed(zone) || !ds.some(({ algorithm }) => isValidated(algorithm))) return 'unknown';
  const keys = zoneKeys(zone);
  const matches = ds.map((one) => dsMatches(one, zone.zone, keys));
  if (matches.includes(true)) return 'matches';
  return matches.includes(undefined) ? 'unknown' : 'broken';
}
