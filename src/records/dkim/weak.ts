import type { RsaKey } from './types.ts';

/** A modulus that one of these divides is no product of two large primes. */
const SMALL_PRIMES = [
  3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97,
];

interface Advised {
  flags: string[];
  hashes: string[] | undefined;
  historic: boolean;
  bits: number | null;
  rsa: RsaKey | undefined;
}

/** What is allowed but unwise, as slugs. */
export function keyAdvice({ flags, hashes, historic, bits, rsa }: Advised): string[] {
  const advice: string[] = [];
  if (flags.includes('y')) advice.push('testing');
  const usable = hashes?.filter((hash) => /^sha(?:1|256)$/i.test(hash)) ?? [];
  if (usable.length > 0 && usable.every((hash) => /^sha1$/i.test(hash))) advice.push('sha1-only');
  // RFC 6376 appendix C.1: `g` of DomainKeys is ignored, and empty it broke older verifiers.
  if (historic) advice.push('historic-g');
  if (rsa !== undefined && bits !== null) advice.push(...rsaAdvice(rsa, bits));
  return advice;
}

/** RFC 8301 §3.2: signers use 1024 bits at least and should use 2048; verifiers need not go beyond 4096. */
function rsaAdvice({ exponent, modulus }: RsaKey, bits: number): string[] {
  const advice: string[] = [];
  if (bits < 1024) advice.push('weak-below-1024');
  else if (bits < 2048) advice.push('weak-below-2048');
  if (bits > 4096) advice.push('above-4096');
  if (exponent !== '65537') advice.push('unusual-exponent');
  if (hasSmallFactor(modulus)) advice.push('weak-modulus');
  return advice;
}

function hasSmallFactor(modulus: string): boolean {
  const number = BigInt(`0x${modulus || '0'}`);
  return number % 2n === 0n || SMALL_PRIMES.some((prime) => number % BigInt(prime) === 0n);
}
