import { ROOT } from '../name.ts';
import type { ExtendedError } from '../types.ts';
import type { Reader } from './reader.ts';
import { OPT } from './type-codes.ts';
import type { Writer } from './writer.ts';

export interface EdnsOption {
  code: number;
  octets: Uint8Array;
}

/** The OPT pseudo-record (RFC 6891 §6.1); extended errors (RFC 8914) stand in `errors` and not among the options. */
export interface Edns {
  udpSize: number;
  version: number;
  dnssecOk: boolean;
  options: readonly EdnsOption[];
  errors: readonly ExtendedError[];
}

const EXTENDED_ERROR = 15;
const DNSSEC_OK = 0x8000;

/** The OPT record's content from its class, its TTL and, at the reader, its RDATA. */
export function readEdns(from: Reader, udpSize: number, ttl: number): Edns {
  const options: EdnsOption[] = [];
  const errors: ExtendedError[] = [];
  while (from.remaining > 0) {
    const code = from.u16();
    const length = from.u16();
    if (code === EXTENDED_ERROR && length >= 2) errors.push(readError(from, length));
    else options.push({ code, octets: from.take(length) });
  }
  return { udpSize, version: (ttl >>> 16) & 0xff, dnssecOk: (ttl & DNSSEC_OK) !== 0, options, errors };
}

/** RFC 8914 §2: the text is UTF-8 and may end in a NUL. */
function readError(from: Reader, length: number): ExtendedError {
  const code = from.u16();
  const text = from.text(length - 2, 'utf8');
  return { code, text: text.endsWith('\0') ? text.slice(0, -1) : text };
}

/** Writes the OPT record; `rcode` gives its upper eight bits to it (RFC 6891 §6.1.3). */
export function writeEdns(to: Writer, edns: Edns, rcode: number): void {
  to.name(ROOT);
  to.u16(OPT);
  to.u16(edns.udpSize);
  to.u8(rcode >>> 4);
  to.u8(edns.version);
  to.u16(edns.dnssecOk ? DNSSEC_OK : 0);
  to.counted(() => {
    for (const { code, octets } of edns.options) writeOption(to, code, octets);
    for (const { code, text } of edns.errors) {
      writeOption(to, EXTENDED_ERROR, Uint8Array.from([code >> 8, code & 0xff, ...Buffer.from(text)]));
    }
  });
}

function writeOption(to: Writer, code: number, octets: Uint8Array): void {
  to.u16(code);
  to.counted(() => to.bytes(octets));
}
