const CR = 0x0d;
const LF = 0x0a;

/**
 * RFC 5321 §2.3.8: CR and LF stand only together. Where servers disagree on what else ends a line, a message of one
 * becomes two of another. The place of the first octet that breaks this, or -1.
 * @param previous the octet before the chunk; a CR at its end is judged with the next chunk.
 */
export function firstStray(previous: number, chunk: Uint8Array): number {
  if (previous === CR && chunk.length > 0 && chunk[0] !== LF) return 0;
  const places = [strayLf(previous, chunk), strayCr(chunk)].filter((place) => place !== -1);
  return places.length === 0 ? -1 : Math.min(...places);
}

function strayLf(previous: number, chunk: Uint8Array): number {
  let at = chunk.indexOf(LF);
  while (at !== -1 && (at === 0 ? previous : chunk[at - 1]) === CR) at = chunk.indexOf(LF, at + 1);
  return at;
}

function strayCr(chunk: Uint8Array): number {
  let at = chunk.indexOf(CR);
  while (at !== -1 && (at + 1 === chunk.length || chunk[at + 1] === LF)) at = chunk.indexOf(CR, at + 1);
  return at;
}

/** The same over a stream: whether what came so far keeps to it. */
export function lineEndings(): (chunk: Uint8Array) => boolean {
  let previous = 0;
  let clean = true;
  return (chunk) => {
    clean &&= firstStray(previous, chunk) === -1;
    previous = chunk.at(-1) ?? previous;
    return clean;
  };
}
