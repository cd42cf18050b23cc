import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import type { Certificate } from '../certificates.ts';
import { nothing } from './channel.ts';

/** What is done with an accepted connection, the nth. */
export type Serve = (socket: Socket, nth: number) => void;

/** `raw` is what TCP knows of a connection, which alone can be reset. */
export type ServeSecurely = (socket: TLSSocket, raw: Socket, nth: number) => void;

/**
 * Shakes hands, then serves. There is a TLS server for each connection, so that it is known whose it is; the keys of
 * session tickets are the same in all of them, so that clients can resume.
 */
export function secured({ cert, key }: Certificate, protocol: string, serve: ServeSecurely): Serve {
  const options = { cert, key, ALPNProtocols: [protocol], ticketKeys: randomBytes(48) };
  return (raw, nth) => {
    const server = createServer(options, (socket) => {
      socket.on('error', nothing);
      serve(socket, raw, nth);
    });
    server.on('tlsClientError', nothing).emit('connection', raw);
  };
}

/** SNI; Node tells an absent one by false. */
export function serverName(socket: Socket): string | undefined {
  const { servername } = socket as { servername?: string | false | null };
  return servername || undefined;
}
