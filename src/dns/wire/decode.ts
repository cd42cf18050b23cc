import { type Name, ROOT } from '../name.ts';
import type { AnyRecord } from '../types.ts';
import { type Edns, readEdns } from './edns.ts';
import { Malformed } from './malformed.ts';
import { type Decoded, FLAG_BITS, type Flags, type Message } from './message.ts';
import { rdataOf } from './rdata.ts';
import { Reader } from './reader.ts';
import { OPT, typeName } from './type-codes.ts';

/** Octets → message, understood whole or refused: total, and linear in the size. */
export function decodeMessage(octets: Uint8Array): Decoded {
  try {
    return { ok: true, message: readMessage(new Reader(octets, true)) };
  } catch (error) {
    if (error instanceof Malformed) return { ok: false, problem: error.message };
    throw error;
  }
}

function readMessage(from: Reader): Message {
  if (from.remaining < 12) throw new Malformed(`the header is cut: ${from.remaining} of 12 octets`);
  const id = from.u16();
  const bits = from.u16();
  const [questionCount, answerCount, authorityCount] = [from.u16(), from.u16(), from.u16()];
  const additionalCount = from.u16();
  const message: Message = {
    id,
    flags: readFlags(bits),
    opcode: (bits >> 11) & 15,
    rcode: bits & 15,
    questions: section(from, 'question', questionCount, readQuestion),
    answers: section(from, 'answer', answerCount, readRecord),
    authorities: section(from, 'authority', authorityCount, readRecord),
    additionals: [],
  };
  const additionals = section(from, 'additional', additionalCount, readAdditional);
  if (from.remaining > 0) throw new Malformed(`${from.remaining} octets follow the message`);
  for (const [index, one] of additionals.entries()) {
    if ('type' in one) message.additionals.push(one);
    else takeOpt(message, one, `additional ${index + 1} of ${additionalCount}`);
  }
  return message;
}

function readFlags(bits: number): Flags {
  return {
    qr: (bits & FLAG_BITS.qr) !== 0,
    aa: (bits & FLAG_BITS.aa) !== 0,
    tc: (bits & FLAG_BITS.tc) !== 0,
    rd: (bits & FLAG_BITS.rd) !== 0,
    ra: (bits & FLAG_BITS.ra) !== 0,
    ad: (bits & FLAG_BITS.ad) !== 0,
    cd: (bits & FLAG_BITS.cd) !== 0,
  };
}

/** Reads `count` entries; a problem says which one it is in. */
function section<T>(from: Reader, name: string, count: number, read: (from: Reader) => T): T[] {
  const entries: T[] = [];
  try {
    while (entries.length < count) entries.push(read(from));
    return entries;
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    throw new Malformed(`${name} ${entries.length + 1} of ${count}: ${error.message}`);
  }
}

function readQuestion(from: Reader): Message['questions'][number] {
  return { name: from.name(), type: typeName(from.u16()), class: from.u16() };
}

function readRecord(from: Reader): AnyRecord {
  const name = from.name();
  return readBody(from, name, from.u16());
}

function readBody(from: Reader, name: Name, code: number): AnyRecord {
  if (code === OPT) throw new Malformed('an OPT record outside the additional section');
  const type = typeName(code);
  const recordClass = from.u16();
  const ttl = from.u32();
  const data = from.within(from.u16(), rdataOf(type).read);
  // RFC 2181 §8: a TTL with its uppermost bit set counts as zero.
  return { name, type, class: recordClass, ttl: ttl > 0x7fffffff ? 0 : ttl, data } as AnyRecord;
}

/** The OPT pseudo-record: EDNS, and the upper bits of the response code (RFC 6891 §6.1.3). */
interface Opt {
  edns: Edns;
  upperRcode: number;
}

function readAdditional(from: Reader): AnyRecord | Opt {
  const name = from.name();
  const code = from.u16();
  return code === OPT ? readOpt(from, name) : readBody(from, name, code);
}

/** RFC 6891 §6.1.2: the owner of the OPT record is the root. */
function readOpt(from: Reader, name: Name): Opt {
  if (name !== ROOT) throw new Malformed('the owner of the OPT record is not the root');
  const udpSize = from.u16();
  const ttl = from.u32();
  const edns = from.within(from.u16(), () => readEdns(from, udpSize, ttl));
  return { edns, upperRcode: (ttl >>> 24) << 4 };
}

/** RFC 6891 §6.1.1: there is one OPT record at most. */
function takeOpt(message: Message, { edns, upperRcode }: Opt, place: string): void {
  if (message.edns !== undefined) throw new Malformed(`${place}: a second OPT record`);
  message.edns = edns;
  message.rcode |= upperRcode;
}
