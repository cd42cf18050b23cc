/** What a message holds that no line of mail may (RFC 5322 §2.3, §2.1.1). */
export interface Oddities {
  /** LF without CR in a message whose lines end in CRLF. */
  bareLf: number;
  /** CR without LF. */
  bareCr: number;
  nul: number;
}

/** RFC 5321 §4.5.3.1.6 allows 1,000; what is longer than this is passed on in pieces. */
const LONGEST_HELD = 64 * 1024 * 1024;

/**
 * A message as it is on the wire: every line ends in CRLF. A file whose lines end in LF alone lost the CR when it was
 * saved. Passes on whole lines, so that nobody behind has to put long ones together again and again.
 */
export async function* onTheWire(
  chunks: AsyncIterable<Buffer | string>,
  seen: Oddities,
): AsyncGenerator<Buffer> {
  const held: string[] = [];
  let heldLength = 0;
  let isCrlf: boolean | undefined;
  for await (const chunk of chunks) {
    const text = typeof chunk === 'string' ? Buffer.from(chunk).toString('latin1') : chunk.toString('latin1');
    held.push(text);
    heldLength += text.length;
    if (!text.includes('\n') && heldLength < LONGEST_HELD) continue;
    const all = held.join('');
    const end = heldLength < LONGEST_HELD ? all.lastIndexOf('\n') + 1 : all.length;
    isCrlf ??= all[all.indexOf('\n') - 1] === '\r';
    yield octetsOf(all.slice(0, end), isCrlf, seen);
    held.splice(0, held.length, all.slice(end));
    heldLength = all.length - end;
  }
  const rest = held.join('');
  if (rest !== '') yield octetsOf(rest, isCrlf ?? true, seen);
}

function octetsOf(lines: string, isCrlf: boolean, seen: Oddities): Buffer {
  const bareLf = count(lines, '\n', (at) => lines[at - 1] !== '\r');
  if (isCrlf) seen.bareLf += bareLf;
  seen.bareCr += count(lines, '\r', (at) => lines[at + 1] !== '\n');
  seen.nul += count(lines, '\0', () => true);
  return Buffer.from(bareLf === 0 ? lines : lines.replace(/(?<!\r)\n/g, '\r\n'), 'latin1');
}

/** Without a list of what is found: there may be millions. */
function count(text: string, octet: string, isOne: (at: number) => boolean): number {
  let found = 0;
  for (let at = text.indexOf(octet); at !== -1; at = text.indexOf(octet, at + 1)) if (isOne(at)) found++;
  return found;
}
