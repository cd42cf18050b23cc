import { MessageProblem } from './keys.ts';

/** RFC 5322 §2.1.1, without the line end: servers break what is longer, and no signature survives that. */
const LONGEST_LINE = 998;

const CR = '\r';
const LF = '\n';

export type LineEnd = '\r\n' | '\n';

/**
 * The lines of a message, octets as characters (latin-1), without their ends. Throws {@link MessageProblem} for what a
 * server on the way would change: the signature would not hold.
 */
export class MessageLines {
  /** That of the whole message; nothing before its first line has ended. */
  end: LineEnd | undefined;
  /** Octets of the lines that were given out. */
  octets = 0;
  /** Beyond ASCII, anywhere. */
  has8Bit = false;
  #number = 0;
  #rest = '';

  /** The lines that end in this chunk. */
  *push(chunk: Buffer): Generator<string> {
    const text = this.#rest + chunk.toString('latin1');
    this.has8Bit ||= /[\x80-\xff]/.test(text);
    let from = 0;
    for (let at = text.indexOf(LF); at !== -1; at = text.indexOf(LF, from)) {
      const line = this.#ended(text.slice(from, at));
      this.octets += at + 1 - from;
      from = at + 1;
      yield this.#checked(line);
    }
    this.#rest = text.slice(from);
    if (this.#rest.length > LONGEST_LINE + 1) this.#checked(this.#rest);
  }

  /** What stands behind the last line end. */
  last(): string {
    const line = this.#rest;
    this.#rest = '';
    this.octets += line.length;
    return line === '' ? '' : this.#checked(line);
  }

  /** Names the line that was given out last. */
  problem(what: string): MessageProblem {
    return new MessageProblem(`line ${this.#number} ${what}`);
  }

  #ended(line: string): string {
    const end = line.endsWith(CR) ? '\r\n' : '\n';
    this.end ??= end;
    if (end === this.end) return end === LF ? line : line.slice(0, -1);
    this.#number++;
    const [here, before] = end === LF ? ['LF alone', 'CRLF'] : ['CRLF', 'LF alone'];
    throw this.problem(
      `ends with ${here}, those before it with ${before}: give the message one kind of line end`,
    );
  }

  #checked(line: string): string {
    this.#number++;
    if (line.length > LONGEST_LINE)
      throw this.problem(`has more than ${LONGEST_LINE} octets: servers break it, and the signature with it`);
    if (line.includes(CR))
      throw this.problem('has a CR that ends no line: servers change it, or refuse the message');
    if (line.includes('\0')) throw this.problem('has a NUL octet: servers drop it, or refuse the message');
    return line;
  }
}
