import type { Name } from '../../dns/name.ts';
import type { Span } from '../parsed.ts';
import type { Tag } from '../tags.ts';

export type Policy = 'none' | 'quarantine' | 'reject';

/** A report address of `rua` or `ruf`. */
export interface ReportUri {
  text: string;
  span: Span;
  /** Lower case; empty where none is written. */
  scheme: string;
  /** The mailbox of a `mailto:`, percent-encoding undone. */
  address?: string;
  host?: Name;
  /** The obsolete size limit without its “!”: `10m`. Receivers ignore it (RFC 9989 §4.8). */
  size?: string;
  /** By the syntax alone: receivers still ignore schemes they do not know. */
  valid: boolean;
}

/** An unknown tag name that was surely meant as a known one. */
export interface NearMiss {
  name: string;
  span: Span;
  meant: string;
}

/** Names in the lists are lower case, in the order of the record. */
export interface DmarcRecord {
  tags: Tag[];
  /** As written; absent where the tag is missing or its value invalid. */
  p?: Policy;
  sp?: Policy;
  np?: Policy;
  adkim: 'r' | 's';
  aspf: 'r' | 's';
  fo: string[];
  rua: ReportUri[];
  ruf: ReportUri[];
  psd: 'y' | 'n' | 'u';
  t: 'y' | 'n';
  /** RFC 7489 §6.3, 0–100; receivers of RFC 9989 ignore it. */
  pct?: number;
  /** Tags that RFC 9989 made historic: `pct`, `rf`, `ri`. */
  historic: string[];
  unknown: string[];
  /** Tags whose value is discarded. */
  invalid: string[];
  duplicate: string[];
  nearMisses: NearMiss[];
}
