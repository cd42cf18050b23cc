import { connect, type Socket } from 'node:net';

/** Opens a TCP connection to one address; tests count these. */
export type Connect = (address: string, port: number) => Socket;

export const connectTo: Connect = (address, port) => connect({ host: address, port });

/** As RFC 8305 §5 has it: so long each try has a start over the next. */
const STAGGER_MS = 250;

export interface Connected {
  socket: Socket;
  address: string;
  tries: number;
}

/**
 * The first of the addresses that takes a connection: the next is tried when one fails or is slow, and who comes second is
 * hung up on. Rejects with the last error, its `tries` set, when all have failed or the signal fires.
 */
export function firstConnected(
  addresses: readonly string[],
  port: number,
  open: Connect,
  signal: AbortSignal,
): Promise<Connected> {
  return new Promise((resolve, reject) => {
    const sockets: Socket[] = [];
    let failed = 0;
    let isOver = false;
    let timer: NodeJS.Timeout | undefined;
    const end = (winner?: Socket): void => {
      isOver = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      for (const socket of sockets) if (socket !== winner) socket.destroy();
    };
    const fail = (error: Error): void => {
      end();
      reject(Object.assign(error, { tries: sockets.length }));
    };
    const abort = (): void => fail(signal.reason as Error);
    const next = (): void => {
      clearTimeout(timer);
      const address = addresses[sockets.length];
      if (address === undefined) return;
      const socket = open(address, port);
      sockets.push(socket);
      socket.on('error', () => {});
      socket.once('error', (error) => {
        if (isOver) return;
        if (++failed === addresses.length) fail(error);
        else next();
      });
      socket.once('connect', () => {
        end(socket);
        resolve({ socket, address, tries: sockets.length });
      });
      timer = setTimeout(next, STAGGER_MS);
    };
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    else next();
  });
}
