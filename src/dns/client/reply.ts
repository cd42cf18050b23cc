import { decodeMessage } from '../wire/index.ts';
import type { Lane } from './lane.ts';
import { randomOctet } from './random.ts';
import type { Accept, Reply, TransportName } from './transport/transport.ts';

const HEADER = 12;
const TYPE_AND_CLASS = 4;
const QR = 0x80;
const OPCODE = 0x78;
const TC = 0x02;
const RCODE = 0x0f;
const FORMERR = 1;
const NOTIMP = 4;

/**
 * What the reply to a query must look like, before anything else of it is read (RFC 5452 §9.1). Over UDP the letters of
 * the query's name take random case here, which a forger has to guess too; that is undone in the reply, whose records
 * may point to the question's name.
 */
export function acceptanceOf(query: Uint8Array, lane: Lane, transport: TransportName): Accept {
  const end = questionEnd(query);
  const sent = query.subarray(HEADER, end);
  const plain = transport === 'UDP' && lane.keepsCase ? mixCase(sent) : sent;
  return (octets) => {
    if (octets.length < HEADER || (octets[2]! & (QR | OPCODE)) !== QR) return undefined;
    if (octets.readUInt16BE(4) !== 1) return isBareRefusal(octets) ? decoded(octets) : undefined;
    const echo = octets.subarray(HEADER, end);
    if (echo.length < sent.length) return tooShort(octets);
    const isExact = echo.equals(sent);
    if (!isExact && !sameQuestion(echo, sent)) return undefined;
    if (plain !== sent || !isExact) echo.set(plain);
    if ((octets[2]! & TC) !== 0) return decoded(questionAlone(octets, end));
    const reply = decoded(octets);
    if (!reply.ok || transport === 'TLS' || transport === 'HTTPS') return reply;
    return judged(reply, lane, transport, isExact || plain === sent);
  };
}

function decoded(octets: Buffer): Reply {
  const read = decodeMessage(octets);
  const size = octets.length;
  return read.ok ? { ok: true, message: read.message, size } : { ok: false, problem: read.problem, size };
}

/** Cut within our question, and by its id for us: malformed. Whole, it is the reply to a shorter question than ours. */
function tooShort(octets: Buffer): Reply | undefined {
  const reply = decoded(octets);
  return reply.ok ? undefined : reply;
}

/** Where nobody can listen in, cookies and letter case say nothing; over UDP what is wrong with them is a reason for doubt. */
function judged(
  reply: Reply & { ok: true },
  lane: Lane,
  transport: TransportName,
  isExact: boolean,
): Reply | undefined {
  const cookie = lane.cookies.judge(reply.message.edns);
  if (cookie === 'wrong') return undefined;
  if (transport === 'TCP') {
    if (cookie === 'missing') lane.cookies.forget();
    return reply;
  }
  if (!isExact) lane.missedCase();
  const doubt = isExact ? (cookie === 'missing' ? NO_COOKIE : undefined) : OTHER_CASE;
  return doubt === undefined ? reply : { ...reply, doubt };
}

const NO_COOKIE = 'it lacks the cookie that this server sends';
const OTHER_CASE = 'its letter case is not that of the question';

/** Where the one question of a query ends. */
function questionEnd(query: Uint8Array): number {
  let at = HEADER;
  while (query[at] !== 0) at += 1 + query[at]!;
  return at + 1 + TYPE_AND_CLASS;
}

/** Some servers that cannot read a query send back its header alone. */
function isBareRefusal(octets: Buffer): boolean {
  const rcode = octets[3]! & RCODE;
  return octets.readUInt16BE(4) === 0 && (rcode === FORMERR || rcode === NOTIMP);
}

/** Names compare without regard to ASCII case (RFC 4343); lengths of labels are below all letters. */
function sameQuestion(a: Uint8Array, b: Uint8Array): boolean {
  const name = b.length - TYPE_AND_CLASS;
  return (
    a.length === b.length &&
    b.every((octet, at) => octet === a[at] || (at < name && isSameLetter(octet, a[at]!)))
  );
}

function isSameLetter(a: number, b: number): boolean {
  return (a ^ b) === CASE && isLetter(a);
}

const CASE = 0x20;

function isLetter(octet: number): boolean {
  const lower = octet | CASE;
  return lower >= 0x61 && lower <= 0x7a;
}

/** Mixes the case of a question's letters where it stands, and returns it as it was. */
function mixCase(question: Uint8Array): Uint8Array {
  const before = Uint8Array.from(question);
  for (let at = 0; at < question.length - TYPE_AND_CLASS; at++) {
    if (!isLetter(question[at]!)) continue;
    if ((randomOctet() & 1) === 1) question[at]! ^= CASE;
  }
  return before;
}

/** A truncated reply may end within a record: nothing behind its question is read. */
function questionAlone(octets: Buffer, end: number): Buffer {
  const head = Buffer.from(octets.subarray(0, end));
  return head.fill(0, 6, HEADER);
}
