import type { Untold } from '../dns/authority.ts';
import type { Name } from '../dns/name.ts';
import type { SetChange } from '../dns/partial.ts';
import type { AnyRecord, RecordType } from '../dns/types.ts';
import type { FileZone } from '../dns/zones.ts';

/** Where something stands in a file, 1-based; columns count octets. */
export interface Place {
  line: number;
  column: number;
}

/** A fault before it is known in which file it stands. */
export interface Trouble extends Place {
  message: string;
  hint?: string;
}

/**
 * What a fault keeps from being read; what is not said of it may be anything in the zone. `meant`: what the words of a
 * text show of its purpose.
 */
export type Hidden = 'nothing' | { name?: Name; type?: RecordType; meant?: 'spf' };

export interface ZoneFault extends Trouble {
  file: string;
  /** Missing: any record of the zone. */
  hides?: Hidden;
}

/** A record and the place of its first word; records of one $GENERATE share its place. */
export type ZoneRecord = AnyRecord & Place & { file: string };

/** The text behind a `;`, up to the end of its line. */
export interface ZoneComment {
  file: string;
  line: number;
  text: string;
  /** Where the entry that it stands in or behind begins; null where it stands alone. */
  entryLine: number | null;
}

/** A record that is there, of a type whose data we do not translate (LOC, APL, …): its name exists. */
export interface ZoneUnread extends Place {
  name: Name;
  /** The mnemonic, as in `LOC`. */
  type: string;
  ttl: number;
  text: string;
  file: string;
}

export interface ZoneText {
  /** The origin that was given, or else the first `$ORIGIN` of the top file. */
  origin: Name | undefined;
  /** The zone that the file is by its format, though it has no SOA. */
  whole?: FileZone;
  records: ZoneRecord[];
  unread: ZoneUnread[];
  /** What the format leaves to the provider, and what no file can tell. */
  untold: Untold[];
  /** What a change takes away of record sets, where no whole zone is given. */
  changes: SetChange[];
  faults: ZoneFault[];
  /** What was read, and may surprise; no fault. */
  notes: ZoneFault[];
  comments: ZoneComment[];
}

/** What one reading may take; it ends with a fault where one is reached. */
export interface ZoneLimits {
  /** Octets of text, all included files together. */
  octets: number;
  records: number;
  /** Records made by all `$GENERATE` together. */
  generated: number;
  includedFiles: number;
  includeDepth: number;
  faults: number;
}

export type Include = (path: string) => { file: string; text: string } | { problem: string };

export interface ReadOptions {
  /** The name that faults and records give as their file. */
  file: string;
  origin?: Name;
  /** Reads the file that `$INCLUDE` names; without it `$INCLUDE` is a fault. */
  include?: Include;
  limits?: Partial<ZoneLimits>;
}
