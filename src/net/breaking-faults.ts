import type { TlsFacts } from './types.ts';

/** Faults for which a client throws the certificate away; a weak key or signature is told, and borne. */
export function breakingFaults({ faults }: TlsFacts): TlsFacts['faults'] {
  return faults.filter(({ fault }) => fault !== 'weak');
}
