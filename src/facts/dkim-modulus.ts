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
