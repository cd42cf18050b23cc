/** Packets written by hand. */

/** Octets from hex digits; blanks are for the reader. */
export function hex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
}

export function repeated(octets: Uint8Array, count: number): Uint8Array {
  return Buffer.concat(new Array<Uint8Array>(count).fill(octets));
}

/** The header of a reply, id 1, flags QR RD RA. */
export function header(counts: {
  questions?: number;
  answers?: number;
  authorities?: number;
  additionals?: number;
}): Uint8Array {
  const { questions = 0, answers = 0, authorities = 0, additionals = 0 } = counts;
  return Uint8Array.from(
    [1, 0x8180, questions, answers, authorities, additionals].flatMap((value) => [value >> 8, value & 0xff]),
  );
}
