import { createSocket, type Socket } from 'node:dgram';
import { nothing, type Take } from './channel.ts';

/** Serves DNS on a bound UDP socket; what is returned closes it. */
export function overUdp(socket: Socket, take: Take): () => Promise<void> {
  const other = createSocket('udp4');
  socket.on('message', (octets, { port, address }) => {
    const send = (reply: Uint8Array): void => socket.send(reply, port, address);
    take(octets, {
      transport: 'udp',
      connection: 0,
      send,
      framed: (reply) => reply,
      raw: send,
      sent: nothing,
      elsewhere: (reply) => other.send(reply, port, address),
      respond: nothing,
      end: nothing,
      reset: nothing,
    });
  });
  const closed = (one: Socket): Promise<void> => new Promise((resolve) => one.close(resolve));
  return async () => {
    await Promise.all([closed(socket), closed(other)]);
  };
}
