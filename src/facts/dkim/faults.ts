import type { Name } from '../../dns/index.ts';
import { parseDkimKey } from '../../records/dkim.ts';
import type { Fault, Span } from '../../records/parsed.ts';
import type { Tag } from '../../records/tags.ts';
import type { DkimFacts } from '../dkim.ts';
import { dropTag, type Edit, spliced, textChange } from '../text-edit.ts';
import { type PublishedKey, publishedKeys } from './keys.ts';

/** Which rule tells of a fault; `syntax` tells of all that are not named here. */
const RULES: Record<string, string> = {
  'bad-version': 'version',
  'version-not-first': 'version',
  'missing-p': 'p-missing',
  'bad-base64': 'p-base64',
  'pem-header': 'p-not-spki',
  'truncated-key': 'p-not-spki',
  'unknown-key-type': 'k-unknown',
  'hash-list': 'h-sha1-only',
  'service-not-email': 's-not-email',
};

const STRAY = new Set(['missing-equals', 'bad-tag-name']);
/** Nobody reads more; a hostile record has thousands. */
const MOST_SHOWN = 50;

export interface KeyFault extends PublishedKey {
  fault: Fault;
  /** The whole record put right: the same for every fault of it. */
  correction: ReturnType<typeof keyCorrection>;
}

/** The faults that one rule tells of, key by key. */
export function* faultsFor(dkim: DkimFacts, rule: string): Generator<KeyFault> {
  for (const published of publishedKeys(dkim)) {
    const own = published.key.faults.filter((fault) => ruleFor(published, fault) === rule);
    if (own.length === 0) continue;
    const correction = keyCorrection(published);
    for (const fault of own.slice(0, MOST_SHOWN)) yield { ...published, fault, correction };
  }
}

function ruleFor({ key }: PublishedKey, { code }: Fault): string {
  if (code === 'bad-key') return isOfOtherType(key.value.tags) ? 'k-mismatch' : 'p-not-spki';
  // The key is there, behind a slip that keeps it from being a tag.
  if (code === 'missing-p' && key.faults.some((fault) => STRAY.has(fault.code))) return 'none';
  return RULES[code] ?? 'syntax';
}

const ED25519_OCTETS = 32;
const ED25519_IN_DER = 44;

/** `k` and the octets of `p` disagree: by their number, whatever they are. */
function isOfOtherType(tags: PublishedKey['key']['value']['tags']): boolean {
  const written = (wanted: string): string | undefined => tags.find(({ name }) => name === wanted)?.value;
  if (written('k') === 'ed25519') return true;
  const octets = Buffer.from(written('p') ?? '', 'base64').length;
  return octets === ED25519_OCTETS || octets === ED25519_IN_DER;
}

/** What a finding on a key points at. */
export function keyPlace({ at, key }: PublishedKey, span?: Span) {
  const subject: { name: Name; type: 'TXT' } = { name: at.answer.name, type: 'TXT' };
  return { subject, record: key.text, ...(span && { span }) };
}

/**
 * The whole record put right, where that is known for every fault. It cannot break mail: today no verifier takes the
 * key, or takes the same one.
 */
export function keyCorrection({ at, key }: PublishedKey, extra: readonly Edit[] = []) {
  if (at.byWildcard) return {};
  const edits = key.faults.flatMap((fault) => correctionsOf(key, fault));
  const { value, faults, text } = parseDkimKey(spliced(key.text, [...edits, ...extra]));
  if (faults.length > 0 || value.status === 'invalid') return {};
  const changes = textChange(at.answer, key.text, text);
  return changes ? { changes, safety: 'safe' as const } : {};
}

/** A tag with another value, or dropped where none is left; nothing else of the record changes. */
export function keyRewritten({ at, key }: PublishedKey, tag: Tag, value: string, question?: string) {
  if (at.byWildcard) return {};
  const { tags } = key.value;
  const isFirst = tag === tags[0];
  if (value === '' && isFirst) return {};
  const edit = value === '' ? dropTag(tags, tag) : { span: tag.valueSpan, text: value };
  const changes = textChange(at.answer, key.text, spliced(key.text, [edit]));
  if (changes === undefined) return {};
  return question === undefined
    ? { changes, safety: 'safe' as const }
    : { changes, safety: 'ask' as const, question };
}

function correctionsOf({ value }: PublishedKey['key'], { code, span, replacement }: Fault): Edit[] {
  if (code === 'version-not-first') {
    const version = value.tags.find(({ name }) => name === 'v')!;
    return [{ span: { start: 0, end: 0 }, text: 'v=DKIM1; ' }, dropTag(value.tags, version)];
  }
  return replacement === undefined ? [] : [{ span, text: replacement }];
}
