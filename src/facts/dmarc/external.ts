import {
  type AnswerTo,
  type AnyAnswer,
  isWithin,
  type Name,
  readName,
  sameName,
  under,
} from '../../dns/index.ts';
import { parseDmarc, selectDmarc } from '../../records/dmarc.ts';
import type { Gathering } from '../gathering.ts';
import { isUnknown, recordsOf } from '../known.ts';
import { registrableDomain } from '../registered.ts';
import { gatherWalk, organizationalDomain, unknownStep, type WalkStep } from './walk.ts';

/** Whether a report address belongs to another organisation, and whether that one says that it takes the reports. */
export interface External {
  /** By the tree walk of RFC 9989, which RFC 9990 §3 compares by. */
  current: boolean | 'unknown';
  /** By the Public Suffix List, as RFC 7489 §7.1 had it. */
  legacy: boolean;
  /** What leaves `current` open. */
  unknown: AnyAnswer[];
  /** Where the destination says so (RFC 9990 §3 step 3); none where the name would be too long (step 4). */
  name?: Name;
  /** Asked only where the address is another organisation's. */
  answer?: AnswerTo<'TXT'>;
  /** Texts there that are DMARC records; one is enough (step 8). */
  records: string[];
  /** A host that all of them send the reports on to: only the destination's own is allowed (step 9). */
  foreignOverride?: Name;
}

/** The domain that the policy was found at, and the walk that led there. */
export interface PolicyPlace {
  domain: Name;
  organizational: Name | 'unknown';
  walk: readonly WalkStep[];
}

export async function gatherExternal(
  gathering: Gathering,
  place: PolicyPlace,
  host: Name,
): Promise<External> {
  const read = readName(under(`${place.domain}._report._dmarc`, host));
  const name = 'name' in read ? read.name : undefined;
  const [{ current, unknown }, legacy] = await Promise.all([
    outside(gathering, place, host),
    otherRegistration(place.domain, host),
  ]);
  if (current === false && !legacy) return { current, legacy, unknown, records: [] };
  if (name === undefined) return { current, legacy, unknown, records: [] };
  const answer = await gathering.ask(name, 'TXT');
  const records = selectDmarc(recordsOf(answer).map(({ strings }) => strings.join(''))).toSorted();
  const foreignOverride = foreignHost(records, host);
  return { current, legacy, unknown, name, answer, records, ...(foreignOverride && { foreignOverride }) };
}

/** RFC 9990 §3: the Organizational Domains of the policy and of the report address are compared. */
async function outside(
  gathering: Gathering,
  { organizational, walk }: PolicyPlace,
  host: Name,
): Promise<Pick<External, 'current' | 'unknown'>> {
  const open = unknownStep(walk);
  if (organizational === 'unknown') return { current: 'unknown', unknown: open ? [open.answer] : [] };
  // The Organizational Domain of a name is the name or one above it.
  if (!isWithin(host, organizational)) return { current: true, unknown: [] };
  const there = await gatherWalk(gathering, host);
  const unknown = unknownStep(there);
  if (unknown) return { current: 'unknown', unknown: [unknown.answer] };
  return { current: !sameName(organizationalDomain(there, host), organizational), unknown: [] };
}

async function otherRegistration(domain: Name, host: Name): Promise<boolean> {
  const [one, other] = await Promise.all([registrableDomain(domain), registrableDomain(host)]);
  return !sameName(one ?? domain, other ?? host);
}

function foreignHost(records: readonly string[], host: Name): Name | undefined {
  const foreign = records.map((text) => {
    const { rua, ruf } = parseDmarc(text).value;
    return [...rua, ...ruf].find((uri) => uri.valid && uri.host && !sameName(uri.host, host))?.host;
  });
  return foreign.every((one) => one !== undefined) ? foreign[0] : undefined;
}

/** `not-needed`: inside the organisation; `missing`: the destination does not say so; `unknown`: a lookup failed. */
export type Authorisation = 'not-needed' | 'authorised' | 'missing' | 'unknown';

export function authorisationOf({
  current,
  legacy,
  answer,
  records,
  foreignOverride,
}: External): Authorisation {
  if (current === false && !legacy) return 'not-needed';
  if (records.length > 0) return foreignOverride === undefined ? 'authorised' : 'missing';
  if (answer !== undefined && isUnknown(answer)) return 'unknown';
  return current === 'unknown' && !legacy ? 'unknown' : 'missing';
}

/** Lookups that leave open whether the reports are allowed, and for whom they are not. */
export function externalBlockers({ current, legacy, answer, unknown, ...rest }: External): AnyAnswer[] {
  const state = authorisationOf({ current, legacy, unknown, ...rest, ...(answer && { answer }) });
  if (state === 'authorised' || state === 'not-needed') return [];
  return [...(answer !== undefined && isUnknown(answer) ? [answer] : []), ...unknown];
}
