import { type Name, sameName, under } from '../../dns/index.ts';
import { type DmarcRecord, selectDmarc } from '../../records/dmarc.ts';
import { type NearMissRecord, nearMiss } from '../../records/near-miss.ts';
import type { Fault, Parsed, Span } from '../../records/parsed.ts';
import type { Tag } from '../../records/tags.ts';
import type { DmarcFacts } from '../dmarc.ts';
import { Blocked, known, recordsOf } from '../known.ts';
import { unknownStep, type WalkStep } from './walk.ts';

/** The record that decides for the audited domain, and where it stands. */
export interface DecidingRecord {
  step: WalkStep;
  name: Name;
  record: Parsed<DmarcRecord>;
  /** Any name of the domain gets it: there is no record of `_dmarc` to edit. */
  byWildcard: boolean;
}

/**
 * The record that the domain’s owner answers for: one that a public suffix publishes for everybody below it is not.
 * Throws where a failed lookup hides which record decides.
 */
export function decidingRecord({ walk, policy, probe }: DmarcFacts): DecidingRecord | undefined {
  if (policy === undefined) requireWalk(walk);
  if (policy?.record === undefined) return undefined;
  if (policy.record.value.psd === 'y' && policy !== walk[0]) return undefined;
  return {
    step: policy,
    name: under('_dmarc', policy.domain),
    record: policy.record,
    byWildcard: isWildcards(policy, probe),
  };
}

/** The record that decides, where it is the audited domain's own. */
export function ownRecord(dmarc: DmarcFacts): DecidingRecord | undefined {
  const deciding = decidingRecord(dmarc);
  return deciding?.step === dmarc.walk[0] ? deciding : undefined;
}

/** The record that decides for names below the audited domain: the organizational domain's (RFC 9989 §4.10.1). */
export function decidingForSubdomains({
  walk,
  organizationalDomain,
  probe,
}: DmarcFacts): DecidingRecord | undefined {
  requireWalk(walk);
  const step = walk.find(({ domain, record }) => record && sameName(domain, organizationalDomain));
  if (step?.record === undefined) return undefined;
  const name = under('_dmarc', step.domain);
  return { step, name, record: step.record, byWildcard: isWildcards(step, probe) };
}

/** The tag of a record by its name; the first one, which is the one that receivers read. */
export function tagNamed({ record }: Pick<DecidingRecord, 'record'>, wanted: string): Tag | undefined {
  return record.value.tags.find(({ name }) => name.toLowerCase() === wanted);
}

export function isWildcards({ records }: WalkStep, probe: DmarcFacts['probe']): boolean {
  return selectDmarc(textsOf(probe)).some((text) => records.includes(text));
}

/** Throws where the walk has a step that nothing is known of. */
export function requireWalk(walk: readonly WalkStep[]): void {
  const unknown = unknownStep(walk);
  if (unknown) throw new Blocked([unknown.answer]);
}

/** Texts of the domain's own `_dmarc` that are meant as records and that receivers pass over; [] beside a record. */
export function ignoredTexts({ walk }: DmarcFacts): { text: string; miss: NearMissRecord }[] {
  const [own] = walk;
  if (own === undefined || own.records.length > 0) return [];
  return textsOf(own.answer).flatMap((text) => {
    const miss = nearMiss(text);
    return miss?.protocol === 'dmarc' ? [{ text, miss }] : [];
  });
}

/** DMARC records that stand at the domain itself while its `_dmarc` has none. */
export function recordsAtApex({ walk, apex }: DmarcFacts): string[] {
  return walk[0]?.records.length === 0 ? selectDmarc(textsOf(apex)).toSorted() : [];
}

/** A record under a misspelt name, which is no wildcard's: `dns/doubled-name` and `dns/missing-underscore` tell. */
export function isMisplaced({ misplaced, probe }: DmarcFacts): boolean {
  const byWildcard = selectDmarc(textsOf(probe));
  return misplaced.some((answer) => selectDmarc(textsOf(answer)).some((text) => !byWildcard.includes(text)));
}

/** `_dmarc` is an alias to a name that does not exist. */
export function danglingAlias(dmarc: DmarcFacts): Name | undefined {
  const { answer } = dmarc.walk[0]!;
  known(answer);
  return answer.status === 'absent' && answer.reason === 'nxdomain' ? ownAlias(dmarc) : undefined;
}

/** Where the alias at `_dmarc` leads; a wildcard's alias is nobody's word about DMARC. */
export function ownAlias({ walk, probe }: DmarcFacts): Name | undefined {
  const target = walk[0]!.answer.chain.at(-1)?.to;
  const anybodys = probe.chain.at(-1)?.to;
  return target !== undefined && anybodys !== undefined && sameName(target, anybodys) ? undefined : target;
}

function textsOf(answer: DmarcFacts['apex']): string[] {
  return recordsOf(answer).map(({ strings }) => strings.join(''));
}

/** Nobody reads more; a hostile record has thousands. */
const MOST_SHOWN = 50;

/** The faults of the deciding record that one rule tells of. */
export function* faultsOf(
  dmarc: DmarcFacts,
  isOwn: (fault: Fault) => boolean,
): Generator<DecidingRecord & { fault: Fault }> {
  const deciding = decidingRecord(dmarc);
  const own = deciding?.record.faults.filter(isOwn) ?? [];
  for (const fault of own.slice(0, MOST_SHOWN)) yield { ...deciding!, fault };
}

/** What a finding on the deciding record points at. */
export function recordPlace({ name, record }: DecidingRecord, span?: Span) {
  return { subject: { name, type: 'TXT' as const }, record: record.text, ...(span && { span }) };
}

/**
 * `p=none` for everybody, without a report: the record does nothing. Elsewhere than at the top it takes a subdomain out
 * of the policy above; whether it stands at the top may not be known.
 */
export function asksForNothing(dmarc: DmarcFacts): boolean | 'unknown' {
  const deciding = decidingRecord(dmarc);
  if (deciding === undefined) return false;
  const { p, sp, np, tags, invalid } = deciding.record.value;
  const silent = !tags.some(({ name }) => /^ru[af]$/i.test(name));
  if (p !== 'none' || (sp ?? 'none') !== 'none' || (np ?? 'none') !== 'none') return false;
  if (!silent || invalid.some((name) => ['sp', 'np'].includes(name))) return false;
  const above = dmarc.walk.slice(dmarc.walk.indexOf(deciding.step) + 1);
  if (above.some(({ records }) => records.length > 0)) return false;
  return unknownStep(dmarc.walk) === undefined ? true : 'unknown';
}
