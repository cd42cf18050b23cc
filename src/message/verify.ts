import type { ArcData, SignatureResult } from 'mailauth/lib/dkim/dkim-verifier.js';
import type { AnyAnswer, Resolver } from '../dns/index.ts';
import { type Field, fieldsNamed, type Split } from './header.ts';
import { keyLookup } from './key-lookup.ts';
import { chainWords } from './words.ts';

/** Mail has one to four signatures; each costs a hash of the body and a lookup (RFC 6376 §6.1 lets verifiers limit them). */
export const MOST_SIGNATURES = 10;
/** Signatures are shorter by far; blanks in them cost more than their length. */
const LONGEST_SIGNATURE = 8 * 1024;
/** RFC 8301 §3.2: shorter keys verify nothing. */
const LEAST_BITS = 1024;
const SIGNED_BY_CHAIN = ['arc-seal', 'arc-message-signature', 'arc-authentication-results'];
/** RFC 8617 §4.2.1: three fields for each of 50 instances. */
const MOST_CHAIN_FIELDS = 150;

export interface Verified {
  /** Those that were verified, as they stand in the header, each with what mailauth says of it. */
  signatures: { field: Field; result: SignatureResult }[];
  unverified: number;
  arc: {
    result: 'none' | 'pass' | 'fail' | 'temperror';
    reason?: string;
    sealedBy: string[];
    blockedBy: AnyAnswer[];
  };
}

/** The signatures that are looked at. */
export function verifiable(fields: readonly Field[]): Field[] {
  const all = fieldsNamed(fields, 'dkim-signature');
  return all.filter(({ line }) => line.length <= LONGEST_SIGNATURE).slice(0, MOST_SIGNATURES);
}

/** Verifies the signatures and the ARC chain of a message in one pass over its body. */
export async function verify(
  { fields, body }: Pick<Split, 'fields' | 'body'>,
  resolver: Resolver,
  curTime: Date,
): Promise<Verified> {
  const { DkimVerifier, arc: verifyArc } = await import('./engine.ts');
  const failed: AnyAnswer[] = [];
  const options = { strict: true, resolver: keyLookup(resolver, failed), curTime, minBitLength: LEAST_BITS };
  const verifier = new DkimVerifier(options);
  const looked = verifiable(fields);
  await verifier.messageHeaders(rowsOf(withinLimits(fields, looked)));
  // What a signature covers is looked for among all fields.
  verifier.headers = rowsOf(fields);
  for await (const chunk of body) await verifier.nextChunk(chunk);
  await verifier.finalChunk();
  const { status } = await verifyArc(verifier.arc, options);
  const arc = isReadable(fields) ? chainOf(verifier.arc, status, failed) : UNREADABLE;
  return {
    signatures: looked.map((field, index) => ({ field, result: verifier.results[index]! })),
    unverified: fieldsNamed(fields, 'dkim-signature').length - looked.length,
    arc,
  };
}

/** RFC 8617 §5.2 step 1: with more than 50 sets the chain fails. */
const UNREADABLE: Verified['arc'] = {
  result: 'fail',
  reason: 'it has more sets than 50, or longer fields than are read',
  sealedBy: [],
  blockedBy: [],
};

function isReadable(fields: readonly Field[]): boolean {
  const chain = fields.filter(isOfChain);
  return chain.length <= MOST_CHAIN_FIELDS && chain.every(({ line }) => line.length <= LONGEST_SIGNATURE);
}

function isOfChain({ key }: Field): boolean {
  return SIGNED_BY_CHAIN.includes(key);
}

function withinLimits(fields: readonly Field[], signatures: readonly Field[]): Field[] {
  const readable = isReadable(fields);
  return fields.filter((field) => {
    if (field.key === 'dkim-signature') return signatures.includes(field);
    return readable || !isOfChain(field);
  });
}

function rowsOf(fields: readonly Field[]) {
  return {
    parsed: fields.map(({ key, name, line }) => ({ key, casedKey: name, line })),
    original: Buffer.alloc(0),
  };
}

function chainOf(
  data: ArcData,
  status: { result: string; comment?: string },
  failed: AnyAnswer[],
): Verified['arc'] {
  const sets = data.chain || [];
  const sealedBy = sets.map((set) => String(set['arc-seal'].parsed?.['d']?.value ?? ''));
  const keys = new Set(
    sets.flatMap((set) =>
      [set['arc-seal'], set['arc-message-signature']].map(({ parsed }) => nameIn(parsed)),
    ),
  );
  const blockedBy = failed.filter(({ name }) => keys.has(name.toLowerCase()));
  // mailauth calls a chain broken whose keys could not be read.
  const result = status.result === 'fail' && blockedBy.length > 0 ? 'temperror' : status.result;
  const reason = result === 'fail' && status.comment ? chainWords(status.comment) : undefined;
  return { result: result as Verified['arc']['result'], ...(reason && { reason }), sealedBy, blockedBy };
}

function nameIn(tags: Record<string, { value?: string | number } | undefined> | undefined): string {
  return `${tags?.['s']?.value}._domainkey.${tags?.['d']?.value}`.toLowerCase();
}
