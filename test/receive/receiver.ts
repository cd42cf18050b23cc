import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import {
  type Accepted,
  type Address,
  type Envelope,
  LIMITS,
  type Limits,
  openSpool,
  type ReceivingOptions,
  startReceiving,
  throwAwayCertificate,
} from '../../src/receive/index.ts';

/** What a message looked like to whoever judges it. */
export interface Seen {
  envelope: Envelope;
  text: string;
}

export interface Receiver {
  plain: Address;
  tls: Address;
  seen: Seen[];
  /** Codes and texts of messages that were not accepted. */
  refusals: string[];
  folder: string;
  /** Resolves when so many messages were judged. */
  judged(count: number): Promise<void>;
  stop(): Promise<number>;
}

const LOOPBACK = { host: '127.0.0.1', port: 0 };
const certificate = throwAwayCertificate('mailcheck.localhost');

/** The server in this process, on ports that are free, with a judge that only keeps what it is given. */
export async function startReceiver(
  limits: Partial<Limits> = {},
  options: Partial<Pick<ReceivingOptions, 'once' | 'judge' | 'listen'>> & { keeps?: boolean } = {},
): Promise<Receiver> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-receive-test-'));
  const spool = await openSpool(folder, options.keeps ?? false);
  const seen: Seen[] = [];
  const refusals: string[] = [];
  let wake = (): void => {};
  const keep = async (message: Accepted): Promise<void> => {
    const text = (await buffer(message.open())).toString('latin1');
    seen.push({ envelope: message.envelope, text });
    await spool.judged(message, '{}\n');
    wake();
  };
  const receiving = await startReceiving({
    listen: options.listen ?? LOOPBACK,
    tlsListen: LOOPBACK,
    certificate,
    spool,
    left: [],
    limits: { ...LIMITS, ...limits },
    once: options.once ?? false,
    judge: options.judge ?? keep,
    refused: ({ responseCode, message }) => refusals.push(`${responseCode} ${message}`),
  });
  const [plain, tls] = receiving.listening.map(({ address }) => address);
  return {
    plain: plain!,
    tls: tls!,
    seen,
    refusals,
    folder,
    async judged(count) {
      while (seen.length < count)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    },
    async stop() {
      const left = await receiving.stop();
      rmSync(folder, { recursive: true, force: true });
      return left;
    },
  };
}
