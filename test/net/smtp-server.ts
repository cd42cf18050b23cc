import { createServer, type Socket } from 'node:net';
import { createSecureContext, type SecureContextOptions, TLSSocket } from 'node:tls';

/** What a server of these tests says and does; without anything it behaves. */
export interface Behaviour {
  /** Lines, or what happens to the connection instead. */
  greeting?: string | ((socket: Socket) => void);
  /** Milliseconds before the greeting. */
  waits?: number;
  ehlo?: string;
  helo?: string;
  startTls?: string | ((socket: Socket) => void);
  /** Certificate and key, versions and ciphers; without it STARTTLS is not offered. */
  tls?: SecureContextOptions;
  /** Obeys within TLS what came in clear before: the fault of CVE-2011-0411. */
  keepsPlaintext?: boolean;
  /** TLS from the first octet. */
  implicit?: boolean;
}

export interface TestServer {
  port: number;
  /** Every line that clients sent, with `!` before those within TLS. */
  heard: string[];
  connections(): number;
  stop(): Promise<void>;
}

export const EHLO = '250-mail.example.com\r\n250-PIPELINING\r\n250-SIZE 10240000\r\n250-8BITMIME\r\n';

export async function startSmtpServer(
  behaviour: Behaviour | ((connection: number) => Behaviour),
  { port = 0, address = '127.0.0.1' }: { port?: number; address?: string } = {},
): Promise<TestServer> {
  const heard: string[] = [];
  const sockets = new Set<Socket>();
  let count = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    const own = typeof behaviour === 'function' ? behaviour(count) : behaviour;
    count++;
    converse(own.implicit ? within(socket, own) : socket, own, heard);
  });
  await new Promise<void>((resolve) => server.listen(port, address, resolve));
  return {
    port: (server.address() as { port: number }).port,
    heard,
    connections: () => count,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function within(socket: Socket, { tls = {} }: Behaviour): TLSSocket {
  const secure = new TLSSocket(socket, { isServer: true, secureContext: createSecureContext(tls) });
  return secure.on('error', () => {});
}

function converse(socket: Socket, behaviour: Behaviour, heard: string[]): void {
  const { greeting = '220 mail.example.com ESMTP\r\n' } = behaviour;
  if (typeof greeting === 'function') {
    greeting(socket);
    return;
  }
  setTimeout(() => socket.write(greeting, 'latin1'), behaviour.waits ?? 0);
  listen(socket, behaviour, heard, '');
}

function listen(socket: Socket, behaviour: Behaviour, heard: string[], before: string): void {
  let text = before;
  const isSecure = socket instanceof TLSSocket;
  const obey = (): void => {
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
      const line = text.slice(0, end).trim();
      text = text.slice(end + 1);
      heard.push(`${isSecure ? '!' : ''}${line}`);
      if (line === 'STARTTLS' && begins(behaviour)) {
        socket.removeAllListeners('data');
        socket.write('220 go ahead\r\n');
        const secure = within(socket, behaviour);
        listen(secure, behaviour, heard, behaviour.keepsPlaintext ? text : '');
        return;
      }
      answer(socket, line, behaviour, isSecure);
    }
  };
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
    obey();
  });
  if (before !== '') (socket as TLSSocket).once('secure', obey);
}

const begins = ({ tls, startTls }: Behaviour): boolean => tls !== undefined && startTls === undefined;

function answer(socket: Socket, line: string, behaviour: Behaviour, isSecure: boolean): void {
  const { ehlo, helo = '250 mail.example.com\r\n', startTls, tls } = behaviour;
  const offered = (tls || startTls) && !isSecure ? '250-STARTTLS\r\n' : '';
  const replies: Record<string, string | ((socket: Socket) => void)> = {
    EHLO: ehlo ?? `${EHLO}${offered}250 HELP\r\n`,
    HELO: helo,
    NOOP: '250 2.0.0 Ok\r\n',
    QUIT: '221 2.0.0 Bye\r\n',
    STARTTLS: startTls ?? '502 5.5.1 not here\r\n',
  };
  const reply = replies[line.split(' ', 1)[0]!] ?? '502 5.5.2 not understood\r\n';
  if (typeof reply === 'function') reply(socket);
  else socket.write(reply, 'latin1');
  if (line === 'QUIT') socket.end();
}
