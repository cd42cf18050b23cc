import { createHash } from 'node:crypto';

/** The two forms of RFC 6376 §3.4 in which a message is signed; texts are octets as characters (latin-1). */
export type Canonicalization = 'simple' | 'relaxed';

/** A header field whose lines are joined by CRLF; the result has no line end behind it. */
export function canonicalField(text: string, form: Canonicalization): string {
  if (form === 'simple') return text;
  const colon = text.indexOf(':');
  const value = text.slice(colon + 1).replaceAll('\r\n', '');
  return `${text.slice(0, colon).trimEnd().toLowerCase()}:${oneBlank(value).replace(/^ | $/g, '')}`;
}

function oneBlank(text: string): string {
  return text.replace(/[ \t]+/g, ' ');
}

const CRLF = '\r\n';
const BATCH = 64 * 1024;
const EMPTY_LINES = CRLF.repeat(BATCH / CRLF.length);

/** The hash of a body (§3.4.3, §3.4.4), line by line; empty lines at its end do not count. */
export class BodyHash {
  readonly #form: Canonicalization;
  readonly #hash = createHash('sha256');
  #batch = '';
  #isEmpty = true;
  #emptyLines = 0;

  constructor(form: Canonicalization) {
    this.#form = form;
  }

  /** A line without its end; one that the end of the message cuts off counts as ended. */
  line(line: string): void {
    const text = this.#form === 'simple' ? line : oneBlank(line).replace(/ $/, '');
    if (text === '') this.#emptyLines++;
    else this.#add(text);
  }

  #add(text: string): void {
    for (; this.#emptyLines > 0; this.#emptyLines -= BATCH / CRLF.length)
      this.#write(EMPTY_LINES.slice(0, this.#emptyLines * CRLF.length));
    this.#emptyLines = 0;
    this.#isEmpty = false;
    this.#write(text + CRLF);
  }

  #write(text: string): void {
    this.#batch += text;
    if (this.#batch.length > BATCH) this.#flush();
  }

  #flush(): void {
    this.#hash.update(this.#batch, 'latin1');
    this.#batch = '';
  }

  /** Base64. §3.4.3: in the simple form an empty body counts as one empty line. */
  digest(): string {
    if (this.#isEmpty && this.#form === 'simple') this.#write(CRLF);
    this.#flush();
    return this.#hash.digest('base64');
  }
}
