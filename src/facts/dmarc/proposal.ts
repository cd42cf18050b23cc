import { type Name, ROOT } from '../../dns/index.ts';
import { type DmarcRecord, effectivePolicies, parseDmarc, type ReportUri } from '../../records/dmarc.ts';
import type { Fault, Parsed } from '../../records/parsed.ts';
import type { Tag } from '../../records/tags.ts';
import type { DmarcFacts } from '../dmarc.ts';
import { shownName } from '../hosts.ts';
import type { MxFacts } from '../mx.ts';
import type { RoleFacts } from '../role.ts';
import { dropTag, type Edit, spliced, textChange } from '../text-edit.ts';
import type { Requested } from './effective.ts';
import { type DecidingRecord, faultsOf } from './record.ts';

/** What can be published without harm: nothing that was not enforced before is enforced at once. */

interface Observed {
  domain: Name;
  dmarc: DmarcFacts;
  mx: MxFacts;
  role: RoleFacts;
}

export interface Proposal {
  text: string;
  /** What only the owner knows; absent where the proposal changes nothing that receivers do. */
  question?: string;
}

const WHICH_MAILBOX = 'Which mailbox is to receive the reports?';
const WHICH_POLICY =
  'Which policy is meant? With p=none the reports show first whether your own mail passes.';
const AS_MEANT = 'Is this what the record is meant to say?';

/** The record for a domain that has none: reports first, except where nothing sends. */
export function firstRecord({ domain, mx, role }: Observed): Proposal | undefined {
  if (role.value === 'no-mail') return { text: 'v=DMARC1; p=reject', ...nobodySends(domain, role) };
  if (!receives(mx)) return undefined;
  return { text: `v=DMARC1; p=none; rua=${ownMailbox(domain)}`, question: WHICH_MAILBOX };
}

/** Records show at most that nothing is meant to send: a service may sign with DKIM alone. */
export function nobodySends(domain: Name, { source }: RoleFacts): Pick<Proposal, 'question'> {
  return source === 'declared'
    ? {}
    : { question: `Does nothing send mail in the name of ${shownName(domain)}?` };
}

function receives({ answer, state, own }: MxFacts): boolean {
  const hasHost = answer.status === 'present' && answer.records.some(({ exchange }) => exchange !== ROOT);
  return (state === 'mx' && hasHost) || (state === 'implicit' && own.name !== ROOT);
}

function ownMailbox(domain: Name): string {
  return `mailto:dmarc-reports@${domain}`;
}

/** A text that receivers pass over today, made one that they read, with no more than p=none to begin with. */
export function cautiously(meant: string, observed: Observed): Proposal | undefined {
  const { value, faults } = parseDmarc(meant);
  if (faults.length > 0) return firstRecord(observed);
  if (observed.role.value === 'no-mail') return { text: meant, question: AS_MEANT };
  const { domain: p, subdomains: sp, nonexistent: np } = observed.dmarc.effective;
  const inForce: Record<string, Requested> = { p, sp, np };
  if (Object.values(inForce).includes('unknown')) return undefined;
  const asksNothing = ({ name }: Tag): boolean =>
    /^(?:none|nothing)$/.test(inForce[name.toLowerCase()] ?? '');
  const text = spliced(
    meant,
    value.tags.filter(asksNothing).map(({ valueSpan: span }) => ({ span, text: 'none' })),
  );
  if (p !== 'none' && p !== 'nothing') return { text, question: AS_MEANT };
  const question = text === meant ? AS_MEANT : WHICH_POLICY;
  return reporting({ text, question }, observed);
}

/** Without reports, p=none would do nothing. */
function reporting({ text, question }: Required<Proposal>, { domain, mx }: Observed): Proposal | undefined {
  if (parseDmarc(text).value.rua.some(({ valid }) => valid)) return { text, question };
  const plain = text.replace(/[ ;]{1,64}$/, '');
  return receives(mx) ? { text: `${plain}; rua=${ownMailbox(domain)}`, question: WHICH_MAILBOX } : undefined;
}

/** The whole record put right, where that is known for every fault of it. */
function corrected({ record }: DecidingRecord, observed: Observed): Proposal | undefined {
  const edits = record.faults.flatMap((fault) => correctionOf(record.value, fault) ?? []);
  const text = spliced(record.text, edits);
  const { value, faults } = parseDmarc(text);
  if (faults.length > 0 || text === record.text) return undefined;
  return samePolicy(record.value, value) ? { text } : cautiously(text, observed);
}

/**
 * The faults that one rule tells of, each with the record put right as a whole: that is worked out once, for a hostile
 * record has thousands.
 */
