import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer as createTls, type TLSSocket, type TlsOptions } from 'node:tls';

/** A server on loopback, and what reached it. */
export interface HttpsServer {
  port: number;
  /** Connections so far. */
  connections(): number;
  /** What was asked for. */
  requests: IncomingMessage[];
  stop(): Promise<void>;
}

/** An HTTPS server that answers as told. */
export function httpsServer(
  options: TlsOptions,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<HttpsServer> {
  const requests: IncomingMessage[] = [];
  const server = createHttps(options, (request, response) => {
    requests.push(request);
    answer(request, response);
  });
  return started(server, requests);
}

/** A server that speaks TLS and then whatever it is told to, request or not. */
export function tlsServer(options: TlsOptions, speak: (socket: TLSSocket) => void): Promise<HttpsServer> {
  return started(
    createTls(options, (socket) => {
      socket.on('error', () => {});
      socket.on('data', () => {});
      speak(socket);
    }),
  );
}

/** Counts connections; ends with all of them. */
export async function started(server: Server, requests: IncomingMessage[] = []): Promise<HttpsServer> {
  const open = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket: Socket) => {
    connections += 1;
    socket.on('error', () => {});
    open.add(socket);
  });
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    requests,
    stop: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
