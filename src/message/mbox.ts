/** A part of a file. */
export interface Range {
  start: number;
  /** Exclusive. */
  end: number;
}

/**
 * “From ”, who sent a message (an address, or whatever a program has in place of it), and when (RFC 4155 §A). A colon
 * makes it a header field, whose name blanks may follow (RFC 5322 §4.5.2).
 */
const FROM_LINE = /From (?!\s*:)\S.{0,400}?\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b.{0,80}?\d:\d\d[^\r\n]*/.source;

/**
 * A message in an mbox file begins after such a line that stands first, or behind an empty line, and that a header field
 * follows: a body may have such lines too, where whoever wrote the file did not quote them.
 */
const START = `${FROM_LINE}\\r?\\n[!-9;-~]+[ \\t]*:`;
const FIRST_START = new RegExp(`^${START}`);
const STARTS = new RegExp(`(?<=^|\\n\\r?\\n)${START}`, 'g');
const LONE_LINE = new RegExp(`^${FROM_LINE}$`);

export function isFromLine(line: string): boolean {
  return LONE_LINE.test(line);
}

/** What of the chunk before may belong to what begins in this one. */
const CARRIED = 2048;

export function isMbox(beginning: string): boolean {
  return FIRST_START.test(beginning);
}

/** Where its messages stand, their “From …” lines included. */
export async function mboxRanges(chunks: AsyncIterable<Buffer>): Promise<Range[]> {
  const starts: number[] = [];
  let carried = '';
  let offset = 0;
  for await (const chunk of chunks) {
    const text = carried + chunk.toString('latin1');
    for (const { index } of text.matchAll(STARTS)) {
      const start = offset - carried.length + index;
      const isFirst = index > 0 || start === 0;
      if (isFirst && start > (starts.at(-1) ?? -1)) starts.push(start);
    }
    offset += chunk.length;
    carried = text.slice(-CARRIED);
  }
  return starts.map((start, index) => ({ start, end: starts[index + 1] ?? offset }));
}

/** One message without what mbox adds: its “From …” line, the “>” before such lines within, the empty line at its end. */
export async function* fromMbox(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held: string[] = [];
  let isInside = false;
  for await (const chunk of chunks) {
    const text = chunk.toString('latin1');
    held.push(text);
    if (!text.includes('\n')) continue;
    const all = held.join('');
    const end = lastLineStart(all);
    held = [all.slice(end)];
    if (end === 0) continue;
    yield unquoted(isInside ? all.slice(0, end) : withoutFirstLine(all.slice(0, end)));
    isInside = true;
  }
  const rest = held.join('');
  yield unquoted((isInside ? rest : withoutFirstLine(rest)).replace(/(?<=\n|^)\r?\n$/, ''));
}

/** The last line is held back, and an empty one with the line before it: it may be the end. */
function lastLineStart(text: string): number {
  const last = text.lastIndexOf('\n');
  return last < 1 ? 0 : text.lastIndexOf('\n', last - 1) + 1;
}

function withoutFirstLine(text: string): string {
  return text.slice(text.indexOf('\n') + 1);
}

/** mboxrd puts “>” before each such line, mboxo only before those without one. */
function unquoted(text: string): Buffer {
  return Buffer.from(text.replace(/^>(?=>*From )/gm, ''), 'latin1');
}
