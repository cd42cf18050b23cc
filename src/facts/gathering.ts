import type { AnyAnswer, Name, Resolver } from '../dns/index.ts';
import type { HttpsAnswer, HttpsRequest, SmtpAnswer, SmtpRequest } from '../net/index.ts';
import type { FactName, Facts } from './facts.ts';
import type { SpfSession } from './spf/macros.ts';
import type { SpfEdit } from './spf/what-if.ts';

export const ROLES = ['mail', 'receive-only', 'send-only', 'no-mail', 'unknown'] as const;
export type Role = (typeof ROLES)[number];

/** Which DKIM selectors are guessed beside those that the owner names. */
export const SELECTOR_STAGES = ['common', 'deep', 'none'] as const;
export type SelectorStage = (typeof SELECTOR_STAGES)[number];

/** A key that a mail server is going to show, at hand of whoever runs it. */
export interface NextKey {
  host: Name;
  /** Its SubjectPublicKeyInfo, DER. */
  spki: Buffer;
  /** The certificate for it and those above, DER in base64; empty where there is the key alone. */
  chain: readonly string[];
}

/** What the DNS cannot tell about a domain, said by its owner. */
export interface Declared {
  /** DKIM selectors in use. */
  selectors?: readonly string[];
  /** The text of the key record that belongs to a private key at hand. */
  privateKeyOf?: string;
  /** Keys that come next at mail servers: whether their TLSA records stand ready. */
  nextKeys?: readonly NextKey[];
  role?: Exclude<Role, 'unknown'>;
  /** A message, to be checked by SPF as a receiver would. */
  session?: SpfSession;
  /** Edits of the SPF record, to see what would come of them. */
  whatIf?: readonly SpfEdit[];
  /** Selectors to guess beside them; `common` by default. */
  guess?: SelectorStage;
  /** Selectors that records at hand name: published once, but nobody says that they are in use. */
  seen?: readonly string[];
  /** PEM texts of authorities whose mark certificates (BIMI) count beside those that receivers accept. */
  markAuthorities?: readonly string[];
  /** The time of the audit, by which selectors are guessed; a replay's is that of its recording. */
  now?: Date;
}

/** What a gatherer works with. */
export interface Gathering extends Resolver {
  readonly domain: Name;
  readonly declared: Declared;
  /** Another section's facts, gathered once however many ask. */
  fact<K extends FactName>(name: K): Promise<Facts[K]>;
  /** Never throws; what cannot be learned is `failed`. */
  https(request: HttpsRequest): Promise<HttpsAnswer>;
  /** The same of a mail server. */
  smtp(request: SmtpRequest): Promise<SmtpAnswer>;
  /** Every answer of this audit so far. */
  answers(): Promise<AnyAnswer[]>;
}

export type Gatherers = { [K in FactName]: (gathering: Gathering) => Promise<Facts[K]> };
