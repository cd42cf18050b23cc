import { createSocket, type Socket } from 'node:dgram';
import type { Server } from '../../src/dns/index.ts';

/** A name server behind a firewall that lets UDP through and no TCP: what connects is refused. */
export interface WithoutTcp {
  server: Server;
  label: string;
  close(): void;
}

/** `behind`: the server that answers, or a function that makes up what comes back for a packet. */
export async function withoutTcp(behind: Server | ((packet: Buffer) => Uint8Array)): Promise<WithoutTcp> {
  const front = createSocket('udp4');
  const onward = new Set<Socket>();
  front.on('message', (packet, { port, address }) => {
    const back = (reply: Uint8Array): void => front.send(reply, port, address);
    if (typeof behind === 'function') return back(behind(packet));
    // A socket for each packet: the reply then belongs to whoever sent it.
    const socket = createSocket('udp4');
    onward.add(socket);
    socket.once('message', (reply) => {
      back(reply);
      socket.close();
      onward.delete(socket);
    });
    socket.send(packet, behind.port, behind.host);
  });
  await new Promise<void>((resolve) => front.bind(0, '127.0.0.1', resolve));
  const { port } = front.address();
  return {
    server: { host: '127.0.0.1', port },
    label: `127.0.0.1:${port}`,
    close() {
      for (const socket of [front, ...onward]) socket.close();
    },
  };
}
