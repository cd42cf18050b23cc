import {
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  performServerHandshake,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Certificate } from '../certificates.ts';
import { type Channel, type HttpRequest, type HttpResponse, nothing, type Take } from './channel.ts';
import { type Serve, secured, serverName } from './secure.ts';

const MESSAGE = 'application/dns-message';

/** RFC 8484 over HTTP/2: each request is a query, in the body of POST or in `?dns=` of GET. */
export function overHttps(take: Take, certificate: Certificate): Serve {
  return secured(certificate, 'h2', (socket, raw, nth) => {
    const session = performServerHandshake(socket);
    const connection = { connection: nth, serverName: serverName(socket) };
    session.on('error', nothing).on('stream', (stream, headers) => {
      stream.on('error', nothing);
      void asked(stream, headers).then(
        ({ http, octets }) => take(octets, { ...connection, http, ...streamChannel(stream, session, raw) }),
        nothing,
      );
    });
  });
}

/** What was asked; no octets where the request carries no query, which is malformed. */
async function asked(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
): Promise<{ http: HttpRequest; octets: Uint8Array }> {
  const { ':method': method = '', ':path': path = '' } = headers as Record<string, string>;
  const http = { method, path, headers };
  const body = await buffer(stream);
  if (method === 'POST') return { http, octets: headers['content-type'] === MESSAGE ? body : Buffer.of() };
  const query = new URL(path, 'https://localhost').searchParams.get('dns') ?? '';
  return { http, octets: Buffer.from(query, 'base64url') };
}

type OfStream = Omit<Channel, 'connection' | 'serverName' | 'http'>;

/** Every request has one response: what is sent after it is lost. */
function streamChannel(stream: ServerHttp2Stream, session: ServerHttp2Session, raw: Socket): OfStream {
  const isOpen = (): boolean => !stream.closed && !stream.destroyed && !stream.writableEnded;
  const begin = (headers: OutgoingHttpHeaders = {}): void => {
    if (!stream.headersSent) stream.respond(withoutUndefined({ 'content-type': MESSAGE, ...headers }));
  };
  const respond = (response: HttpResponse): void => {
    if (!isOpen()) return;
    if (response.rstStream !== undefined) stream.close(response.rstStream);
    else if (response.goaway !== undefined) {
      session.goaway(response.goaway, stream.id);
      session.close();
    } else {
      begin({ ':status': response.status ?? 200, ...response.headers });
      stream.end(response.body);
    }
  };
  const write = (octets: Uint8Array): void => {
    if (!isOpen()) return;
    begin();
    stream.write(octets);
  };
  return {
    transport: 'https',
    send: (body) => respond({ body }),
    framed: (octets) => octets,
    raw: write,
    sent: () => respond({}),
    elsewhere: nothing,
    respond,
    end: () => respond({}),
    reset: () => raw.resetAndDestroy(),
  };
}

function withoutUndefined(headers: OutgoingHttpHeaders): OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
}
