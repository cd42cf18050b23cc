import type { FailureReason } from '../../src/dns/types.ts';
import type { Behaviour, Query, Reply } from '../servers/name-server.ts';
import { POSITIONS, type Position } from './healthy.ts';
import type { Way } from './ways.ts';

/** One fault of the catalogue: what a server does to one question, and what must come of it. */
export interface Fault {
  /** Its number in the catalogue. */
  id: `F${number}`;
  what: string;
  /** Default: every way. */
  over?: readonly Way[];
  /** Default: every position. */
  at?: readonly Position[];
  /** A variant of another fault: each position and each way is met, though not all of them together. */
  thin?: boolean;
  /** `right`: what a healthy server says. Default: that, or what a server says in whose zone is what was published. */
  does?(query: Query, right: Reply): Behaviour;
  /** It ends when the time for the question is over, not before. */
  isSilent?: boolean;
  /** A second server stands by that is healthy. */
  second?: boolean;
  ends: Ending | ((way: Way) => Ending);
}

export type Ending = Present | Failed | Published;

/** Packets at least: sent for it, and of those that came thrown away. */
export interface Cost {
  tries?: number;
  anomalies?: number;
}

/** The right answer is found: the report is that of the healthy domain. */
export interface Present extends Cost {
  lookup: 'present';
}

/** The lookup failed: inconclusive, and nothing is called missing. */
export interface Failed extends Cost {
  lookup: 'failed';
  reasons: readonly FailureReason[];
  detail?: RegExp;
  /** Other questions on the same connection may fail with it. */
  othersToo?: boolean;
  /** What is found all the same, for it is the domain's own trouble. */
  finding?: string;
}

/** The answer is believed: the report is that of a domain whose zone says so. */
export interface Published {
  lookup: 'published';
  /** What stands in the zone in place of the records at the position. */
  records: (position: Position) => string;
  /** A rule that finds it; what else is found is what an audit of that zone's file finds. */
  finding?: Partial<Record<Position, string>>;
}

export const present: Ending = { lookup: 'present' };
export const retried: Ending = { lookup: 'present', tries: 2 };
const MISSING: Published['finding'] = {
  'apex TXT': 'spf/missing',
  '_dmarc TXT': 'dmarc/missing',
  'DKIM TXT': 'dkim/selector-missing',
};

/** A proper denial of the name. */
export const noName: Ending = {
  lookup: 'published',
  records: () => '',
  finding: { ...MISSING, 'MX host A': 'mx/target-nxdomain', 'nested include TXT': 'spf/include-nxdomain' },
};
/** A proper denial of the type: the name has records of another one. */
export const noData: Ending = {
  lookup: 'published',
  records: (position) => `${POSITIONS[position].name}. TYPE65280 \\# 1 00`,
  finding: { ...MISSING, 'MX host A': 'mx/target-no-address', 'nested include TXT': 'spf/include-missing' },
};

export function failed(
  reasons: FailureReason | readonly FailureReason[],
  more: Partial<Failed> = {},
): Ending {
  return { lookup: 'failed', reasons: [reasons].flat() as FailureReason[], ...more };
}
