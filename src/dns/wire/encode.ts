import type { AnyRecord, RecordType } from '../types.ts';
import { writeEdns } from './edns.ts';
import { FLAG_BITS, type Flags, type Message } from './message.ts';
import { rdataOf } from './rdata.ts';
import { typeNumber } from './type-codes.ts';
import { Writer } from './writer.ts';

const FLAG_LIST = Object.keys(FLAG_BITS) as (keyof Flags)[];

/** Message → octets, names compressed. Throws a RangeError for what no message can carry. */
export function encodeMessage(message: Message): Uint8Array {
  const { edns } = message;
  if (edns === undefined && message.rcode > 15) throw new RangeError('an rcode over 15 needs an OPT record');
  const to = new Writer(true);
  writeHeader(to, message);
  for (const question of message.questions) {
    to.compressedName(question.name);
    to.u16(typeNumber(question.type));
    to.u16(question.class);
  }
  for (const list of [message.answers, message.authorities, message.additionals]) {
    for (const record of list) writeRecord(to, record);
  }
  if (edns !== undefined) writeEdns(to, edns, message.rcode);
  return to.done();
}

function writeHeader(to: Writer, message: Message): void {
  const flags = FLAG_LIST.reduce((bits, flag) => (message.flags[flag] ? bits | FLAG_BITS[flag] : bits), 0);
  to.u16(message.id);
  to.u16(flags | (message.opcode << 11) | (message.rcode & 15));
  to.u16(message.questions.length);
  to.u16(message.answers.length);
  to.u16(message.authorities.length);
  to.u16(message.additionals.length + (message.edns === undefined ? 0 : 1));
}

function writeRecord(to: Writer, record: AnyRecord): void {
  to.compressedName(record.name);
  to.u16(typeNumber(record.type));
  to.u16(record.class);
  to.u32(record.ttl);
  to.counted(() => rdataOf<RecordType>(record.type).write(to, record.data));
}
