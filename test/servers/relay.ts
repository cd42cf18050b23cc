import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { connect, createServer, type Socket } from 'node:net';
import type { Server } from '../../src/dns/index.ts';
import { freePort } from './process.ts';

/** What stands before a name server and passes everything on, as a firewall does: it counts, and may let no TCP through. */
export interface Relay {
  server: Server;
  label: string;
  /** TCP connections so far, and packets over UDP. */
  connections(): number;
  packets(): number;
  close(): Promise<void>;
}

export interface RelayOptions {
  /** What becomes of TCP connections: passed on, refused, or never heard of again. Default: passed on. */
  tcp?: 'pass' | 'refuse' | 'mute';
}

type Stop = () => void;

/** `behind`: the server that answers, or a function that makes up what comes back for a packet. */
export async function startRelay(
  behind: Server | ((packet: Buffer) => Uint8Array),
  { tcp = 'pass' }: RelayOptions = {},
): Promise<Relay> {
  const port = await freePort();
  const counts = { connections: 0, packets: 0 };
  const stops = [await relayUdp(port, behind, () => counts.packets++)];
  if (tcp !== 'refuse' && typeof behind !== 'function')
    stops.push(await relayTcp(port, tcp === 'mute' ? undefined : behind, () => counts.connections++));
  return {
    server: { host: '127.0.0.1', port },
    label: `127.0.0.1:${port}`,
    connections: () => counts.connections,
    packets: () => counts.packets,
    async close() {
      for (const stop of stops) stop();
    },
  };
}

async function relayUdp(
  port: number,
  behind: Server | ((packet: Buffer) => Uint8Array),
  count: () => void,
): Promise<Stop> {
  const front = createSocket('udp4');
  const onward = new Set<UdpSocket>();
  front.on('message', (packet, from) => {
    count();
    const back = (reply: Uint8Array): void => front.send(reply, from.port, from.address);
    if (typeof behind === 'function') return back(behind(packet));
    // A socket for each packet: what comes back on it belongs to whoever sent that.
    const socket = createSocket('udp4');
    onward.add(socket);
    socket
      .on('error', () => {})
      .once('message', (reply) => {
        back(reply);
        onward.delete(socket);
        socket.close();
      });
    socket.send(packet, behind.port, behind.host);
  });
  await new Promise<void>((resolve, reject) => {
    front.once('error', reject).bind(port, '127.0.0.1', resolve);
  });
  return () => {
    for (const socket of [front, ...onward]) socket.close();
  };
}

async function relayTcp(port: number, behind: Server | undefined, count: () => void): Promise<Stop> {
  const sockets = new Set<Socket>();
  const front = createServer((socket) => {
    count();
    sockets.add(socket);
    if (behind === undefined) return socket.on('error', () => {});
    const onward = connect(behind.port, behind.host);
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      sockets.add(one);
      one
        .on('error', () => {})
        .on('close', () => {
          sockets.delete(one);
          other.destroy();
        });
      one.pipe(other);
    }
  });
  await new Promise<void>((resolve, reject) => {
    front.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  return () => {
    front.close();
    for (const socket of sockets) socket.destroy();
  };
}
