import type { Name } from '../dns/name.ts';
import { CLASS_IN } from '../dns/types.ts';
import { typeName } from '../dns/wire/index.ts';
import { cite, type Fields, fail, fieldsOf, peek, word } from './fields.ts';
import { conflictIn, hiddenBy, noBreakIn } from './hidden.ts';
import type { Entry, Token } from './lexer.ts';
import { classCode, isMetaType, typeCode } from './mnemonics.ts';
import { readZoneName } from './names.ts';
import { type ReadData, readData } from './rdata.ts';
import { addFault, type FileState, type Reading, stop } from './reading.ts';
import { MAX_TTL, readSeconds } from './seconds.ts';
import type { Place, Trouble, ZoneRecord } from './types.ts';

/** RFC 1035 §5.1: `[<owner>] [<TTL>] [<class>] <type> <RDATA>`, TTL and class in either order. */
export function readRecord(reading: Reading, file: FileState, entry: Entry): void {
  const fields = fieldsOf(entry.tokens, file.origin);
  const owner = readOwner(fields, file, entry);
  const head = readHead(reading, fields);
  const first = peek(fields);
  const isWhole = entry.trouble === undefined && head !== undefined;
  const result = isWhole ? readData(head.code, head.mnemonic, fields) : undefined;
  const trouble = conflictIn(entry) ?? entry.trouble ?? fields.trouble;
  if (trouble !== undefined) {
    addFault(reading, file, noBreakIn(entry) ?? trouble, hiddenBy(entry, owner));
  } else if (owner !== undefined && head !== undefined && result !== undefined) {
    addRecord(reading, file, entry.tokens[0]!, owner, head, result);
    const cut = cutByComment(head, entry, first);
    if (cut !== undefined) addFault(reading, file, cut, 'nothing');
  }
}

/** The owner stated or the last one; also where the rest of the entry is at fault, for the lines that follow. */
function readOwner(fields: Fields, file: FileState, entry: Entry): Name | undefined {
  const first = entry.tokens[0];
  if (first === undefined) return undefined;
  if (!entry.indented) {
    fields.at++;
    const result = first.quoted ? { problem: 'must not be quoted' } : readZoneName(first.text, file.origin);
    file.owner = 'name' in result ? result.name : { unreadable: first.line };
    if ('problem' in result) fail(fields, first, `owner ${cite(first.text)} ${result.problem}`, result.hint);
  } else if (file.owner === undefined) {
    fail(fields, first, 'no owner: no line above names one');
  } else if (typeof file.owner !== 'string') {
    fail(fields, first, `no owner: the name in line ${file.owner.unreadable} could not be read`);
  }
  return typeof file.owner === 'string' ? file.owner : undefined;
}

export interface Head {
  ttl: number | undefined;
  code: number;
  mnemonic: string;
}

/** `[<TTL>] [<class>] <type>`; a TTL is kept for the records that follow. */
export function readHead(reading: Reading, fields: Fields): Head | undefined {
  let ttl = readTtl(reading, fields);
  readClass(fields);
  ttl ??= readTtl(reading, fields);
  const found = fields.trouble === undefined ? word(fields, 'type') : undefined;
  if (found === undefined || fields.trouble !== undefined) return undefined;
  const code = typeCode(found.text);
  if (code === undefined) fail(fields, found, `unknown type ${cite(found.text)}`, typeHint(fields, found));
  else if (isMetaType(code)) fail(fields, found, `type ${cite(found.text)} cannot stand in a zone`);
  return { ttl, code: code ?? 0, mnemonic: found.text };
}

function readTtl(reading: Reading, fields: Fields): number | undefined {
  const found = peek(fields);
  const value = found === undefined || found.quoted ? undefined : readSeconds(found.text);
  if (value === undefined) return undefined;
  fields.at++;
  reading.lastTtl = value <= MAX_TTL ? value : undefined;
  // RFC 2181 §8
  if (value > MAX_TTL) fail(fields, found!, `TTL is over ${MAX_TTL}: ${cite(found!.text)}`);
  return value;
}

function readClass(fields: Fields): void {
  const found = peek(fields);
  const code = found === undefined || found.quoted ? undefined : classCode(found.text);
  if (code === undefined) return;
  fields.at++;
  if (code !== CLASS_IN) fail(fields, found!, `class ${cite(found!.text)} is not read, only IN`);
}

function typeHint(fields: Fields, found: Token): string | undefined {
  const first = fields.tokens[0]!;
  if (found.text.startsWith('$')) return 'a directive starts in the first column';
  if (/^(?:ALIAS|ANAME)$/i.test(found.text)) return 'write the A and AAAA records that it stands for';
  if (first !== found && typeCode(first.text) !== undefined)
    return 'a line without an owner starts with a blank';
  return undefined;
}

/** Adds a record, or keeps its text where the data has no form here. */
export function addRecord(
  reading: Reading,
  file: FileState,
  at: Place,
  name: Name,
  head: Head,
  result: ReadData,
): void {
  const place = { file: file.file, line: at.line, column: at.column };
  const ttl = head.ttl ?? ttlFor(reading, result);
  const trouble: Trouble = { ...place, message: 'no TTL', hint: 'state one, or put $TTL at the top' };
  const { records, unread } = reading.zone;
  if (ttl === undefined) {
    addFault(reading, file, trouble, { name, type: typeName(head.code) });
  } else if (records.length + unread.length >= reading.limits.records) {
    stop(reading, file, trouble, `over ${reading.limits.records} records: reading ends here`);
  } else if ('unread' in result) {
    unread.push({ name, type: head.mnemonic.toUpperCase(), ttl, text: result.unread, ...place });
  } else {
    records.push({
      name,
      type: result.type,
      class: CLASS_IN,
      ttl,
      data: result.data,
      ...place,
    } as ZoneRecord);
  }
}

/** `$TTL` before the last TTL stated, as BIND has it; an SOA with neither gives its minimum (RFC 1035 §3.3.13). */
function ttlFor(reading: Reading, result: ReadData): number | undefined {
  const known = reading.defaultTtl ?? reading.lastTtl;
  if (known !== undefined || 'unread' in result || result.type !== 'SOA') return known;
  const { minimum } = result.data as { minimum: number };
  if (minimum <= MAX_TTL) reading.defaultTtl = minimum;
  return reading.defaultTtl;
}

const TAG_LIST_START = /^(?:v=(?:DMARC1|DKIM1|BIMI1|STSv1|TLSRPTv1)|k=(?:rsa|ed25519))$/i;

/**
 * A tag list without quotes loses all behind its first `;`. Nothing in the published record shows it, and none of
 * these records means anything with its first tag alone: so this is no false alarm.
 */
function cutByComment(head: Head, { comment }: Entry, first: Token | undefined): Trouble | undefined {
  if (head.mnemonic.toUpperCase() !== 'TXT' || comment === undefined || first === undefined) return undefined;
  if (first.quoted || !TAG_LIST_START.test(first.text) || !/^\s*[a-z]+\s*=/i.test(comment.text))
    return undefined;
  const { line, column } = comment;
  return {
    line,
    column,
    message: `the text ends at ${cite(first.text)}`,
    hint: 'quote the text: ; starts a comment',
  };
}

/** For directives: nothing may follow. */
export function expectEnd(fields: Fields): void {
  const left = peek(fields);
  if (left !== undefined) fail(fields, left, `${cite(left.text)} stands behind the end`);
}
