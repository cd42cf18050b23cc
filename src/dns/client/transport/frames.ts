const LENGTH_OCTETS = 2;

/** RFC 7766 §8: on a stream a message stands behind its length in two octets. */
export function framed(message: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(LENGTH_OCTETS + message.length);
  frame.writeUInt16BE(message.length);
  frame.set(message, LENGTH_OCTETS);
  return frame;
}

/** Cuts a stream, in whatever pieces it comes, into its messages. Pieces are joined once, however small they are. */
export function frameReader(each: (message: Buffer) => void): (piece: Buffer) => void {
  let pieces: Buffer[] = [];
  let length = 0;
  let needed = LENGTH_OCTETS;
  return (piece) => {
    pieces.push(piece);
    length += piece.length;
    if (length < needed) return;
    let rest = pieces.length === 1 ? piece : Buffer.concat(pieces, length);
    for (needed = frameLength(rest); rest.length >= needed; needed = frameLength(rest)) {
      each(rest.subarray(LENGTH_OCTETS, needed));
      rest = rest.subarray(needed);
    }
    pieces = rest.length === 0 ? [] : [rest];
    length = rest.length;
  };
}

function frameLength(octets: Buffer): number {
  return octets.length < LENGTH_OCTETS ? LENGTH_OCTETS : LENGTH_OCTETS + octets.readUInt16BE();
}
