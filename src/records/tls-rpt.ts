import { beginsWith, type Grammar, isIgnored, readFieldRecord, selectRecords } from './fields.ts';
import type { Fault, Parsed } from './parsed.ts';
import type { Tag } from './tags.ts';
import { type ReportUri, readReportUris } from './tls-rpt-uri.ts';

export type { ReportUri } from './tls-rpt-uri.ts';

/** The TXT record at `_smtp._tls` (RFC 8460 §3): where senders report how TLS to the domain's servers goes. */
export interface TlsRptRecord {
  fields: Tag[];
  /** All that are named, valid or not. */
  rua: ReportUri[];
  /** What senders may rely on. */
  valid: boolean;
}

const GRAMMAR: Grammar = { version: 'v=TLSRPTv1', known: ['rua'] };

export function isTlsRpt(text: string): boolean {
  return beginsWith(text, GRAMMAR);
}

export function selectTlsRpt(texts: readonly string[]): string[] {
  return selectRecords(texts, GRAMMAR);
}

export function parseTlsRpt(text: string): Parsed<TlsRptRecord> {
  const { fields, faults, known } = readFieldRecord(text, GRAMMAR);
  const field = known.get('rua');
  const { uris, faults: own } = field === undefined ? missingRua(text, faults) : readReportUris(field);
  const all = [...faults, ...own].sort((a, b) => a.span.start - b.span.start);
  const valid = all.every((fault) => isIgnored(fault) || fault.code === 'blank-before-semicolon');
  return { text, value: { fields, rua: uris, valid }, faults: all };
}

function missingRua(text: string, faults: readonly Fault[]): { uris: ReportUri[]; faults: Fault[] } {
  const isTold = faults.some(({ code, replacement }) =>
    code === 'misspelt-field' ? replacement === 'rua' : code === 'missing-equals' && replacement === '=',
  );
  if (isTold) return { uris: [], faults: [] };
  const span = { start: text.length, end: text.length };
  const hint = 'add rua=mailto: and a mailbox';
  return { uris: [], faults: [{ code: 'missing-rua', span, message: 'the record names no “rua”', hint }] };
}
