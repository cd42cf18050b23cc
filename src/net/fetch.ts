import { isIP, type Socket } from 'node:net';
import { connect, type SecureContext, type TLSSocket } from 'node:tls';
import { breakingFaults } from './breaking-faults.ts';
import { type Connect, firstConnected } from './connect.ts';
import { failureOf, handshakeProblem } from './failures.ts';
import { getOver } from './get.ts';
import { type Trust, tlsFactsOf } from './tls-facts.ts';
import type { HttpsGot, HttpsUntrusted, NotLearned } from './types.ts';

/** What is fetched, and from where: addresses that were checked. */
export interface Target {
  url: URL;
  /** The name that the certificate must stand for. */
  host: string;
  addresses: readonly string[];
  port: number;
  mostOctets: number;
  mustVerify: boolean;
}

/** With what. */
export interface Means {
  open: Connect;
  context: () => SecureContext;
  trust: Trust;
  userAgent: string;
  /** Fires when the time for the whole request is over. */
  signal: AbortSignal;
}

export type Fetched = (HttpsGot | HttpsUntrusted | NotLearned) & {
  source: { server: string };
  tries: number;
};

/** One GET of one URL, over a connection of its own. */
export async function fetchFrom(target: Target, means: Means): Promise<Fetched> {
  const { addresses, port } = target;
  const { open, signal } = means;
  let connected: Awaited<ReturnType<typeof firstConnected>>;
  try {
    connected = await firstConnected(addresses, port, open, signal);
  } catch (error) {
    const { tries = 0 } = error as { tries?: number };
    return { ...failureOf(error), source: { server: addresses[0]! }, tries };
  }
  const { socket, address, tries } = connected;
  const abort = (): void => void socket.destroy();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return { ...(await speak(socket, target, means)), source: { server: address }, tries };
  } catch (error) {
    return { ...failureOf(signal.aborted ? signal.reason : error), source: { server: address }, tries };
  } finally {
    signal.removeEventListener('abort', abort);
    socket.destroy();
  }
}

async function speak(
  socket: Socket,
  { url, host, mostOctets, mustVerify }: Target,
  means: Means,
): Promise<HttpsGot | HttpsUntrusted | NotLearned> {
  const secured = await handshake(socket, host, means.context());
  if (typeof secured === 'string') return { status: 'untrusted', detail: secured, tls: null };
  const tls = tlsFactsOf(secured, host, means.trust);
  // Weakness alone is no ground to distrust what OpenSSL trusts.
  const holds = secured.authorized && breakingFaults(tls).length === 0;
  if (!holds && tls.ownTrouble !== undefined)
    return { status: 'failed', reason: 'own-trouble', detail: tls.ownTrouble };
  if (mustVerify && !holds)
    return { status: 'untrusted', detail: tls.faults.map(({ detail }) => detail).join('; '), tls };
  return { status: 'answered', ...(await getOver(secured, url, mostOctets, means)), tls };
}

/** TLS over an open connection; in words why not, where the server's answer is the reason. */
function handshake(socket: Socket, host: string, secureContext: SecureContext): Promise<TLSSocket | string> {
  return new Promise((resolve, reject) => {
    const secured = connect({
      socket,
      secureContext,
      ...(isIP(host) === 0 && { servername: host }),
      ALPNProtocols: ['http/1.1'],
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
    });
    secured.once('secureConnect', () => resolve(secured));
    secured.once('close', () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' })));
    secured.on('error', (error) => {
      const problem = handshakeProblem(error);
      if (problem === undefined) reject(error);
      else resolve(problem);
    });
  });
}
