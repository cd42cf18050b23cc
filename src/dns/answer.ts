import { type Name, nameKey } from './name.ts';
import type {
  AnswerMeta,
  AnswerTo,
  DataOf,
  FailureReason,
  Question,
  RecordType,
  Skipped,
  Source,
} from './types.ts';

/** Building answers. */

export type Details = Partial<Omit<AnswerMeta, 'name' | 'type' | 'source'>>;

function metaOf({ name, type }: Question, source: Source, details: Details): AnswerMeta {
  return { name, type, ttl: 0, security: 'unknown', chain: [], source, tries: 0, anomalies: 0, ...details };
}

/** RRsets have no order (RFC 2181 §5): sorting makes the same records the same bytes everywhere after this point. */
export function presentAnswer<T extends RecordType>(
  question: { name: Name; type: T },
  records: DataOf<T>[],
  source: Source,
  details: Details = {},
): AnswerTo<T> {
  return { status: 'present', records: sortRecords(records), ...metaOf(question, source, details) };
}

export function absentAnswer<T extends RecordType>(
  question: { name: Name; type: T },
  reason: 'nxdomain' | 'nodata',
  source: Source,
  details: Details = {},
): AnswerTo<T> {
  return { status: 'absent', reason, ...metaOf(question, source, details) };
}

export function failedAnswer<T extends RecordType>(
  question: { name: Name; type: T },
  failure: { reason: FailureReason; detail: string },
  source: Source,
  details: Details = {},
): AnswerTo<T> {
  return { status: 'failed', ...failure, ...metaOf(question, source, details) };
}

export function skippedAnswer<T extends RecordType>(
  question: { name: Name; type: T },
  reason: Skipped['reason'] = 'offline',
): AnswerTo<T> {
  return { status: 'skipped', reason, ...metaOf(question, { server: reason }, {}) };
}

/** What tells questions apart: the same name in other letters is the same question, asked of another server it is not. */
export function questionKey(name: Name, type: RecordType, at?: string): string {
  return `${nameKey(name)} ${type}${at === undefined ? '' : ` ${at}`}`;
}

/** Sorted by content and without duplicates, which RFC 2181 §5 does not allow in a set. */
export function sortRecords<D>(records: readonly D[]): D[] {
  if (records.length < 2) return [...records];
  const byContent = new Map(records.map((record) => [sortKey(record), record]));
  return [...byContent].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, record]) => record);
}

function sortKey(record: unknown): string {
  return JSON.stringify(record, (_key, value) =>
    typeof value === 'number' ? String(value).padStart(10, '0') : value,
  );
}
