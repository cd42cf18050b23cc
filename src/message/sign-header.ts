import { FIELD_START } from './header.ts';
import { MessageProblem } from './keys.ts';
import { isFromLine } from './mbox.ts';
import type { MessageLines } from './sign-lines.ts';

/** A header field (RFC 5322 §2.2). */
export interface HeaderField {
  /** As written. */
  name: string;
  /** The whole field, its lines joined by CRLF, without the last one. */
  text: string;
}

const MOST_OCTETS = 1024 * 1024;
/** RFC 5322 §3.6: a header has each of these once at most; receivers refuse, or show the wrong one. */
const ONCE = 'from sender reply-to to cc bcc message-id in-reply-to references subject date'.split(' ');

/** Reads the header section line by line; throws {@link MessageProblem} for what is none, or will not stay as it is. */
export class HeaderSection {
  readonly #lines: MessageLines;
  readonly #parts: string[][] = [];
  #octets = 0;

  constructor(lines: MessageLines) {
    this.#lines = lines;
  }

  /** False at the empty line behind the section. */
  push(line: string): boolean {
    if (line === '') return false;
    this.#octets += line.length;
    if (this.#octets > MOST_OCTETS)
      throw new MessageProblem('the header is longer than 1 MiB: no server takes that');
    if (/[\x80-\xff]/.test(line))
      throw this.#lines.problem('is part of the header and not ASCII: write it in encoded words (RFC 2047)');
    if (/^[ \t]/.test(line)) this.#continue(line);
    else this.#begin(line);
    return true;
  }

  #continue(line: string): void {
    if (line.trim() === '')
      throw this.#lines.problem('is part of the header and holds blanks alone: drop it');
    const field = this.#parts.at(-1);
    if (field === undefined) throw this.#lines.problem('is the first of the header and begins with a blank');
    field.push(line);
  }

  #begin(line: string): void {
    if (isFromLine(line))
      throw this.#lines.problem(
        'begins with “From ”, which belongs to mailbox files, not to a message: drop it',
      );
    const blanks = FIELD_START.exec(line)?.[2];
    if (blanks === undefined)
      throw this.#lines.problem('is no header field (“Name: value”); an empty line has to end the header');
    // RFC 5322 §4.5 has readers take it and nobody write it; verifiers in use refuse the message.
    if (blanks !== '')
      throw this.#lines.problem('has a blank before its colon, which not every receiver takes: drop it');
    this.#parts.push([line]);
  }

  fields(): HeaderField[] {
    const fields = this.#parts.map((lines) => ({
      name: lines[0]!.slice(0, lines[0]!.indexOf(':')),
      text: lines.join('\r\n'),
    }));
    checkCounts(fields);
    return fields;
  }
}

function checkCounts(fields: readonly HeaderField[]): void {
  const names = fields.map(({ name }) => name.toLowerCase());
  if (!names.includes('from'))
    throw new MessageProblem('the message has no From: a signature has to cover it');
  const seen = new Set<string>();
  for (const [index, name] of names.entries()) {
    if (seen.has(name) && ONCE.includes(name))
      throw new MessageProblem(`the message has ${fields[index]!.name} more than once: receivers refuse it`);
    seen.add(name);
  }
}
