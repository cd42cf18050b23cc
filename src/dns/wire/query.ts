import type { Name } from '../name.ts';
import { CLASS_IN, type RecordType } from '../types.ts';
import { type EdnsOption, writeEdns } from './edns.ts';
import { typeNumber } from './type-codes.ts';
import { Writer } from './writer.ts';

export interface Query {
  id: number;
  name: Name;
  type: RecordType;
  /** Default true: a resolver is asked. */
  recursionDesired?: boolean | undefined;
  checkingDisabled?: boolean | undefined;
  /** Left out, the query carries no OPT record. */
  edns?: { udpSize: number; dnssecOk: boolean; options?: EdnsOption[] | undefined } | undefined;
}

/** The octets of a query with one question of class IN; letter case of the name is kept. */
export function encodeQuery(query: Query): Uint8Array {
  const { edns } = query;
  const to = new Writer(false);
  to.u16(query.id);
  to.u16((query.recursionDesired === false ? 0 : 0x0100) | (query.checkingDisabled === true ? 0x0010 : 0));
  to.u16(1);
  to.u32(0);
  to.u16(edns === undefined ? 0 : 1);
  to.name(query.name);
  to.u16(typeNumber(query.type));
  to.u16(CLASS_IN);
  if (edns !== undefined) writeEdns(to, { version: 0, errors: [], ...edns, options: edns.options ?? [] }, 0);
  return to.done();
}
