import { readPublicKey } from './dkim/key.ts';
import type { DkimKey } from './dkim/types.ts';
import { keyAdvice } from './dkim/weak.ts';
import { unwrapped, wrapping } from './dkim/wrapped.ts';
import { quoted } from './octets.ts';
import type { Fault, Parsed } from './parsed.ts';
import { readTags, type Tag } from './tags.ts';

export type { DkimKey, RsaKey } from './dkim/types.ts';

/** Faults that do not take the key from verifiers. */
const HARMLESS = new Set(['empty-tag', 'base64-padding', 'missing-equals', 'bad-tag-name']);

/** Reads a key record; quotes and backslashes around it, which verifiers choke on, are one mistake. */
export function parseDkimKey(text: string): Parsed<DkimKey> {
  const inner = unwrapped(text);
  if (inner === undefined) return readKey(text);
  const { value, faults } = readKey(inner);
  const fault = wrapping(text, inner, faults.length === 0);
  const issues = [...new Set([...value.issues, fault.code])].sort();
  return { text, value: { ...value, status: 'invalid', issues }, faults: [fault, ...faults] };
}

/** Blanks around names, values and list items may hold line breaks (RFC 6376 §2.8). */
function readKey(text: string): Parsed<DkimKey> {
  const { tags, faults } = readTags(text, { blanks: 'fws' });
  const find = (name: string) => tags.find((tag) => tag.name === name);
  faults.push(...duplicates(tags), ...versionFaults(tags));
  // A record of another version is discarded (§3.6.1), so its key is nobody's.
  const discarded = faults.some(({ code }) => code === 'bad-version');
  const read = readPublicKey(text, find('p'), find('k'));
  faults.push(...read.faults);
  const key = discarded ? { keyType: null, bits: null, revoked: false } : read;
  const services = listOf(find('s')) ?? ['*'];
  const flags = listOf(find('t')) ?? [];
  const hashes = listOf(find('h'));
  faults.push(...hashFaults(find('h'), hashes), ...serviceFaults(find('s'), services));
  faults.sort((a, b) => a.span.start - b.span.start);
  const advised = { flags, hashes, historic: find('g') !== undefined, bits: read.bits, rsa: read.rsa };
  const advice = discarded ? [] : keyAdvice(advised);
  const value: DkimKey = {
    status: statusOf(key.revoked, faults),
    keyType: key.keyType,
    bits: key.bits,
    ...optional('version', find('v')?.value),
    ...optional('hashes', hashes),
    services,
    flags,
    ...optional('notes', find('n')?.value),
    tags,
    ...optional('rsa', discarded ? undefined : read.rsa),
    issues: [...new Set([...faults.map(({ code }) => code), ...advice])].sort(),
  };
  return { text, value, faults };
}

function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}

/** A colon-separated list, blanks around its items left out. */
function listOf(tag: Tag | undefined): string[] | undefined {
  return tag?.value.split(':').map((item) => item.trim());
}

function statusOf(revoked: boolean, faults: Fault[]): DkimKey['status'] {
  if (faults.some(({ code }) => !HARMLESS.has(code))) return 'invalid';
  return revoked ? 'revoked' : 'ok';
}

/** RFC 6376 §3.2: a tag that occurs twice makes the whole list invalid. */
function duplicates(tags: Tag[]): Fault[] {
  const seen = new Set<string>();
  return tags.flatMap(({ name, nameSpan, valueSpan }) => {
    const known = seen.has(name);
    seen.add(name);
    if (!known) return [];
    const span = { start: nameSpan.start, end: valueSpan.end };
    const message = `the tag ${quoted(name)} appears more than once`;
    return [
      {
        code: 'duplicate-tag',
        span,
        message,
        hint: 'keep one of them: with two, verifiers discard the record',
      },
    ];
  });
}

/** RFC 6376 §3.6.1: optional, but then the first tag and exactly "DKIM1". */
function versionFaults(tags: Tag[]): Fault[] {
  const index = tags.findIndex(({ name }) => name === 'v');
  const tag = tags[index];
  if (tag === undefined) return [];
  if (tag.value !== 'DKIM1') {
    const message = `the version is ${quoted(tag.value)}`;
    const hint = 'write v=DKIM1, capitals included';
    const replaceable = /^"?dkim[ -]?1?(?:\.0)?"?$/i.test(tag.value);
    return [
      {
        code: 'bad-version',
        span: tag.valueSpan,
        message,
        hint,
        ...(replaceable && { replacement: 'DKIM1' }),
      },
    ];
  }
  if (index === 0) return [];
  const span = { start: tag.nameSpan.start, end: tag.valueSpan.end };
  return [
    {
      code: 'version-not-first',
      span,
      message: 'the version is not the first tag',
      hint: 'move v=DKIM1 to the beginning',
    },
  ];
}

/** RFC 6376 §3.6.1, §6.1.2 step 6: hashes that are not known are ignored; one known must be left. */
function hashFaults(tag: Tag | undefined, hashes: string[] | undefined): Fault[] {
  if (tag === undefined || hashes?.some((hash) => /^sha(?:1|256)$/i.test(hash))) return [];
  const message = `no verifier knows a hash of ${quoted(tag.value)}`;
  return [
    {
      code: 'hash-list',
      span: tag.valueSpan,
      message,
      hint: 'drop the tag, or write h=sha256',
      replacement: 'sha256',
    },
  ];
}

/** RFC 6376 §3.6.1: a record for other services must be ignored for mail. */
function serviceFaults(tag: Tag | undefined, services: string[]): Fault[] {
  if (tag === undefined || services.some((service) => /^(?:\*|email)$/i.test(service))) return [];
  const message = `the key is not for mail: its services are ${quoted(tag.value)}`;
  return [
    {
      code: 'service-not-email',
      span: tag.valueSpan,
      message,
      hint: 'drop the tag, or write s=email',
      replacement: 'email',
    },
  ];
}
