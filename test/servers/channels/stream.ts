import type { Socket } from 'node:net';
import type { Certificate } from '../certificates.ts';
import { type Channel, nothing, type Take } from './channel.ts';
import { type Serve, secured, serverName } from './secure.ts';

/** RFC 7766: messages behind their length. */
export function overTcp(take: Take): Serve {
  return (socket, nth) => {
    eachFrame(socket, (octets) => take(octets, streamChannel('tcp', socket, socket, nth)));
  };
}

/** RFC 7858: the same within TLS. */
export function overTls(take: Take, certificate: Certificate): Serve {
  return secured(certificate, 'dot', (socket, raw, nth) => {
    eachFrame(socket, (octets) => take(octets, streamChannel('tls', socket, raw, nth)));
  });
}

function streamChannel(transport: 'tcp' | 'tls', socket: Socket, raw: Socket, connection: number): Channel {
  const write = (octets: Uint8Array): void => void (socket.writable && socket.write(octets));
  return {
    transport,
    connection,
    serverName: serverName(socket),
    send: (octets) => write(framed(octets)),
    framed,
    raw: write,
    sent: nothing,
    elsewhere: nothing,
    respond: nothing,
    end: () => socket.end(),
    reset: () => raw.resetAndDestroy(),
  };
}

function framed(octets: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([octets.length >> 8, octets.length & 0xff]), octets]);
}

function eachFrame(socket: Socket, take: (octets: Uint8Array) => void): void {
  let buffered = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    buffered = Buffer.concat([buffered, chunk]);
    while (buffered.length >= 2 && buffered.length >= 2 + buffered.readUInt16BE()) {
      const end = 2 + buffered.readUInt16BE();
      take(buffered.subarray(2, end));
      buffered = buffered.subarray(end);
    }
  });
}
