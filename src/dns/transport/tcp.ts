import { connect } from 'node:net';
import { exchangeOver, socketFault, type Transport } from './transport.ts';

const LENGTH_OCTETS = 2;
const CLOSED_EARLY = 'the server closed the TCP connection early';

/** RFC 7766 §8: messages over TCP carry their length in two octets. One connection for one query. */
export const exchangeTcp: Transport = (server, query, accept, bounds) =>
  exchangeOver('TCP', accept, bounds, ({ received, failed }) => {
    const socket = connect(server.port, server.host);
    let buffered = Buffer.alloc(0);
    socket.on('error', (error) => failed(socketFault(error)));
    socket.on('connect', () => socket.write(framed(query)));
    socket.on('close', () => failed({ reason: 'unreachable', detail: CLOSED_EARLY }));
    socket.on('data', (chunk) => {
      buffered = Buffer.concat([buffered, chunk]);
      for (let message = unframed(buffered); message !== undefined; message = unframed(buffered)) {
        buffered = buffered.subarray(LENGTH_OCTETS + message.length);
        received(message);
      }
    });
    return () => socket.destroy();
  });

function framed(query: Uint8Array): Buffer {
  const frame = Buffer.alloc(LENGTH_OCTETS + query.length);
  frame.writeUInt16BE(query.length);
  frame.set(query, LENGTH_OCTETS);
  return frame;
}

function unframed(octets: Buffer): Buffer | undefined {
  if (octets.length < LENGTH_OCTETS) return undefined;
  const end = LENGTH_OCTETS + octets.readUInt16BE();
  return octets.length < end ? undefined : octets.subarray(LENGTH_OCTETS, end);
}
