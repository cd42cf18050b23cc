import { randomInt } from 'node:crypto';
import { monotonicMs } from './clock.ts';
import { sameName } from './name.ts';
import type { Server } from './server.ts';
import {
  type Accept,
  type Bounds,
  type Exchange,
  MAX_ANOMALIES,
  type Transport,
} from './transport/transport.ts';
import { CLASS_IN, type Question } from './types.ts';
import { type Decoded, decodeMessage, encodeQuery, type Message } from './wire/index.ts';

export interface Wire {
  udp: Transport;
  tcp: Transport;
}

/** DNS flag day 2020: 1232 octets fit every path without fragments. */
const EDNS = { udpSize: 1232, dnssecOk: false };
const QUERY = 0;
const FORMERR = 1;
const NOTIMP = 4;
const BADVERS = 16;

/**
 * Asks one server: over UDP first, over TCP where the answer does not fit (RFC 7766 §5) or forged packets flood us,
 * without EDNS where the server does not read it (RFC 6891 §7). UDP and TCP have `timeoutMs` each.
 */
export async function askServer(
  wire: Wire,
  server: Server,
  question: Question,
  { timeoutMs, signal }: Bounds,
): Promise<Exchange & { queries: number }> {
  let edns: typeof EDNS | undefined = EDNS;
  let queries = 0;
  let anomalies = 0;
  async function send(transport: Transport, bounds: Bounds): Promise<Exchange> {
    const id = randomInt(0x10000);
    const query = encodeQuery({ ...question, id, edns });
    const reply = await transport(server, query, acceptReply(id, question), bounds);
    queries++;
    anomalies += reply.anomalies;
    return reply;
  }
  async function over(transport: Transport): Promise<Exchange> {
    const deadline = monotonicMs() + timeoutMs;
    const reply = await send(transport, { timeoutMs, signal });
    if (edns === undefined || !refusesEdns(reply)) return reply;
    edns = undefined;
    return send(transport, { timeoutMs: Math.max(1, deadline - monotonicMs()), signal });
  }
  const first = await over(wire.udp);
  const last = needsTcp(first) ? overTcp(first, await over(wire.tcp)) : first;
  return { ...last, queries, anomalies };
}

function refusesEdns(reply: Exchange): boolean {
  return reply.ok && [FORMERR, NOTIMP, BADVERS].includes(reply.message.rcode);
}

function needsTcp(reply: Exchange): boolean {
  return reply.ok ? reply.message.flags.tc : reply.anomalies > MAX_ANOMALIES;
}

/** What came over UDP is a part at best and never used, however TCP ends (RFC 2181 §9). */
function overTcp(first: Exchange, reply: Exchange): Exchange {
  const { anomalies } = reply;
  if (reply.ok && reply.message.flags.tc) {
    return { ok: false, reason: 'malformed', detail: 'the answer is truncated even over TCP', anomalies };
  }
  if (reply.ok || !first.ok) return reply.ok ? reply : first;
  const detail = `the answer is too large for UDP, and over TCP: ${reply.detail}`;
  return { ok: false, reason: 'truncated', detail, anomalies };
}

const HEADER = 12;
const QR = 0x80;
const TC = 0x02;

/** RFC 5452 §9.1: a reply echoes id and question; anything else on the port is not for us. */
function acceptReply(id: number, question: Question): Accept {
  return (octets) => {
    if (octets.length < HEADER || ((octets[0]! << 8) | octets[1]!) !== id) return undefined;
    if ((octets[2]! & QR) === 0) return undefined;
    const decoded: Decoded = decodeMessage((octets[2]! & TC) === 0 ? octets : questionAlone(octets));
    return !decoded.ok || answers(question, decoded.message) ? decoded : undefined;
  };
}

function answers({ name, type }: Question, { opcode, questions, rcode }: Message): boolean {
  const [echo] = questions;
  if (opcode !== QUERY || questions.length > 1) return false;
  // Some servers that cannot read a query send back its header alone.
  if (echo === undefined) return rcode === FORMERR || rcode === NOTIMP;
  return sameName(echo.name, name) && echo.type === type && echo.class === CLASS_IN;
}

/** A truncated reply may end within a record: nothing behind its question is read. */
function questionAlone(octets: Uint8Array): Uint8Array {
  let end = HEADER;
  while (end < octets.length && octets[end] !== 0) end += 1 + octets[end]!;
  const head = Uint8Array.from(octets.subarray(0, end + 5));
  head.fill(0, 6, HEADER);
  return head;
}
