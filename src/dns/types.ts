import type { Name } from './name.ts';

/**
 * The data of each record type in decoded form. Character strings are latin-1 (one character an octet);
 * opaque octets are lower-case hex, keys and signatures base64, as their RFCs print them.
 */
export interface RecordTypes {
  A: { address: string };
  AAAA: { address: string };
  NS: { target: Name };
  CNAME: { target: Name };
  DNAME: { target: Name };
  PTR: { target: Name };
  SOA: {
    mname: Name;
    rname: Name;
    serial: number;
    refresh: number;
    retry: number;
    expire: number;
    minimum: number;
  };
  MX: { preference: number; exchange: Name };
  TXT: { strings: string[] };
  SRV: { priority: number; weight: number; port: number; target: Name };
  TLSA: { usage: number; selector: number; matchingType: number; data: string };
  DS: { keyTag: number; algorithm: number; digestType: number; digest: string };
  DNSKEY: { flags: number; protocol: number; algorithm: number; publicKey: string };
  RRSIG: {
    typeCovered: string;
    algorithm: number;
    labels: number;
    originalTtl: number;
    /** Seconds since 1970, as on the wire. */
    expiration: number;
    inception: number;
    keyTag: number;
    signer: Name;
    signature: string;
  };
  NSEC: { next: Name; types: string[] };
  NSEC3: {
    hashAlgorithm: number;
    flags: number;
    iterations: number;
    salt: string;
    nextHashed: string;
    types: string[];
  };
  CAA: { flags: number; tag: string; value: string };
  SVCB: ServiceBinding;
  HTTPS: ServiceBinding;
}

export interface ServiceBinding {
  priority: number;
  target: Name;
  /** SvcParams in the order of their keys; the value as it stands on the wire. */
  params: { key: number; value: string }[];
}

export type KnownType = keyof RecordTypes;
/** A type we decode, or the generic name of RFC 3597 (`TYPE65534`), whose data is `{ octets }` in hex. */
export type RecordType = KnownType | `TYPE${number}`;
export type DataOf<T extends RecordType> = T extends KnownType ? RecordTypes[T] : { octets: string };

export const CLASS_IN = 1;

export interface ResourceRecord<T extends RecordType = RecordType> {
  name: Name;
  type: T;
  class: number;
  ttl: number;
  data: DataOf<T>;
}

/** A record whose type is known only at run time: narrow it with `record.type === 'MX'`. */
export type AnyRecord = { [T in KnownType]: ResourceRecord<T> }[KnownType] | ResourceRecord<`TYPE${number}`>;

export interface Question {
  name: Name;
  type: RecordType;
}

/** Why a lookup failed. None of these says anything about whether the record exists. */
export type FailureReason =
  | 'timeout'
  | 'servfail'
  | 'refused'
  | 'rcode'
  | 'unreachable'
  | 'tls'
  | 'http'
  | 'forged'
  | 'filtered'
  | 'truncated'
  | 'malformed'
  | 'lame'
  | 'ambiguous'
  | 'cname-loop'
  | 'bogus'
  | 'bad-name'
  | 'limit'
  | 'not-recorded';

/** RFC 4035 §4.3, as far as a resolver tells: `unknown` is "indeterminate". */
export type Security = 'secure' | 'insecure' | 'bogus' | 'unknown';

export interface Alias {
  from: Name;
  to: Name;
  kind: 'CNAME' | 'DNAME';
}

/** Where an answer came from: a name server, or a line of a zone file. */
export type Source = { server: string } | { file: string; line: number };

export interface ExtendedError {
  code: number;
  text: string;
}

/** A delegation (RFC 1034 §4.3.2 step 3b): the name servers of a zone below, with the addresses that came along. */
export interface Referral {
  zone: Name;
  servers: { host: Name; addresses: string[] }[];
}

export interface AnswerMeta {
  name: Name;
  type: RecordType;
  /** Seconds that the answer may be kept: the least TTL of what it rests on. */
  ttl: number;
  security: Security;
  /** Aliases followed, in order; the records belong to the last target. */
  chain: Alias[];
  source: Source;
  /** Where the name's own alias is written, if that is a zone file while `source` is a server. */
  aliasSource?: Source;
  /** Where each text of a TXT set is written, if that is zone files; `source` is the first of them. */
  textSources?: { text: string; source: Source }[];
  /** Packets sent for it, over all servers. */
  tries: number;
  /** Replies thrown away because they could not belong to the question (RFC 5452 §9.1). */
  anomalies: number;
  ede?: ExtendedError;
  /** The address of the server that was asked for what it knows itself. */
  at?: string;
  /** Of a server that was asked for what it knows itself: whom it points to instead. */
  referral?: Referral;
  /** A name on the chain holds an alias *and* other data (RFC 2181 §10.1 forbids it). */
  aliasConflict?: Name;
  /** The name exists only by a wildcard; told by zone files, and by a probe where it decides what is proposed. */
  wildcard?: boolean;
}

export type Present<T> = { status: 'present'; records: T[] };
export type Absent = { status: 'absent'; reason: 'nxdomain' | 'nodata' };
export type Failed = { status: 'failed'; reason: FailureReason; detail: string };
/** Never asked: the run is offline and no given record speaks for the name, or the server is none to be asked from here. */
export type Skipped = { status: 'skipped'; reason: 'offline' | 'not-public' };

/** What the DNS said. A lookup never throws: an outage is an answer too. */
export type Answer<T> = (Present<T> | Absent | Failed | Skipped) & AnswerMeta;
export type AnswerTo<T extends RecordType> = Answer<DataOf<T>>;
export type AnyAnswer = Answer<unknown>;

/** Whoever can answer questions: the network, records in memory, or one laid over the other. */
export interface Resolver {
  /**
   * Never throws. With `at`, the address of a name server, that server is asked for what it knows itself: its aliases
   * are not followed, and what it does not say as an authority is *lame*.
   */
  ask<T extends RecordType>(name: Name, type: T, at?: string): Promise<AnswerTo<T>>;
}

/** What was found out about a server that is asked; null where it was not asked for, or did not answer. */
export interface ResolverTraits {
  server: string;
  /** It checks DNSSEC signatures. */
  validates: boolean | null;
  /** It gives addresses for names that do not exist. */
  inventsAddresses: boolean | null;
}

/** A resolver that holds sockets or timers. */
export interface OpenResolver extends Resolver {
  /** Packets sent so far. */
  packets(): number;
  traits(): ResolverTraits[];
  close(): Promise<void>;
}
