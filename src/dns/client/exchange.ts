import type { Question } from '../types.ts';
import { encodeQuery, type Message } from '../wire/index.ts';
import type { Lane } from './lane.ts';
import { acceptanceOf } from './reply.ts';
import type { Attempt, Exchange, Fault, TransportName } from './transport/transport.ts';

/** DNS flag day 2020: 1232 octets fit every path without fragments. */
const UDP_SIZE = 1232;
const FORMERR = 1;
const NOTIMP = 4;
const BADVERS = 16;
const BADCOOKIE = 23;

export interface Asked extends Question {
  /** Asks a validating resolver for what it has, valid or not (RFC 4035 §3.2.2). */
  checkingDisabled?: boolean;
  /** False: the server is asked for what it knows itself. Default true. */
  recursionDesired?: boolean;
}

/**
 * Asks one server: over UDP first, over TCP where the answer does not fit (RFC 7766 §5) or may be forged, without EDNS
 * where the server does not read it (RFC 6891 §7), with a new cookie where it wants one (RFC 7873 §5.3).
 */
export function askServer(
  lane: Lane,
  question: Asked,
  attempt: Attempt,
  transport: TransportName,
): Promise<Exchange> {
  return send(lane, question, attempt, transport, lane.usesEdns).then((first) =>
    isPlain(first) || attempt.isOver ? first : afterAll(first, lane, question, attempt, transport),
  );
}

async function afterAll(
  first: Exchange,
  lane: Lane,
  question: Asked,
  attempt: Attempt,
  transport: TransportName,
): Promise<Exchange> {
  const reply = await mended(first, lane, question, attempt, transport);
  if (transport !== 'UDP') return isTruncated(reply) ? truncatedOver(transport) : reply;
  if (attempt.isOver || !needsTcp(reply)) return reply;
  attempt.soFar = ofUdp(reply);
  const second = await send(lane, question, attempt, 'TCP', lane.usesEdns);
  return overTcp(reply, await mended(second, lane, question, attempt, 'TCP'), lane, attempt.soFar);
}

/** Nothing to do but to read it. */
function isPlain(reply: Exchange): boolean {
  return reply.ok && reply.doubt === undefined && !reply.message.flags.tc && !isAboutEdns(reply.message);
}

function isAboutEdns({ rcode }: Message): boolean {
  return rcode === BADCOOKIE || refusesEdns({ rcode });
}

/** Where the server dislikes what came with the question, the question again without it. */
async function mended(
  reply: Exchange,
  lane: Lane,
  question: Asked,
  attempt: Attempt,
  transport: TransportName,
): Promise<Exchange> {
  if (!reply.ok || reply.doubt !== undefined || attempt.isOver) return reply;
  if (reply.message.rcode === BADCOOKIE) return withNewCookie(lane, question, attempt, transport);
  if (!lane.usesEdns || !refusesEdns(reply.message)) return reply;
  const plain = await send(lane, question, attempt, transport, false);
  // Who has sent cookies reads EDNS: a forged refusal would only rid us of them.
  if (plain.ok && !refusesEdns(plain.message) && !lane.cookies.areKnown) lane.usesEdns = false;
  return plain;
}

/** A fresh cookie may be refused too, as by one of several machines: over TCP none is needed. */
async function withNewCookie(
  lane: Lane,
  question: Asked,
  attempt: Attempt,
  transport: TransportName,
): Promise<Exchange> {
  const reply = await send(lane, question, attempt, transport, true);
  const isRefused = reply.ok && reply.message.rcode === BADCOOKIE;
  return isRefused ? { ...reply, doubt: 'the server refuses the cookie that it gave' } : reply;
}

function refusesEdns({ rcode }: Pick<Message, 'rcode'>): boolean {
  return rcode === FORMERR || rcode === NOTIMP || rcode === BADVERS;
}

function send(
  lane: Lane,
  { name, type, recursionDesired, checkingDisabled }: Asked,
  attempt: Attempt,
  transport: TransportName,
  withEdns: boolean,
): Promise<Exchange> {
  const options = transport === 'UDP' || transport === 'TCP' ? lane.cookies.options : [];
  const edns = withEdns ? { udpSize: UDP_SIZE, dnssecOk: false, options } : undefined;
  // RFC 6840 §5.7: the AD bit asks to be told whether the answer was validated.
  const query = encodeQuery({
    id: 0,
    name,
    type,
    recursionDesired,
    checkingDisabled,
    authenticData: true,
    edns,
  });
  return lane.via(transport).exchange(query, acceptanceOf(query, lane, transport), attempt);
}

function needsTcp(reply: Exchange): boolean {
  return reply.ok ? reply.message.flags.tc || reply.doubt !== undefined : reply.reason === 'forged';
}

function isTruncated(reply: Exchange): boolean {
  return reply.ok && reply.message.flags.tc;
}

function truncatedOver(transport: TransportName): Exchange {
  return { ok: false, reason: 'malformed', detail: `the answer is truncated even over ${transport}` };
}

/** What came over UDP is a part at best, or doubtful, and never used, however TCP ends (RFC 2181 §9). */
function overTcp(first: Exchange, reply: Exchange, lane: Lane, soFar: Fault): Exchange {
  if (isTruncated(reply)) return truncatedOver('TCP');
  if (!reply.ok) return { ok: false, ...soFar, detail: `${soFar.detail} ${reply.detail}` };
  // It would have fitted: a server that limits the rate of its answers truncates them.
  if (isTruncated(first) && reply.size <= UDP_SIZE) lane.lost();
  return reply;
}

function ofUdp(reply: Exchange): Fault {
  if (!reply.ok) return { reason: 'forged', detail: `${reply.detail}, and over TCP:` };
  return reply.doubt === undefined
    ? { reason: 'truncated', detail: 'the answer is too large for UDP, and over TCP:' }
    : { reason: 'forged', detail: `the answer over UDP is not to be trusted, ${reply.doubt}, and over TCP:` };
}
