import { duplicate } from './dmarc/duplicate.ts';
import { type Explained, explainStray, tornTags } from './dmarc/explain.ts';
import type { DmarcRecord } from './dmarc/types.ts';
import { ALIASES, KNOWN_NAMES, readValue } from './dmarc/values.ts';
import { nearest } from './edit-distance.ts';
import { quoted } from './octets.ts';
import type { Fault, Parsed } from './parsed.ts';
import { readTags, type Tag } from './tags.ts';

export { effectivePolicies, legacyPolicies } from './dmarc/policies.ts';
export type { DmarcRecord, NearMiss, Policy, ReportUri } from './dmarc/types.ts';

const VERSION = /^v[ \t]*=[ \t]*DMARC1[ \t]*(?:;|$)/;
/** Nobody reads more hints, and hostile text must not buy much work. */
const MOST_EXPLAINED = 64;
const HISTORIC = new Set(['pct', 'rf', 'ri']);

/**
 * RFC 9989 §4.7: the version is the first tag and exactly "DMARC1". The tag's name is an ABNF string and so
 * has no case (§4.8), its value has one.
 */
export function isDmarc(text: string): boolean {
  return VERSION.test(text.startsWith('V') ? `v${text.slice(1)}` : text);
}

export function selectDmarc(texts: readonly string[]): string[] {
  return texts.filter(isDmarc);
}

/** Reads every tag; a value that is not valid is discarded, with a fault (RFC 9989 §4.8). */
export function parseDmarc(text: string): Parsed<DmarcRecord> {
  const { tags, faults: strays } = readTags(text, { blanks: 'wsp' });
  const value = emptyRecord(tags);
  const faults: Fault[] = isDmarc(text) ? [] : [badVersion(text)];
  const reading: Reading = {
    text,
    record: value,
    scratch: emptyRecord([]),
    seen: new Set(),
    taken: new Map(),
    faults,
  };
  const explained = strays.map(
    (fault, index): Explained => (index < MOST_EXPLAINED ? explainStray(text, fault, tags) : { fault }),
  );
  const all = [
    ...tags.map((tag) => ({ tag, real: true })),
    ...explained.flatMap(({ tag }) => (tag ? [{ tag, real: false }] : [])),
  ];
  all.sort((a, b) => a.tag.nameSpan.start - b.tag.nameSpan.start);
  for (const { tag, real } of all) readTag(tag, real, reading);
  if (!reading.seen.has('p')) faults.push(missingP(text));
  faults.push(...explained.map(({ fault }) => fault));
  faults.sort((a, b) => a.span.start - b.span.start);
  return { text, value, faults };
}

function emptyRecord(tags: Tag[]): DmarcRecord {
  const lists = { historic: [], unknown: [], invalid: [], duplicate: [], nearMisses: [] };
  return { tags, adkim: 'r', aspf: 'r', fo: ['0'], rua: [], ruf: [], psd: 'u', t: 'n', ...lists };
}

interface Reading {
  text: string;
  record: DmarcRecord;
  /** Takes the values of tags that only we can see, so that their faults show too. */
  scratch: DmarcRecord;
  seen: Set<string>;
  /** The tags whose value receivers see, by name. */
  taken: Map<string, Tag>;
  faults: Fault[];
}

function readTag(tag: Tag, real: boolean, reading: Reading): void {
  const { text, record, scratch, seen, taken, faults } = reading;
  const name = tag.name.toLowerCase();
  const target = real ? record : scratch;
  if (seen.has(name)) faults.push(duplicate(text, tag, real ? taken.get(name) : undefined));
  if (real ? taken.has(name) : seen.has(name)) {
    target.duplicate.push(name);
    return;
  }
  seen.add(name);
  if (real) taken.set(name, tag);
  if (name === 'v') return;
  if (!KNOWN_NAMES.includes(name)) {
    addUnknown(target, name, tag);
    return;
  }
  if (HISTORIC.has(name)) target.historic.push(name);
  const wrong = readValue(name, tag, target);
  if (wrong.length > 0 && !HISTORIC.has(name) && wrong.some(({ code }) => code !== 'report-scheme'))
    target.invalid.push(name);
  if (wrong.length > 0) readTorn(tag, wrong, reading);
}

/** `p=none sp=reject`: the value is invalid as it stands; the tags inside are read for their faults. */
function readTorn(tag: Tag, wrong: Fault[], reading: Reading): void {
  const { head, gaps, tags } = tornTags(tag);
  if (head === undefined) {
    reading.faults.push(...wrong);
    return;
  }
  reading.faults.push(...gaps, ...readValue(tag.name.toLowerCase(), head, reading.scratch));
  for (const inner of tags) readTag(inner, false, reading);
}

function addUnknown(record: DmarcRecord, name: string, tag: Tag): void {
  record.unknown.push(name);
  const meant =
    ALIASES[name] ??
    (name.length < 3
      ? undefined
      : nearest(
          name,
          KNOWN_NAMES.filter((known) => known.length > 2),
          1,
        ));
  if (meant !== undefined) record.nearMisses.push({ name: tag.name, span: tag.nameSpan, meant });
}

function badVersion(text: string): Fault {
  const semicolon = text.indexOf(';');
  const end = semicolon === -1 ? text.length : semicolon;
  const message = `the record begins with ${quoted(text.slice(0, end))}`;
  return {
    code: 'bad-version',
    span: { start: 0, end },
    message,
    hint: 'a DMARC record begins with “v=DMARC1;”, capitals included',
  };
}

function missingP(text: string): Fault {
  const span = { start: text.length, end: text.length };
  return {
    code: 'missing-p',
    span,
    message: 'the record asks for no policy',
    hint: 'add p=none, p=quarantine or p=reject',
  };
}
