import type { DataOf, KnownType, RecordType } from '../dns/types.ts';
import { decodeRdata, typeName } from '../dns/wire/index.ts';
import { type Codec, type Codecs, U16 } from './codec.ts';
import { cite, type Fields, fail, hex, integer, more, peek, token } from './fields.ts';
import { dnssec } from './rdata-dnssec.ts';
import { hasOpaqueForm, readOpaque } from './rdata-opaque.ts';
import { plain } from './rdata-plain.ts';
import { service } from './service-params.ts';

const CODECS: Codecs<KnownType> = { ...plain, ...dnssec, SVCB: service, HTTPS: service };

function codecOf<T extends RecordType>(type: T): Codec<T> | undefined {
  return (CODECS as Partial<Record<RecordType, unknown>>)[type] as Codec<T> | undefined;
}

/** Data of a type that is read; with `unread` the words are fine and nobody here knows what they mean. */
export type ReadData = { type: RecordType; data: DataOf<RecordType> } | { unread: string };

/** Reads all fields that are left as the data of type number `code`. */
export function readData(code: number, mnemonic: string, fields: Fields): ReadData {
  const type = typeName(code);
  const data = readKnown(code, type, fields);
  if (data === undefined && more(fields) && !/^TYPE\d+$/i.test(mnemonic)) return { unread: takeText(fields) };
  const left = peek(fields);
  if (data === undefined) failGeneric(fields, mnemonic);
  else if (left !== undefined) fail(fields, left, `${cite(left.text)} stands behind the end of the data`);
  return { type, data: data ?? { octets: '' } };
}

function readKnown(code: number, type: RecordType, fields: Fields): DataOf<RecordType> | undefined {
  if (isGeneric(type, code, fields)) return readGeneric(type, fields);
  const codec = codecOf(type);
  if (codec !== undefined) return codec.read(fields);
  return hasOpaqueForm(code) ? readOpaque(code, fields) : undefined;
}

function failGeneric(fields: Fields, mnemonic: string): void {
  const message = `the data of ${mnemonic.toUpperCase()} is not in the generic form`;
  fail(fields, token(fields, 'data'), message, 'write \\# LENGTH HEX (RFC 3597)');
}

/** RFC 3597 §5. Where the data is free text, `\#` is a text of its own unless a length follows. */
function isGeneric(type: RecordType, code: number, fields: Fields): boolean {
  const first = peek(fields);
  if (first === undefined || first.quoted || first.text !== '\\#') return false;
  const freeText = type === 'TXT' || [13, 99, 258, 261, 262].includes(code);
  return !freeText || /^\d+$/.test(fields.tokens[fields.at + 1]?.text ?? '');
}

function readGeneric<T extends RecordType>(type: T, fields: Fields): DataOf<T> | { octets: string } {
  const start = peek(fields)!;
  fields.at++;
  const length = integer(fields, 'length', U16);
  const octets = length === 0 && !more(fields) ? '' : hex(fields, 'data');
  if (octets.length !== 2 * length) {
    fail(fields, start, `the length says ${length} octets, the data has ${octets.length / 2}`);
  }
  if (fields.trouble !== undefined || codecOf(type) === undefined) return { octets };
  const data = decodeRdata(type, Buffer.from(octets, 'hex'));
  if (data === undefined) fail(fields, start, `the octets are no data of type ${type}`);
  return data ?? { octets };
}

/** What stands there, joined by blanks, as the file has it. */
function takeText(fields: Fields): string {
  const tokens = fields.tokens.slice(fields.at);
  fields.at = fields.tokens.length;
  return tokens.map(({ text, quoted }) => (quoted ? `"${text}"` : text)).join(' ');
}

/** RDATA in presentation form (RFC 1035 §5.1, RFC 3597 §5), names absolute. */
export function printData<T extends RecordType>(type: T, data: DataOf<T>): string {
  const codec = codecOf(type);
  if (codec !== undefined) return codec.print(data);
  const { octets } = data as { octets: string };
  return `\\# ${octets.length / 2}${octets === '' ? '' : ` ${octets}`}`;
}
