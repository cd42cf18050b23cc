import { createHash } from 'node:crypto';
import { type DataOf, labelsOf, type Name, nameKey } from '../dns/index.ts';

export type Dnskey = DataOf<'DNSKEY'>;
export type Ds = DataOf<'DS'>;
export type Rrsig = DataOf<'RRSIG'>;

interface Algorithm {
  name: string;
  /** Nobody may sign with it any more: RFC 9904 §3, RFC 9905 §2, RFC 9906 §2. */
  isWeak?: boolean;
}

const ALGORITHMS: Readonly<Record<number, Algorithm>> = {
  1: { name: 'RSA/MD5', isWeak: true },
  3: { name: 'DSA/SHA-1', isWeak: true },
  5: { name: 'RSA/SHA-1', isWeak: true },
  6: { name: 'DSA/SHA-1 (NSEC3)', isWeak: true },
  7: { name: 'RSA/SHA-1 (NSEC3)', isWeak: true },
  8: { name: 'RSA/SHA-256' },
  10: { name: 'RSA/SHA-512' },
  12: { name: 'GOST R 34.10-2001', isWeak: true },
  13: { name: 'ECDSA P-256' },
  14: { name: 'ECDSA P-384' },
  15: { name: 'Ed25519' },
  16: { name: 'Ed448' },
  17: { name: 'SM2/SM3' },
  23: { name: 'GOST R 34.10-2012' },
};

export function algorithmName(algorithm: number): string {
  return ALGORITHMS[algorithm]?.name ?? `algorithm ${algorithm}`;
}

export function isWeakAlgorithm(algorithm: number): boolean {
  return ALGORITHMS[algorithm]?.isWeak === true;
}

/** One that validators in use know. */
export function isValidated(algorithm: number): boolean {
  return [5, 7, 8, 10, 13, 14, 15, 16].includes(algorithm);
}

interface Digest {
  name: string;
  /** By which it is computed here; one without may fit, and is left open. */
  hash?: string;
  /** No DS record is to be made with it any more: RFC 9904 §4, RFC 9906 §2. */
  isWeak?: boolean;
}

const SHA256 = 2;
const DIGESTS: Readonly<Record<number, Digest>> = {
  1: { name: 'SHA-1', hash: 'sha1', isWeak: true },
  [SHA256]: { name: 'SHA-256', hash: 'sha256' },
  3: { name: 'GOST R 34.11-94', isWeak: true },
  4: { name: 'SHA-384', hash: 'sha384' },
};

export function digestName(digestType: number): string {
  return DIGESTS[digestType]?.name ?? `digest ${digestType}`;
}

export function isWeakDigest({ digestType }: Ds): boolean {
  return DIGESTS[digestType]?.isWeak === true;
}

/** RFC 4034 §2.1.1: keys without this bit sign nothing of the zone. */
const ZONE_KEY = 0x0100;
/** RFC 5011 §3: a key that says of itself that it is no longer to be trusted. */
const REVOKED = 0x0080;

export function isZoneKey({ flags, protocol }: Dnskey): boolean {
  return (flags & ZONE_KEY) !== 0 && (flags & REVOKED) === 0 && protocol === 3;
}

const RSA_MD5 = 1;

/** RFC 4034 appendix B; of RSA/MD5 other octets of the key (B.1). */
export function keyTag(key: Dnskey): number {
  const octets = dnskeyOctets(key);
  if (key.algorithm === RSA_MD5) return octets.length < 7 ? 0 : octets.readUInt16BE(octets.length - 3);
  let sum = 0;
  for (let at = 0; at < octets.length; at++) sum += at % 2 === 0 ? octets[at]! << 8 : octets[at]!;
  return (sum + (sum >>> 16)) & 0xffff;
}

function dnskeyOctets({ flags, protocol, algorithm, publicKey }: Dnskey): Buffer {
  const head = Buffer.from([flags >> 8, flags & 0xff, protocol, algorithm]);
  return Buffer.concat([head, Buffer.from(publicKey, 'base64')]);
}

/** Whether a DS record is of one of the keys (RFC 4034 §5.1.4); undefined where its digest cannot be computed here. */
export function dsMatches(ds: Ds, zone: Name, keys: readonly Dnskey[]): boolean | undefined {
  const hash = DIGESTS[ds.digestType]?.hash;
  if (hash === undefined) return undefined;
  return keys
    .filter((key) => key.algorithm === ds.algorithm && isZoneKey(key) && keyTag(key) === ds.keyTag)
    .some((key) => digestOf(key, zone, hash) === ds.digest);
}

function digestOf(key: Dnskey, zone: Name, hash: string): string {
  return createHash(hash).update(wireName(zone)).update(dnskeyOctets(key)).digest('hex');
}

/** RFC 4034 §2.1.1: marks the keys that the zone above is to name. */
const SECURE_ENTRY_POINT = 0x0001;

/** The DS records that the zone above should hold for some keys; none where the keys are too weak for it. */
export function dsFor(zone: Name, keys: readonly Dnskey[]): Ds[] {
  return keys
    .filter(({ flags, algorithm }) => (flags & SECURE_ENTRY_POINT) !== 0 && !isWeakAlgorithm(algorithm))
    .map((key) => ({
      keyTag: keyTag(key),
      algorithm: key.algorithm,
      digestType: SHA256,
      digest: digestOf(key, zone, 'sha256'),
    }));
}

/** RFC 4034 §6.2: in lower case, not compressed. */
function wireName(name: Name): Buffer {
  const parts = labelsOf(nameKey(name)).flatMap((label) => [
    Buffer.from([label.length]),
    Buffer.from(label, 'latin1'),
  ]);
  return Buffer.concat([...parts, Buffer.alloc(1)]);
}

/** Bits of an RSA key (RFC 3110 §2); null of other algorithms, whose keys have one length each. */
export function rsaBits({ algorithm, publicKey }: Dnskey): number | null {
  if (![1, 5, 7, 8, 10].includes(algorithm)) return null;
  const octets = Buffer.from(publicKey, 'base64');
  const [first = 0] = octets;
  const start = first === 0 ? 3 + (octets.length < 3 ? 0 : octets.readUInt16BE(1)) : 1 + first;
  const modulus = octets.subarray(start);
  const [top] = modulus;
  return top === undefined ? 0 : modulus.length * 8 - (Math.clz32(top) - 24);
}

export interface Nsec3Parameters {
  iterations: number;
  /** Hex; empty for none. */
  salt: string;
}

/** NSEC3PARAM (RFC 5155 §4.2) from its octets; undefined where they are cut. */
export function readNsec3Param({ octets }: DataOf<'TYPE51'>): Nsec3Parameters | undefined {
  const data = Buffer.from(octets, 'hex');
  if (data.length < 5 || data.length !== 5 + data[4]!) return undefined;
  return { iterations: data.readUInt16BE(2), salt: data.subarray(5).toString('hex') };
}
