import { createHash } from 'node:crypto';
import type { DkimKey } from '../../records/dkim.ts';

/** Beyond this, finding a factor tells of a weak generator, not of a damaged copy. */
const LIMIT = 1000;

const PRIMES = Array.from({ length: LIMIT - 2 }, (_, index) => index + 2).filter(isPrime);

function isPrime(number: number): boolean {
  for (let divisor = 2; divisor * divisor <= number; divisor++) if (number % divisor === 0) return false;
  return true;
}

/** The least prime below 1000 that divides an RSA modulus (hex), where there is one. */
export function smallFactor(modulus: string): number | undefined {
  const number = BigInt(`0x${modulus || '0'}`);
  return PRIMES.find((prime) => number % BigInt(prime) === 0n);
}

/** Broken generators, which take the second prime right behind the first, are found at the first step. */
const MOST_STEPS = 100;

/**
 * Whether Fermat's method finds both factors of a modulus (hex) in a few steps, as it does where they lie close together:
 * n = a² − b², with a next to the root of n.
 */
export function hasClosePrimes(modulus: string): boolean {
  const number = BigInt(`0x${modulus || '0'}`);
  if (number < 4n || number % 2n === 0n) return false;
  let a = root(number);
  if (a * a < number) a += 1n;
  for (let step = 0; step < MOST_STEPS; step++, a += 1n) if (isSquare(a * a - number)) return true;
  return false;
}

/** Newton's method, from above. */
function root(number: bigint): bigint {
  if (number < 2n) return number;
  let guess = 1n << BigInt(Math.ceil(number.toString(2).length / 2));
  for (;;) {
    const next = (guess + number / guess) >> 1n;
    if (next >= guess) return guess;
    guess = next;
  }
}

/** Most numbers are seen to be no square by a remainder, which is cheap. */
function isSquare(number: bigint): boolean {
  if (!SQUARES.has(Number(number & 63n))) return false;
  const whole = root(number);
  return whole * whole === number;
}

const SQUARES = new Set(Array.from({ length: 64 }, (_, index) => (index * index) % 64));

/** SHA-256 of the modulus (hex) or of the octets (hex) of keys whose private halves are printed for all to read. */
const PRINTED: Readonly<Record<string, string>> = {
  '353660818052de37f5ad563dd349ced3d2ef6cec7eef0ed3bae24c5bb276bd00': 'RFC 6376 appendix C',
  '4244102510b8c2be2e2038711b80f92ce5191b4c93a5732d089d83c6836e6091': 'RFC 8463 appendix A',
  '4ebbe859de728e527bf2c053d3d7dabc7745b6c0c95cdf9dd7952317c3000b1f': 'RFC 8463 appendix A',
  '9ee202a85da63321fb4eb1d3c681302df376f555139b46f62f2cf57397a05dc2': 'RFC 8032 §7.1',
  '8b19a1357d43b8f8568a9ea800f070b2c4443830f668ee6a83b1486efe724637': 'RFC 8032 §7.1',
};

/** The document that prints the private key to a public one, where there is one. */
export function printedIn(key: DkimKey): string | undefined {
  const identity = identityOf(key);
  return identity === undefined ? undefined : PRINTED[createHash('sha256').update(identity).digest('hex')];
}

/** The same for two records of one key, however they are encoded; nothing where no key can be read. */
export function identityOf({ keyType, rsa, tags }: DkimKey): string | undefined {
  if (keyType === 'rsa') return rsa?.modulus;
  const p = tags.find(({ name }) => name === 'p')?.value ?? '';
  return keyType === 'ed25519' ? Buffer.from(p, 'base64').toString('hex') : undefined;
}
