import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { createServer, type Server as TcpServer, type Socket as TcpSocket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Name, RecordType, Server } from '../../src/dns/index.ts';
import { decodeMessage, encodeMessage, type Flags, type Message } from '../../src/dns/wire/index.ts';

/**
 * A name server in this process, on 127.0.0.1, UDP and TCP on one port, that answers as the test says:
 *
 *     const server = await startNameServer(fromZone('@ TXT "text"'));       // correctly, from a zone
 *     const server = await startNameServer(({ nth }) => (nth === 1 ? { rcode: 2 } : SILENCE));
 *     createClient({ servers: [server.server] });
 *     await server.close();
 */
export interface NameServer {
  server: Server;
  /** `127.0.0.1:PORT`, as `--server` takes it. */
  label: string;
  /** What it was asked, in order. */
  queries: Query[];
  close(): Promise<void>;
}

export interface Query {
  name: Name;
  type: RecordType;
  transport: 'udp' | 'tcp';
  /** How often this name and type have been asked by now, this query included. */
  nth: number;
  message: Message;
}

/** A message in reply; id, question and EDNS echo the query, the rest is an empty NOERROR, unless given. */
export type Reply = Partial<Omit<Message, 'flags'>> & { flags?: Partial<Flags> };

/**
 * One thing that a server does: send a reply (truncated where UDP cannot carry it), send octets as they are, wait,
 * or, over TCP, end the connection (`close`), break it (`reset`), send raw octets without their length (`tcpRaw`),
 * or send a reply in pieces. Doing nothing is `[]`.
 */
export type Action =
  | Reply
  | Uint8Array
  | { waitMs: number }
  | { tcpRaw: Uint8Array }
  | { drip: Reply; octets: number; everyMs: number }
  | 'close'
  | 'reset';

export type Behaviour = Action | readonly Action[];

export const SILENCE: Behaviour = [];

const PLAIN_UDP = 512;
const OFF: Flags = { qr: true, aa: false, tc: false, rd: true, ra: true, ad: false, cd: false };

export async function startNameServer(answer: (query: Query) => Behaviour): Promise<NameServer> {
  const queries: Query[] = [];
  const counts = new Map<string, number>();
  const sockets = new Set<TcpSocket>();
  const closing = new AbortController();
  async function handle(octets: Uint8Array, channel: Channel): Promise<void> {
    const decoded = decodeMessage(octets);
    const [question] = decoded.ok ? decoded.message.questions : [];
    if (!decoded.ok || question === undefined) return;
    const { name, type } = question;
    const nth = (counts.get(`${name} ${type}`) ?? 0) + 1;
    counts.set(`${name} ${type}`, nth);
    const query = { name, type, transport: channel.transport, nth, message: decoded.message };
    queries.push(query);
    const actions = [answer(query)].flat() as Action[];
    for (const action of actions) {
      if (!closing.signal.aborted) await act(action, query.message, channel, closing.signal);
    }
  }
  const { udp, tcp } = await listen();
  udp.on('message', (octets, { port, address }) => {
    const send = (reply: Uint8Array): void => udp.send(reply, port, address);
    void handle(octets, { transport: 'udp', send, raw: send, end: () => {}, reset: () => {} });
  });
  tcp.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    eachFrame(socket, (octets) => void handle(octets, tcpChannel(socket)));
  });
  const { port } = udp.address();
  return {
    server: { host: '127.0.0.1', port },
    label: `127.0.0.1:${port}`,
    queries,
    async close() {
      closing.abort();
      for (const socket of sockets) socket.destroy();
      await Promise.all([
        new Promise<void>((resolve) => udp.close(resolve)),
        new Promise((resolve) => tcp.close(resolve)),
      ]);
    },
  };
}

const ATTEMPTS = 10;

/** The port that TCP got may be taken for UDP: then another one is tried. */
async function listen(): Promise<{ udp: UdpSocket; tcp: TcpServer }> {
  for (let attempt = 1; ; attempt++) {
    const tcp = createServer();
    await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
    const { port } = tcp.address() as { port: number };
    const udp = createSocket('udp4');
    try {
      await new Promise<void>((resolve, reject) => {
        udp.once('error', reject).bind(port, '127.0.0.1', resolve);
      });
      return { udp, tcp };
    } catch (error) {
      tcp.close();
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

interface Channel {
  transport: 'udp' | 'tcp';
  /** Sends a message, framed where the transport frames. */
  send(octets: Uint8Array): void;
  raw(octets: Uint8Array): void;
  end(): void;
  reset(): void;
}

function tcpChannel(socket: TcpSocket): Channel {
  const raw = (octets: Uint8Array): void => void (socket.writable && socket.write(octets));
  return {
    transport: 'tcp',
    send: (octets) => raw(framed(octets)),
    raw,
    end: () => socket.end(),
    reset: () => socket.resetAndDestroy(),
  };
}

async function act(action: Action, query: Message, channel: Channel, signal: AbortSignal): Promise<void> {
  const wait = (ms: number): Promise<void> => pause(ms, undefined, { signal }).catch(() => {});
  if (action === 'close') return channel.end();
  if (action === 'reset') return channel.reset();
  if (action instanceof Uint8Array) return channel.send(action);
  if ('waitMs' in action) return wait(action.waitMs);
  if ('tcpRaw' in action) return channel.raw(action.tcpRaw);
  if (!('drip' in action)) return channel.send(fitting(replyTo(query, action), query, channel));
  const octets = framed(encodeMessage(replyTo(query, action.drip)));
  for (let at = 0; at < octets.length && !signal.aborted; at += action.octets) {
    channel.raw(octets.subarray(at, at + action.octets));
    await wait(action.everyMs);
  }
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
  if (transport === 'tcp' || octets.length <= limit) return octets;
  const flags = { ...message.flags, tc: true };
  return encodeMessage({ ...message, flags, answers: [], authorities: [], additionals: [] });
}

function framed(octets: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([octets.length >> 8, octets.length & 0xff]), octets]);
}

function eachFrame(socket: TcpSocket, take: (octets: Uint8Array) => void): void {
  let buffered = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    buffered = Buffer.concat([buffered, chunk]);
    while (buffered.length >= 2 && buffered.length >= 2 + buffered.readUInt16BE()) {
      const end = 2 + buffered.readUInt16BE();
      take(buffered.subarray(2, end));
      buffered = buffered.subarray(end);
    }
  });
}
