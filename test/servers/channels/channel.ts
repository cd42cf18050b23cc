import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http2';

/** RFC 1035 and RFC 7766, RFC 7858, RFC 8484. */
export type Transport = 'udp' | 'tcp' | 'tls' | 'https';

/** What came with one query, and the way back to whoever asked it. */
export interface Channel {
  transport: Transport;
  /** Which of the accepted connections it is, from 1; 0 over UDP, which has none. */
  connection: number;
  /** The name that a TLS client asks for (SNI, RFC 6066 §3). */
  serverName?: string | undefined;
  http?: HttpRequest;
  /** Sends a message, framed where the transport frames. */
  send(octets: Uint8Array): void;
  /** A message as it goes over the wire, for pieces of it to be sent `raw`, and then `sent`. */
  framed(octets: Uint8Array): Uint8Array;
  raw(octets: Uint8Array): void;
  sent(): void;
  /** Sends a message from another port: UDP only. */
  elsewhere(octets: Uint8Array): void;
  /** HTTPS only. */
  respond(response: HttpResponse): void;
  end(): void;
  reset(): void;
}

export interface HttpRequest {
  method: string;
  /** With what follows `?`. */
  path: string;
  headers: IncomingHttpHeaders;
}

export interface HttpResponse {
  /** Default 200. */
  status?: number;
  /** Content-Type is `application/dns-message` unless given; a value of undefined takes a header away. */
  headers?: OutgoingHttpHeaders;
  body?: string | Uint8Array;
  /** Instead of a response: RST_STREAM with this error code (RFC 9113 §6.4, §7). */
  rstStream?: number;
  /** Instead of a response: GOAWAY with this error code; this stream is the last one served (RFC 9113 §6.8). */
  goaway?: number;
}

/** Takes a query and where to answer it. */
export type Take = (octets: Uint8Array, channel: Channel) => void;

export const nothing = (): void => {};
