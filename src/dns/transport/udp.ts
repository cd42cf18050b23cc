import { createSocket } from 'node:dgram';
import { exchangeOver, socketFault, type Transport } from './transport.ts';

/**
 * A socket of its own for every query: the system picks a new random port each time (RFC 5452 §9.2),
 * and a connected socket takes packets from the server's address alone.
 */
export const exchangeUdp: Transport = (server, query, accept, bounds) =>
  exchangeOver('UDP', accept, bounds, ({ received, failed }) => {
    const socket = createSocket(server.host.includes(':') ? 'udp6' : 'udp4');
    let open = true;
    const fail = (error: Error | null | undefined): void => {
      if (error) failed(socketFault(error));
    };
    socket.on('error', fail);
    socket.on('message', received);
    const connected = (error?: Error): void => {
      if (error) fail(error);
      else if (open) socket.send(query, fail);
    };
    socket.connect(server.port, server.host, connected as () => void);
    return () => {
      open = false;
      socket.close();
    };
  });
