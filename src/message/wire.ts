/** What a message holds that no line of mail may (RFC 5322 §2.3, §2.1.1). */
export interface Oddities {
  /** LF without CR in a message whose lines end in CRLF. */
  bareLf: number;
  /** CR without LF. */
  bareCr: number;
  nul: number;
}

/** RFC 5321 §4.5.3.1.6 allows lines of 1,000; what is longer than this is passed on in pieces. */
const LONGEST_HELD = 64 * 1024 * 1024;
const [LF, CR] = [0x0a, 0x0d];

/**
 * A message as it is on the wire: every line ends in CRLF. A file whose lines end in LF alone lost the CR when it was
 * saved. Passes on whole lines, so that nobody behind has to put long ones together again and again.
 */
export async function* onTheWire(
  chunks: AsyncIterable<Buffer | string>,
  seen: Oddities,
): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let size = 0;
  let isCrlf: boolean | undefined;
  for await (const chunk of chunks) {
    const octets = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    held.push(octets);
    size += octets.length;
    if (!octets.includes(LF) && size < LONGEST_HELD) continue;
    const all = Buffer.concat(held);
    // A CR may belong to the LF that comes next.
    const end = size < LONGEST_HELD ? all.lastIndexOf(LF) + 1 : all.length - Number(all.at(-1) === CR);
    isCrlf ??= all[all.indexOf(LF) - 1] === CR;
    yield wired(all.subarray(0, end), isCrlf, seen);
    held = [all.subarray(end)];
    size -= end;
  }
  if (size > 0) yield wired(Buffer.concat(held), isCrlf ?? true, seen);
}

/** Lines with CRLF at their ends; what is odd in them is counted. */
function wired(lines: Buffer, isCrlf: boolean, seen: Oddities): Buffer {
  let bareLf = 0;
  for (let at = 0; at < lines.length; at++) {
    const octet = lines[at];
    if (octet === LF && lines[at - 1] !== CR) bareLf++;
    else if (octet === CR && lines[at + 1] !== LF) seen.bareCr++;
    else if (octet === 0) seen.nul++;
  }
  if (isCrlf) seen.bareLf += bareLf;
  return bareLf === 0 ? lines : withCrlf(lines, bareLf);
}

function withCrlf(lines: Buffer, bareLf: number): Buffer {
  const wide = Buffer.alloc(lines.length + bareLf);
  let to = 0;
  for (let at = 0; at < lines.length; at++) {
    if (lines[at] === LF && lines[at - 1] !== CR) wide[to++] = CR;
    wide[to++] = lines[at]!;
  }
  return wide;
}
