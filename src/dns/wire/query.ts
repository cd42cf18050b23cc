import type { Name } from '../name.ts';
import { CLASS_IN, type RecordType } from '../types.ts';
import { type EdnsOption, writeEdns } from './edns.ts';
import { FLAG_BITS } from './message.ts';
import { typeNumber } from './type-codes.ts';
import { Writer } from './writer.ts';

export interface Query {
  id: number;
  name: Name;
  type: RecordType;
  /** Default true: a resolver is asked. */
  recursionDesired?: boolean | undefined;
  checkingDisabled?: boolean | undefined;
  /** Asks to be told whether the answer was validated (RFC 6840 §5.7). */
  authenticData?: boolean | undefined;
  /** Left out, the query carries no OPT record. */
  edns?: { udpSize: number; dnssecOk: boolean; options?: readonly EdnsOption[] | undefined } | undefined;
}

/** The octets of a query with one question of class IN; letter case of the name is kept. */
export function encodeQuery(query: Query): Buffer {
  const { edns } = query;
  const to = new Writer(false);
  to.u16(query.id);
  to.u16(flagsOf(query));
  to.u16(1);
  to.u32(0);
  to.u16(edns === undefined ? 0 : 1);
  to.name(query.name);
  to.u16(typeNumber(query.type));
  to.u16(CLASS_IN);
  if (edns !== undefined) {
    const { udpSize, dnssecOk, options = [] } = edns;
    writeEdns(to, { version: 0, errors: [], udpSize, dnssecOk, options }, 0);
  }
  return to.packet();
}

function flagsOf({ recursionDesired = true, authenticData, checkingDisabled }: Query): number {
  return (
    (recursionDesired ? FLAG_BITS.rd : 0) |
    (authenticData ? FLAG_BITS.ad : 0) |
    (checkingDisabled ? FLAG_BITS.cd : 0)
  );
}
