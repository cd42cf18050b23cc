import { setTimeout as pause } from 'node:timers/promises';
import { encodeMessage, type Flags, type Message } from '../../src/dns/wire/index.ts';
import type { Channel, HttpResponse } from './channels/channel.ts';

/** What a name server of a test does with one query. */

/** A message in reply; id, question and EDNS echo the query, the rest is an empty NOERROR, unless given. */
export type Reply = Partial<Omit<Message, 'flags'>> & { flags?: Partial<Flags> };

/**
 * One thing that a server does: send a reply (truncated where UDP cannot carry it), send octets as they are, wait,
 * or, over TCP and TLS, end the connection (`close`), break it (`reset`), send raw octets without their length
 * (`tcpRaw`), or send a reply in pieces. Doing nothing is `[]`.
 *
 * Over HTTPS a reply, or octets, is one response, and what is sent after it is lost; `tcpRaw` begins a body or goes on
 * with it, `close` ends the response, with nothing in it if nothing was sent, and `reset` breaks the connection.
 */
export type Action =
  | Reply
  | Uint8Array
  | { waitMs: number }
  | { tcpRaw: Uint8Array }
  | { drip: Reply; octets: number; everyMs: number }
  /** Over UDP, from a port that was not asked; over anything else nothing happens. */
  | { elsewhere: Reply }
  /** Over HTTPS, a response as HTTP has it; over anything else nothing happens. */
  | { http: Omit<HttpResponse, 'body'> & { body?: string | Uint8Array | Reply } }
  | 'close'
  | 'reset';

export type Behaviour = Action | readonly Action[];

export const SILENCE: Behaviour = [];

const PLAIN_UDP = 512;
const OFF: Flags = { qr: true, aa: false, tc: false, rd: true, ra: true, ad: false, cd: false };

export async function act(
  action: Action,
  query: Message,
  channel: Channel,
  signal: AbortSignal,
): Promise<void> {
  const message = (reply: Reply): Uint8Array => fitting(replyTo(query, reply), query, channel);
  if (action === 'close') return channel.end();
  if (action === 'reset') return channel.reset();
  if (action instanceof Uint8Array) return channel.send(action);
  if ('waitMs' in action) return wait(action.waitMs, signal);
  if ('tcpRaw' in action) return channel.raw(action.tcpRaw);
  if ('elsewhere' in action) return channel.elsewhere(message(action.elsewhere));
  if ('drip' in action) return drip(message(action.drip), action, channel, signal);
  if (!('http' in action)) return channel.send(message(action));
  const { body = '', ...response } = action.http;
  const isWritten = typeof body === 'string' || body instanceof Uint8Array;
  channel.respond({ ...response, body: isWritten ? body : message(body) });
}

async function drip(
  message: Uint8Array,
  { octets: size, everyMs }: { octets: number; everyMs: number },
  channel: Channel,
  signal: AbortSignal,
): Promise<void> {
  const octets = channel.framed(message);
  for (let at = 0; at < octets.length && !signal.aborted; at += size) {
    channel.raw(octets.subarray(at, at + size));
    await wait(everyMs, signal);
  }
  channel.sent();
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return pause(ms, undefined, { signal }).catch(() => {});
}

export function replyTo(query: Message, { flags, ...reply }: Reply): Message {
  const { id, questions } = query;
  const edns = query.edns && { udpSize: 1232, version: 0, dnssecOk: false, options: [], errors: [] };
  const empty = { opcode: 0, rcode: 0, answers: [], authorities: [], additionals: [] };
  return { id, questions, edns, ...empty, ...reply, flags: { ...OFF, ...flags } };
}

/** RFC 6891 §6.2.5: what the client cannot take is left out, and TC says so. */
function fitting(message: Message, query: Message, { transport }: Channel): Uint8Array {
  const octets = encodeMessage(message);
  const limit = query.edns === undefined ? PLAIN_UDP : Math.max(PLAIN_UDP, query.edns.udpSize);
  if (transport !== 'udp' || octets.length <= limit) return octets;
  const flags = { ...message.flags, tc: true };
  return encodeMessage({ ...message, flags, answers: [], authorities: [], additionals: [] });
}
