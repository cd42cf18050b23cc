import { connect, type Socket } from 'node:net';
import type { Server } from '../server.ts';
import { framed, frameReader } from './frames.ts';
import { type Link, type LinkEvents, multiplexed } from './multiplexed.ts';
import { openTls } from './tls.ts';
import { socketFault, type Transport, tlsFault } from './transport.ts';

/** RFC 7766 §6.2.1: one connection for all queries, sent without waiting for each other's answers. */
const QUERIES_PER_CONNECTION = 20_000;

const SHARED = {
  queriesPerLink: QUERIES_PER_CONNECTION,
  links: { most: 1, busyAt: QUERIES_PER_CONNECTION },
  staysOpen: true,
};

export function tcpTo({ host, port }: Server): Transport {
  return multiplexed({
    name: 'TCP',
    ...SHARED,
    open: (events) => linkOver(connect(port, host), 'connect', events, socketFault),
  });
}

/** DNS over TLS (RFC 7858). */
export function tlsTo(server: Server): Transport {
  return multiplexed({
    name: 'TLS',
    ...SHARED,
    open: (events) => linkOver(openTls(server, 'dot'), 'secureConnect', events, tlsFault),
  });
}

const CLOSED = { reason: 'unreachable', detail: 'the server closed the connection early' } as const;

function linkOver(
  socket: Socket,
  ready: 'connect' | 'secureConnect',
  { received, gone }: LinkEvents,
  faultOf: typeof socketFault,
): Link {
  let held = true;
  let frames: Buffer[] = [];
  const release = (): void => {
    held = false;
    if (frames.length > 0) socket.write(frames.length === 1 ? frames[0]! : Buffer.concat(frames));
    frames = [];
  };
  socket.setNoDelay(true);
  socket.on('error', (error) => gone(faultOf(error)));
  socket.on('close', () => gone(CLOSED));
  socket.on('data', frameReader(received));
  // Nothing leaves before the connection stands, and what is asked in one turn leaves in one piece.
  socket.once(ready, release);
  return {
    send(message) {
      frames.push(framed(message));
      if (held) return;
      held = true;
      process.nextTick(release);
    },
    hold: (on) => void (on ? socket.ref() : socket.unref()),
    close: () => void socket.destroy(),
  };
}
