import { type AnswerTo, labelsOf, type Name, nameOf, sameName, under } from '../../dns/index.ts';
import { type DmarcRecord, parseDmarc, selectDmarc } from '../../records/dmarc.ts';
import type { Parsed } from '../../records/parsed.ts';
import type { Gathering } from '../gathering.ts';
import { isUnknown, recordsOf } from '../known.ts';

/** One query of the tree walk. */
export interface WalkStep {
  domain: Name;
  answer: AnswerTo<'TXT'>;
  /** Texts that are DMARC records, sorted; of several, all are discarded (RFC 9989 §4.10 step 2). */
  records: string[];
  /** Where there is exactly one. */
  record?: Parsed<DmarcRecord>;
}

/** RFC 9989 §4.10: eight queries at most, so names of eight labels and more are cut to seven after the first. */
const LABELS_AFTER_CUT = 7;

/** The domains that the tree walk asks about, in its order. */
export function walkDomains(start: Name): Name[] {
  const labels = labelsOf(start);
  const below = labels.slice(labels.length > LABELS_AFTER_CUT ? labels.length - LABELS_AFTER_CUT : 1);
  return [start, ...below.map((_label, index) => nameOf(below.slice(index)))];
}

/**
 * Asks for every level at once; the walk that is returned ends where the standard's does, at a record with
 * `psd=n` or `psd=y` (§4.10 step 2).
 */
export async function gatherWalk(gathering: Pick<Gathering, 'ask'>, start: Name): Promise<WalkStep[]> {
  const steps = await Promise.all(walkDomains(start).map((domain) => gatherStep(gathering, domain)));
  const stop = steps.findIndex(({ record }) => record !== undefined && record.value.psd !== 'u');
  return stop === -1 ? steps : steps.slice(0, stop + 1);
}

export async function gatherStep({ ask }: Pick<Gathering, 'ask'>, domain: Name): Promise<WalkStep> {
  const answer = await ask(under('_dmarc', domain), 'TXT');
  const records = selectDmarc(recordsOf(answer).map(({ strings }) => strings.join(''))).toSorted();
  return { domain, answer, records, ...(records.length === 1 && { record: parseDmarc(records[0]!) }) };
}

/**
 * The first step that leaves the walk open. Offline, what lies above a record that was found is not asked: the given
 * records are then taken for all there is.
 */
export function unknownStep(walk: readonly WalkStep[]): WalkStep | undefined {
  const found = walk.findIndex(({ record }) => record !== undefined);
  return walk.find(({ answer }, index) => {
    const above = found !== -1 && index > found;
    return isUnknown(answer) && !(above && answer.status === 'skipped');
  });
}

/** RFC 9989 §4.10.2, over a walk without failed lookups. */
export function organizationalDomain(walk: readonly WalkStep[], start: Name): Name {
  const found = walk.filter(({ record }) => record !== undefined);
  const declared = found.find(({ record }) => record!.value.psd === 'n');
  if (declared) return declared.domain;
  const suffix = found.find(({ domain, record }) => record!.value.psd === 'y' && !sameName(domain, start));
  if (suffix) return oneBelow(suffix.domain, start);
  return found.at(-1)?.domain ?? start;
}

/** The ancestor of `start` (or itself) that is one label longer than `suffix`. */
function oneBelow(suffix: Name, start: Name): Name {
  const labels = labelsOf(start);
  return nameOf(labels.slice(labels.length - labelsOf(suffix).length - 1));
}

/** What the walk leads to. */
export interface Walked {
  walk: WalkStep[];
  organizational: Name | 'unknown';
  /** The step whose record decides for the audited name. */
  policy?: WalkStep;
}

/** The walk and the record that decides, as far as failed lookups let it be told. */
export async function gatherPolicy(gathering: Pick<Gathering, 'ask' | 'domain'>): Promise<Walked> {
  const { domain } = gathering;
  const walk = await gatherWalk(gathering, domain);
  const organizational = unknownStep(walk) ? 'unknown' : organizationalDomain(walk, domain);
  const policy = walk[0]?.record
    ? walk[0]
    : organizational === 'unknown'
      ? undefined
      : policyStep(walk, domain, organizational);
  return { walk, organizational, ...(policy && { policy }) };
}

/** RFC 9989 §4.10.1: the Author Domain's record, else the Organizational Domain's, else a public suffix's. */
function policyStep(walk: readonly WalkStep[], author: Name, organizational: Name): WalkStep | undefined {
  const at = (name: Name): WalkStep | undefined =>
    walk.find(({ domain, record }) => record && sameName(domain, name));
  const suffix = walk.find(({ domain, record }) => record?.value.psd === 'y' && !sameName(domain, author));
  return at(author) ?? at(organizational) ?? suffix;
}
