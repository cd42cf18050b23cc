import { randomFillSync } from 'node:crypto';

/** Unpredictable octets, drawn ahead: drawing them one by one costs more than a query is worth. */
const octets = Buffer.alloc(4096);
let used = octets.length;

export function randomOctet(): number {
  if (used === octets.length) {
    randomFillSync(octets);
    used = 0;
  }
  return octets[used++]!;
}

/** A message id (RFC 5452 §9.2: unpredictable, from the full range). */
export function randomId(): number {
  return (randomOctet() << 8) | randomOctet();
}
