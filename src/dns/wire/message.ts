import type { Name } from '../name.ts';
import type { AnyRecord, RecordType } from '../types.ts';
import type { Edns } from './edns.ts';

/** The flags of the header (RFC 1035 §4.1.1, RFC 4035 §3). */
export interface Flags {
  qr: boolean;
  aa: boolean;
  tc: boolean;
  rd: boolean;
  ra: boolean;
  ad: boolean;
  cd: boolean;
}

export interface Message {
  id: number;
  flags: Flags;
  opcode: number;
  /** The extended code: the upper bits of the OPT record are joined to the header's (RFC 6891 §6.1.3). */
  rcode: number;
  questions: { name: Name; type: RecordType; class: number }[];
  answers: AnyRecord[];
  authorities: AnyRecord[];
  /** Without the OPT record, which is `edns`. */
  additionals: AnyRecord[];
  edns?: Edns | undefined;
}

export type Decoded = { ok: true; message: Message } | { ok: false; problem: string };

export const FLAG_BITS: Readonly<Record<keyof Flags, number>> = {
  qr: 0x8000,
  aa: 0x0400,
  tc: 0x0200,
  rd: 0x0100,
  ra: 0x0080,
  ad: 0x0020,
  cd: 0x0010,
};
