import { createServer, type Server, type Socket } from 'node:net';
import { nothing, type Transport } from './channel.ts';
import type { Serve } from './secure.ts';

/** Served; ended at once; or kept open, and nothing is ever read from it or written to it. */
export type Decision = 'accept' | 'refuse' | 'mute';
export type OnConnection = (nth: number, transport: Transport) => Decision;

/** The listening sockets of one server, and all that was connected to them. */
export interface Connections {
  /** The transport of each accepted connection, refused and muted ones too, in order. */
  accepted: Transport[];
  /** How many are open now. */
  open(): number;
  /** A server that is not listening yet. */
  serve(transport: Transport, serve: Serve): Server;
  close(): Promise<void>;
}

export function createConnections(onConnection: OnConnection): Connections {
  const accepted: Transport[] = [];
  const sockets = new Set<Socket>();
  const servers: Server[] = [];
  return {
    accepted,
    open: () => sockets.size,
    serve(transport, serve) {
      const server = createServer((socket) => {
        sockets.add(socket);
        socket.on('error', nothing).on('close', () => sockets.delete(socket));
        const nth = accepted.push(transport);
        const decision = onConnection(nth, transport);
        if (decision === 'refuse') socket.destroy();
        if (decision === 'accept') serve(socket, nth);
      });
      servers.push(server);
      return server;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

/** Listens on a port, any free one by default, and tells it. */
export function listening(server: Server, port = 0): Promise<number> {
  return new Promise((resolve) => {
    server.listen(port, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
  });
}
