import { beginsWith, type Grammar, isIgnored, readFieldRecord, selectRecords } from './fields.ts';
import { describeOdd, firstOdd, quoted } from './octets.ts';
import type { Fault, Parsed } from './parsed.ts';
import type { Tag } from './tags.ts';

/** The TXT record at `_mta-sts` (RFC 8461 §3.1): it says that there is a policy, and which one. */
export interface MtaStsRecord {
  fields: Tag[];
  /** Absent where it is missing or not valid. */
  id?: string;
  /** What senders may rely on: one that is not valid counts for none (§3.1). */
  valid: boolean;
}

const GRAMMAR: Grammar = { version: 'v=STSv1', known: ['id'] };
const ID = /^[A-Za-z0-9]{1,32}$/;
const LONGEST_ID = 32;

export function isMtaSts(text: string): boolean {
  return beginsWith(text, GRAMMAR);
}

export function selectMtaSts(texts: readonly string[]): string[] {
  return selectRecords(texts, GRAMMAR);
}

export function parseMtaSts(text: string): Parsed<MtaStsRecord> {
  const { fields, faults, known } = readFieldRecord(text, GRAMMAR);
  const id = known.get('id');
  const own = id === undefined ? missingId(text, faults) : idFaults(id);
  const all = [...faults, ...own].sort((a, b) => a.span.start - b.span.start);
  const valid = all.every((fault) => isIgnored(fault) || fault.code === 'blank-before-semicolon');
  const value = { fields, valid, ...(id !== undefined && own.length === 0 && { id: id.value }) };
  return { text, value, faults: all };
}

/** A misspelt “id”, or one without its sign, is told as that. */
function missingId(text: string, faults: readonly Fault[]): Fault[] {
  const isTold = faults.some(({ code, replacement }) =>
    code === 'misspelt-field' ? replacement === 'id' : code === 'missing-equals' && replacement === '=',
  );
  if (isTold) return [];
  const span = { start: text.length, end: text.length };
  const hint = 'add id= and up to 32 letters and digits, new ones for each change of the policy';
  return [{ code: 'missing-id', span, message: 'the record has no “id”', hint }];
}

function idFaults({ value, valueSpan: span }: Tag): Fault[] {
  if (ID.test(value)) return [];
  const replacement = value.replace(/[^A-Za-z0-9]/g, '').slice(0, LONGEST_ID);
  const hint = replacement === '' ? 'write up to 32 letters and digits' : `write id=${replacement}`;
  return [
    {
      code: 'invalid-id',
      span,
      message: `the id ${whatIsWrong(value)}`,
      hint,
      ...(replacement !== '' && { replacement }),
    },
  ];
}

function whatIsWrong(value: string): string {
  if (value === '') return 'is empty';
  const odd = firstOdd(value);
  if (odd !== undefined) return `holds ${describeOdd(odd)}`;
  if (!/[^A-Za-z0-9]/.test(value)) return `has ${value.length} characters, and 32 are allowed`;
  return `${quoted(value)} holds more than letters and digits`;
}
