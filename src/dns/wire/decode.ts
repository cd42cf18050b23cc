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
  const counts = [from.u16(), from.u16(), from.u16(), from.u16()] as const;
  const questions = section('question', counts[0], () => readQuestion(from));
  const answers = section('answer', counts[1], () => readRecord(from));
  const authorities = section('authority', counts[2], () => readRecord(from));
  const extra = readAdditionals(from, counts[3]);
  if (from.remaining > 0) throw new Malformed(`${from.remaining} octets follow the message`);
  const message = {
    id,
    flags: readFlags(bits),
    opcode: (bits >> 11) & 15,
    rcode: (bits & 15) | extra.upperRcode,
    questions,
    answers,
    authorities,
    additionals: extra.records,
  };
  return extra.edns === undefined ? message : { ...message, edns: extra.edns };
}

function readFlags(bits: number): Flags {
  const has = (flag: keyof Flags) => (bits & FLAG_BITS[flag]) !== 0;
  return {
    qr: has('qr'),
    aa: has('aa'),
    tc: has('tc'),
    rd: has('rd'),
    ra: has('ra'),
    ad: has('ad'),
    cd: has('cd'),
  };
}

function section<T>(name: string, count: number, read: () => T): T[] {
  const entries: T[] = [];
  inSection(name, count, () => entries.push(read()));
  return entries;
}

/** Reads `count` entries; a problem says which one it is in. */
function inSection(name: string, count: number, read: () => void): void {
  let entry = 1;
  try {
    for (; entry <= count; entry++) read();
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    throw new Malformed(`${name} ${entry} of ${count}: ${error.message}`);
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
  const data = from.within(from.u16(), () => rdataOf(type).read(from));
  // RFC 2181 §8: a TTL with its uppermost bit set counts as zero.
  return { name, type, class: recordClass, ttl: ttl > 0x7fffffff ? 0 : ttl, data } as AnyRecord;
}

interface Additionals {
  records: AnyRecord[];
  edns?: Edns;
  upperRcode: number;
}

function readAdditionals(from: Reader, count: number): Additionals {
  const extra: Additionals = { records: [], upperRcode: 0 };
  inSection('additional', count, () => {
    const name = from.name();
    const code = from.u16();
    if (code === OPT) readOpt(from, name, extra);
    else extra.records.push(readBody(from, name, code));
  });
  return extra;
}

/** RFC 6891 §6.1.1: there is one OPT record at most; §6.1.2: its owner is the root. */
function readOpt(from: Reader, name: Name, extra: Additionals): void {
  if (extra.edns !== undefined) throw new Malformed('a second OPT record');
  if (name !== ROOT) throw new Malformed('the owner of the OPT record is not the root');
  const udpSize = from.u16();
  const ttl = from.u32();
  extra.upperRcode = (ttl >>> 24) << 4;
  extra.edns = from.within(from.u16(), () => readEdns(from, udpSize, ttl));
}
