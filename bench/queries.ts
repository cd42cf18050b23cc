/**
 * Queries per second and CPU per query of the client, beside a pooled socket loop that only encodes and decodes, and
 * beside Node's own resolver. Run as a child process for each: `node queries.mjs KIND PORT COUNT IN_FLIGHT`; prints
 * milliseconds of wall time and of CPU.
 */
import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { connect } from 'node:net';
import { framed, frameReader } from '../src/dns/client/transport/frames.ts';
import { createClient } from '../src/dns/index.ts';
import { decodeMessage, encodeQuery } from '../src/dns/wire/index.ts';

const [kind = '', portText, countText, inFlightText] = process.argv.slice(2);
const [port, count, inFlight] = [portText, countText, inFlightText].map(Number) as [number, number, number];
const HOST = '127.0.0.1';

type Ask = (name: string) => Promise<boolean>;

const KINDS: Record<string, () => Ask | Promise<Ask>> = {
  'node-dns': nodeDns,
  'loop-udp': loopUdp,
  'loop-tcp': loopTcp,
  'client-udp': () => client(false),
  'client-tcp': () => client(true),
};

function nodeDns(): Ask {
  const resolver = new Resolver();
  resolver.setServers([`${HOST}:${port}`]);
  return async (name) => (await resolver.resolveTxt(name)).length > 0;
}

function client(bulk: boolean): Ask {
  const resolver = createClient({
    servers: [{ host: HOST, port }],
    bulk,
    concurrencyPerServer: inFlight,
    testServers: false,
  });
  return async (name) => (await resolver.ask(name, 'TXT')).status === 'present';
}

const EDNS = { udpSize: 1232, dnssecOk: false };

/** What no client can do without: a query encoded, the reply decoded, told apart by its id. */
class Loop {
  readonly #open = new Map<number, (ok: boolean) => void>();
  #id = 0;

  ask(name: string, send: (query: Uint8Array) => void): Promise<boolean> {
    const id = ++this.#id & 0xffff;
    send(encodeQuery({ id, name, type: 'TXT', edns: EDNS }));
    return new Promise((resolve) => this.#open.set(id, resolve));
  }

  received(octets: Uint8Array): void {
    const decoded = decodeMessage(octets);
    if (!decoded.ok) return;
    this.#open.get(decoded.message.id)?.(decoded.message.answers.length > 0);
    this.#open.delete(decoded.message.id);
  }
}

const SOCKETS = 8;

async function loopUdp(): Promise<Ask> {
  const loop = new Loop();
  const sockets = await Promise.all(
    Array.from({ length: SOCKETS }, async () => {
      const socket = createSocket({ type: 'udp4', recvBufferSize: 1 << 22 });
      socket.on('message', (octets) => loop.received(octets));
      await new Promise<void>((resolve) => socket.connect(port, HOST, () => resolve()));
      return socket.unref();
    }),
  );
  let next = 0;
  return (name) => loop.ask(name, (query) => sockets[next++ % SOCKETS]!.send(query));
}

async function loopTcp(): Promise<Ask> {
  const loop = new Loop();
  const socket = connect(port, HOST);
  socket.setNoDelay(true).on(
    'data',
    frameReader((octets) => loop.received(octets)),
  );
  await new Promise((resolve) => socket.once('connect', resolve));
  socket.unref();
  return (name) => loop.ask(name, (query) => socket.write(framed(query)));
}

async function run(ask: Ask, from: number, to: number): Promise<void> {
  let next = from;
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      while (next < to) if (!(await ask(`n${next++}.wild.test`))) throw new Error(`${kind}: no answer`);
    }),
  );
}

const ask = await KINDS[kind]!();
const keepAlive = setInterval(() => {}, 1000);
await run(ask, 0, Math.ceil(count / 5));
const cpu = process.cpuUsage();
const begin = performance.now();
await run(ask, count, 2 * count);
const wall = performance.now() - begin;
const { user, system } = process.cpuUsage(cpu);
console.log(JSON.stringify({ wall, cpu: (user + system) / 1000 }));
clearInterval(keepAlive);
process.exitCode = 0;
setImmediate(() => process.exit());
