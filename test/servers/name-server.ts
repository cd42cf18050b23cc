import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { setMaxListeners } from 'node:events';
import { type Name, nameKey, type RecordType, type Server } from '../../src/dns/index.ts';
import { decodeMessage, type Message } from '../../src/dns/wire/index.ts';
import { type Action, act, type Behaviour } from './behaviour.ts';
import { type Certificate, loopbackCertificate } from './certificates.ts';
import type { Channel, HttpRequest, Transport } from './channels/channel.ts';
import { type Connections, createConnections, listening, type OnConnection } from './channels/connections.ts';
import { overHttps } from './channels/https.ts';
import { overTcp, overTls } from './channels/stream.ts';
import { overUdp } from './channels/udp.ts';

export { type Action, type Behaviour, type Reply, replyTo, SILENCE } from './behaviour.ts';
export type { HttpRequest, Transport } from './channels/channel.ts';

/**
 * A name server in this process, on 127.0.0.1, UDP and TCP on one port, that answers as the test says:
 *
 *     const server = await startNameServer(fromZone('@ TXT "text"'));       // correctly, from a zone
 *     const server = await startNameServer(({ nth }) => (nth === 1 ? { rcode: 2 } : SILENCE));
 *     createClient({ servers: [server.server] });
 *     await server.close();
 *
 * With `{ tls: true, https: true }` it serves these too, each on a port of its own.
 */
export interface NameServer {
  server: Server;
  /** `127.0.0.1:PORT`, as `--server` takes it. */
  label: string;
  tls?: Server;
  https?: Server;
  /** PEM: what to trust, unless the server was given a certificate. */
  readonly ca: string;
  /** What it was asked, in order. */
  queries: Query[];
  /** The transport of each connection that it accepted, whatever became of it, in order. */
  connections: Transport[];
  /** How many connections are open now. */
  openConnections(): number;
  close(): Promise<void>;
}

export interface Query {
  name: Name;
  type: RecordType;
  transport: Transport;
  /** How often this name and type have been asked by now, this query included. */
  nth: number;
  /** Which of `connections` it came on, from 1; 0 over UDP. */
  connection: number;
  /** The name that a TLS client asked for. */
  serverName?: string | undefined;
  /** How an HTTPS client asked. */
  http?: HttpRequest | undefined;
  message: Message;
}

export interface NameServerOptions {
  tls?: boolean;
  https?: boolean;
  /** Default: a valid one for 127.0.0.1 and localhost. */
  certificate?: Certificate;
  /** Decides, before any octet is read, about a connection: the nth of all, from 1. */
  onConnection?: OnConnection;
}

type Answer = (query: Query) => Behaviour;

const HTTP_PATH = '/dns-query';

export async function startNameServer(answer: Answer, options: NameServerOptions = {}): Promise<NameServer> {
  const queries: Query[] = [];
  const closing = new AbortController();
  // As many may wait as are asked at a time.
  setMaxListeners(0, closing.signal);
  const take = answering(answer, queries, closing.signal);
  const connections = createConnections(options.onConnection ?? (() => 'accept'));
  const { udp, port } = await listen(connections, take);
  const closeUdp = overUdp(udp, take);
  const secure = await listenSecurely(options, connections, take);
  return {
    server: { host: '127.0.0.1', port },
    label: `127.0.0.1:${port}`,
    ...secure,
    get ca() {
      return loopbackCertificate().ca;
    },
    queries,
    connections: connections.accepted,
    openConnections: connections.open,
    async close() {
      closing.abort();
      await Promise.all([closeUdp(), connections.close()]);
    },
  };
}

type Take = (octets: Uint8Array, channel: Channel) => Promise<void>;

/** Notes each query, and does what the test says. */
function answering(answer: Answer, queries: Query[], signal: AbortSignal): Take {
  const counts = new Map<string, number>();
  return async (octets, channel) => {
    const decoded = decodeMessage(octets);
    const [question] = decoded.ok ? decoded.message.questions : [];
    if (!decoded.ok || question === undefined) return channel.respond({ status: 400 });
    const { type } = question;
    // Clients mix the case of letters.
    const name = nameKey(question.name);
    const nth = (counts.get(`${name} ${type}`) ?? 0) + 1;
    counts.set(`${name} ${type}`, nth);
    const { transport, connection, serverName, http } = channel;
    const query = { name, type, transport, nth, connection, serverName, http, message: decoded.message };
    queries.push(query);
    if (http !== undefined && http.path.split('?')[0] !== HTTP_PATH) return channel.respond({ status: 404 });
    const actions = [answer(query)].flat() as Action[];
    for (const action of actions) {
      if (!signal.aborted) await act(action, query.message, channel, signal);
    }
  };
}

const ATTEMPTS = 10;

/** The port that TCP got may be taken for UDP: then another one is tried. */
async function listen(connections: Connections, take: Take): Promise<{ udp: UdpSocket; port: number }> {
  for (let attempt = 1; ; attempt++) {
    const tcp = connections.serve('tcp', overTcp(take));
    const port = await listening(tcp);
    const udp = createSocket('udp4');
    try {
      await new Promise<void>((resolve, reject) => {
        udp.once('error', reject).bind(port, '127.0.0.1', resolve);
      });
      return { udp, port };
    } catch (error) {
      tcp.close();
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

async function listenSecurely(
  { tls, https, certificate }: NameServerOptions,
  connections: Connections,
  take: Take,
): Promise<{ tls?: Server; https?: Server }> {
  if (!tls && !https) return {};
  const shown = certificate ?? loopbackCertificate();
  const opened = async (transport: 'tls' | 'https', serve: typeof overTls): Promise<Server> => ({
    host: '127.0.0.1',
    port: await listening(connections.serve(transport, serve(take, shown))),
  });
  return {
    ...(tls && { tls: await opened('tls', overTls) }),
    ...(https && { https: await opened('https', overHttps) }),
  };
}
