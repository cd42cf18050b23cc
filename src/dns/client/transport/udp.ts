import { createSocket } from 'node:dgram';
import type { Server } from '../server.ts';
import { multiplexed } from './multiplexed.ts';
import { socketFault, type Transport } from './transport.ts';

/**
 * Several sockets at once, each on a random port of the system's choice, and each for a part of a run only (RFC 5452
 * §9.2): a socket for each query would cost more than all the rest of it. A connected socket takes packets from the
 * server's address alone.
 */
const QUERIES_PER_SOCKET = 256;
const SOCKETS = { most: 8, busyAt: 16 };

export function udpTo({ host, port }: Server): Transport {
  return multiplexed({
    name: 'UDP',
    queriesPerLink: QUERIES_PER_SOCKET,
    links: SOCKETS,
    // The next query gets a port that nobody has seen.
    staysOpen: false,
    open({ received, gone }) {
      const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
      let waiting: Uint8Array[] | undefined = [];
      let open = true;
      // Told in a turn of its own: a long run that is refused at once would keep timers and signals waiting.
      const failed = (error: Error | null | undefined): void => {
        if (error) setImmediate(() => open && gone(socketFault(error)));
      };
      const send = (message: Uint8Array): void => socket.send(message, failed);
      const connected = (error?: Error): void => {
        // After an error what waits is told of it with the rest.
        if (error || !open) failed(error);
        else for (const message of waiting?.splice(0) ?? []) send(message);
        if (!error) waiting = undefined;
      };
      socket.on('error', failed).on('message', received);
      socket.connect(port, host, connected as () => void);
      return {
        send: (message) => (waiting === undefined ? send(message) : waiting.push(message)),
        hold: () => {},
        close() {
          open = false;
          socket.close();
        },
      };
    },
  });
}
