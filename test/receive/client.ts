import { connect, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { Address } from '../../src/receive/index.ts';

/** An SMTP client that sends whatever it is told to, octet for octet, and hands out replies one by one. */
export interface Client {
  socket: Socket;
  /** The next reply, all of its lines; rejects when the connection ends before. */
  reply(): Promise<string>;
  /** Sends octets as they are. */
  raw(octets: string | Uint8Array): void;
  /** A line, and the reply to it. */
  say(line: string): Promise<string>;
  /** Everything from EHLO to the end of the message; the last reply. */
  deliver(message: string, envelope?: { helo?: string; from?: string; to?: string }): Promise<string>;
  /** The same connection under TLS, after the reply to STARTTLS. */
  startTls(): Promise<Client>;
  /** Resolves when the server has closed. */
  closed: Promise<void>;
  close(): void;
}

/** Connects and reads the greeting. */
export async function connected(
  { host, port }: Address,
  { tls = false, from: localAddress }: { tls?: boolean; from?: string } = {},
): Promise<Client> {
  const raw = connect({ host, port, ...(localAddress && { localAddress }) });
  const socket = tls ? connectTls({ socket: raw, rejectUnauthorized: false }) : raw;
  raw.on('error', () => {});
  const client = clientOn(socket);
  await client.reply();
  return client;
}

export function clientOn(socket: Socket | TLSSocket): Client {
  const replies = replyReader(socket);
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  const client: Client = {
    socket,
    closed,
    reply: replies.next,
    raw: (octets) => void socket.write(octets as string),
    say(line) {
      socket.write(`${line}\r\n`);
      return replies.next();
    },
    async deliver(message, { helo = 'client.example', from = 'a@example.com', to = 'b@example.org' } = {}) {
      const steps = [`EHLO ${helo}`, `MAIL FROM:<${from}>`, `RCPT TO:<${to}>`, 'DATA'];
      for (const step of steps) {
        const reply = await client.say(step);
        if (!/^[23]/.test(reply)) return reply;
      }
      socket.write(`${message}\r\n.\r\n`);
      return replies.next();
    },
    async startTls() {
      replies.stop();
      const secure = connectTls({ socket, rejectUnauthorized: false });
      await new Promise<void>((resolve, reject) => {
        secure.once('secureConnect', resolve);
        secure.once('error', reject);
      });
      return clientOn(secure);
    },
    close: () => socket.destroy(),
  };
  return client;
}

function replyReader(socket: Socket): { next(): Promise<string>; stop(): void } {
  let text = '';
  let over = false;
  let wake = (): void => {};
  const read = (chunk: Buffer): void => {
    text += chunk.toString('latin1');
    wake();
  };
  const end = (): void => {
    over = true;
    wake();
  };
  socket.on('data', read);
  socket.on('error', () => {});
  socket.on('close', end);
  return {
    stop: () => void socket.off('data', read),
    async next() {
      for (;;) {
        const whole = /^(?:\d{3}-.*\r\n)*\d{3}(?: .*)?\r\n/.exec(text)?.[0];
        if (whole !== undefined) {
          text = text.slice(whole.length);
          return whole;
        }
        if (over) throw new Error(`the server closed; unread: ${JSON.stringify(text)}`);
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}
