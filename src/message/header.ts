/** A header field (RFC 5322 §2.2), octet for octet as latin-1. */
export interface Field {
  /** Lower case. */
  key: string;
  name: string;
  /** Whole, folded as it came, without its final CRLF. */
  line: Buffer;
  /** Unfolded, without blanks around it. */
  value: string;
}

export interface Split {
  fields: Field[];
  /** Whether an empty line ends the header; a message may also have no body at all (RFC 5322 §3.5). */
  ended: boolean;
  /** False: there was more of it than is read. */
  complete: boolean;
  /** Lines that belong to no field. */
  strays: number;
  body: AsyncIterable<Buffer>;
}

/** More than any receiver takes: Postfix keeps 100 KiB of a header, Exchange 256 KiB. */
export const MOST_HEADER_OCTETS = 2 * 1024 * 1024;
export const MOST_FIELDS = 20_000;

const EMPTY_LINE = '\r\n\r\n';

/** Divides a message, in wire form, at its first empty line (RFC 5322 §2.1). */
export async function splitMessage(chunks: AsyncIterable<Buffer>): Promise<Split> {
  const source = chunks[Symbol.asyncIterator]();
  const read: Buffer[] = [];
  let size = 0;
  let text = '';
  let end = -1;
  for (let searched = 0; end === -1 && size <= MOST_HEADER_OCTETS; ) {
    const next = await source.next();
    if (next.done) break;
    read.push(next.value);
    size += next.value.length;
    text += next.value.toString('latin1');
    // An empty first line: the header is empty.
    end = text.startsWith('\r\n') ? -2 : text.indexOf(EMPTY_LINE, searched);
    searched = Math.max(0, text.length - EMPTY_LINE.length);
  }
  const header = end === -1 ? text : text.slice(0, Math.max(end, 0));
  const { fields, strays } = fieldsOf(header.slice(0, MOST_HEADER_OCTETS));
  const isCut = header.length > MOST_HEADER_OCTETS;
  // The last field may go on behind the cut: half an address is another address.
  if (isCut) fields.pop();
  const complete = !isCut && fields.length <= MOST_FIELDS;
  const rest = end === -1 ? Buffer.alloc(0) : Buffer.concat(read).subarray(end + EMPTY_LINE.length);
  return {
    fields: fields.slice(0, MOST_FIELDS),
    ended: end !== -1,
    complete,
    strays,
    body: following(rest, source),
  };
}

async function* following(rest: Buffer, source: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  if (rest.length > 0) yield rest;
  for (let next = await source.next(); !next.done; next = await source.next()) yield next.value;
}

/** RFC 5322 §3.6.8; §4.5 lets blanks stand before the colon. */
export const FIELD_START = /^([\x21-\x39\x3b-\x7e]+)([ \t]*):/;

/** Lines that begin no field are part of the one before, as readers of mail take them. */
function fieldsOf(header: string): { fields: Field[]; strays: number } {
  const fields: { name: string; lines: string[] }[] = [];
  let strays = 0;
  for (const line of header.replace(/(?:\r\n)+$/, '').split('\r\n')) {
    const name = /^[ \t]/.test(line) ? undefined : FIELD_START.exec(line)?.[1];
    const last = fields.at(-1);
    if (name !== undefined) fields.push({ name, lines: [line] });
    else {
      if (!/^[ \t]/.test(line) && line !== '') strays++;
      last?.lines.push(line);
    }
  }
  return { fields: fields.map(fieldOf), strays };
}

function fieldOf({ name, lines }: { name: string; lines: string[] }): Field {
  const whole = lines.join('');
  return {
    key: name.toLowerCase(),
    name,
    line: Buffer.from(lines.join('\r\n'), 'latin1'),
    value: whole.slice(whole.indexOf(':') + 1).trim(),
  };
}

export function fieldsNamed(fields: readonly Field[], key: string): Field[] {
  return fields.filter((field) => field.key === key);
}
