import type { Name } from '../dns/index.ts';
import type { Facts } from '../facts/index.ts';
import type { Asked } from '../facts/known.ts';

/** What a profile reads: all of a domain's records. */
export const NEEDS = ['mx', 'address', 'spf', 'dkim', 'dmarc', 'mta-sts', 'dane', 'dnssec', 'role'] as const;
/** The mail servers only where they were spoken to. */
export type Records = Pick<Facts, (typeof NEEDS)[number]> & Partial<Pick<Facts, 'smtp'>> & { domain: Name };

/** `untested`: it cannot be tested from outside, or not yet; `not-applicable`: it asks something of senders only. */
export type Status = 'met' | 'unmet' | 'unknown' | 'untested' | 'not-applicable';

/** What became of one requirement, and what shows it. */
export interface Told {
  status: Status;
  because: string;
  /** The lookups that leave it open. */
  blockedBy?: readonly Asked[];
}

export const met = (because: string): Told => ({ status: 'met', because });
export const unmet = (because: string): Told => ({ status: 'unmet', because });
export const unknown = (because: string): Told => ({ status: 'unknown', because });
export const untested = (because: string): Told => ({ status: 'untested', because });
export const notApplicable = (because: string): Told => ({ status: 'not-applicable', because });

/** May throw `Blocked`: then it is unknown. */
export type Test = (records: Records) => Told;

/** One thing that a source asks for. */
export interface Requirement {
  /** Unique in its profile. */
  id: string;
  /** `should` where the source recommends it. */
  level: 'must' | 'should';
  /** In our words. */
  text: string;
  /** Its number in the source. */
  clause?: string;
  /** Asked of domains that send mail only. */
  ofSenders?: true;
  test: Test;
}

/** Where the requirements are from. */
export interface Source {
  title: string;
  url: string;
  /** Date of the text, or of when it was last read there: YYYY-MM-DD. */
  asOf: string;
}

/** What a receiver of mail, or an authority, asks of a domain: data, applied after the rules. */
export interface Profile {
  id: string;
  title: string;
  source: Source;
  requirements: readonly Requirement[];
}