export function* repairedFaults(
  observed: Observed,
  isOwn: (fault: Fault) => boolean,
): Generator<{ fault: Fault; deciding: DecidingRecord; repair: ReturnType<typeof replacing> }> {
  let repair: ReturnType<typeof replacing> | undefined;
  for (const { fault, ...deciding } of faultsOf(observed.dmarc, isOwn)) {
    repair ??= replacing(deciding, corrected(deciding, observed));
    yield { fault, deciding, repair };
  }
}

function samePolicy(before: DmarcRecord, after: DmarcRecord): boolean {
  const asked = (record: DmarcRecord): string =>
    JSON.stringify([effectivePolicies(record), record.adkim, record.aspf, record.t, record.psd, record.pct]);
  return asked(before) === asked(after);
}

/** What stands for an invalid value is what receivers take in its place, so that nothing changes by surprise. */
const IN_FORCE: Record<string, string> = {
  'invalid-p': 'none',
  'invalid-sp': 'none',
  'invalid-np': 'none',
  'invalid-adkim': 'r',
  'invalid-aspf': 'r',
  'invalid-psd': 'u',
  'invalid-t': 'n',
};

function correctionOf(value: DmarcRecord, { code, span, replacement }: Fault): Edit | undefined {
  if (code === 'missing-p') return policyTag(value);
  if (code === 'invalid-fo') return { span, text: replacement ?? '0' };
  const text = IN_FORCE[code] ?? replacement;
  return text === undefined ? undefined : { span, text };
}

/** The tag of another name that was meant as `p`, else a new one behind the version (RFC 7489 §6.4 wants it there). */
export function policyTag({ nearMisses, tags }: DmarcRecord): Edit | undefined {
  const meant = nearMisses.find((miss) => miss.meant === 'p');
  if (meant) return { span: meant.span, text: 'p' };
  const end = tags[0]?.valueSpan.end;
  return end === undefined ? undefined : { span: { start: end, end }, text: '; p=none' };
}

/** The record without some of its report addresses; nothing where p=none would then be all that is left. */
export function withoutReports(
  { record }: DecidingRecord,
  dead: readonly ReportUri[],
  { role }: Pick<Observed, 'role'>,
): Proposal | undefined {
  const { value, text } = record;
  const edits = value.tags.flatMap((tag) => withoutAddresses(record, tag, dead));
  const after = parseDmarc(spliced(text, edits));
  if (after.faults.length > record.faults.length) return undefined;
  if (
    after.value.rua.length === 0 &&
    (value.p === undefined || value.p === 'none') &&
    role.value !== 'no-mail'
  )
    return undefined;
  return { text: after.text };
}

function withoutAddresses({ value }: Parsed<DmarcRecord>, tag: Tag, dead: readonly ReportUri[]): Edit[] {
  const name = tag.name.toLowerCase();
  if (name !== 'rua' && name !== 'ruf') return [];
  const here = value[name].filter(
    ({ span }) => span.start >= tag.valueSpan.start && span.end <= tag.valueSpan.end,
  );
  const kept = here.filter((uri) => !dead.includes(uri));
  if (kept.length === here.length) return [];
  const text = kept.map((uri) => uri.text).join(',');
  return [kept.length === 0 ? dropTag(value.tags, tag) : { span: tag.valueSpan, text }];
}

/**
 * A proposal as the changes of a finding: the record replaced where it stands, nothing at the end of an alias. What else
 * is wrong with the record is put right in it, for nobody should publish a fault that another finding tells of.
 */
export function replacing({ step, record, byWildcard }: DecidingRecord, proposal: Proposal | undefined) {
  const text = byWildcard || proposal === undefined ? undefined : withoutFaults(proposal.text);
  const changes = text === undefined ? undefined : textChange(step.answer, record.text, text);
  return changes && proposal ? { changes, ...asking(proposal) } : {};
}

function withoutFaults(text: string): string | undefined {
  const { value, faults } = parseDmarc(text);
  if (faults.length === 0) return text;
  const edits = faults.flatMap((fault) => correctionOf(value, fault) ?? []);
  const after = parseDmarc(spliced(text, edits));
  return after.faults.length === 0 && samePolicy(value, after.value) ? after.text : undefined;
}

export function asking({ question }: Proposal) {
  return question === undefined ? { safety: 'safe' as const } : { safety: 'ask' as const, question };
}

/** The record with an address for reports, where the domain takes mail. */
export function receiverOfReports({ record }: DecidingRecord, observed: Observed): Proposal | undefined {
  return reporting({ text: record.text, question: WHICH_MAILBOX }, observed);
}
