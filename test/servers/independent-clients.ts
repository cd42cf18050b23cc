import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { connect as connectHttp2 } from 'node:http2';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import type { Name, RecordType, Server } from '../../src/dns/index.ts';
import { decodeMessage, encodeQuery, type Message } from '../../src/dns/wire/index.ts';

/** The plainest clients there are, to look at servers with: of our own client only the codec. */

/** DO is set, so that a validating resolver tells whether it has validated. */
export function question(name: Name, type: RecordType = 'TXT', id = 0): Uint8Array {
  return encodeQuery({ id, name, type, edns: { udpSize: 1232, dnssecOk: true } });
}

export function message(octets: Uint8Array): Message {
  const decoded = decodeMessage(octets);
  assert.ok(decoded.ok, decoded.ok ? '' : decoded.problem);
  return decoded.message;
}

export function texts({ answers }: Message): string[] {
  return answers.flatMap((record) => (record.type === 'TXT' ? [record.data.strings.join('')] : []));
}

/** All answers, in the order they come, to questions sent at once over one connection. */
export async function overTls(server: Server, ca: string, ...queries: Uint8Array[]): Promise<Message[]> {
  const socket = connectTls({ ...server, ca, servername: 'localhost' });
  for (const query of queries)
    socket.write(Buffer.concat([Buffer.of(query.length >> 8, query.length & 0xff), query]));
  const answers: Message[] = [];
  let buffered = Buffer.alloc(0);
  for await (const chunk of socket) {
    buffered = Buffer.concat([buffered, chunk]);
    while (buffered.length > 2 && buffered.length >= 2 + buffered.readUInt16BE()) {
      const end = 2 + buffered.readUInt16BE();
      answers.push(message(buffered.subarray(2, end)));
      buffered = buffered.subarray(end);
    }
    if (answers.length === queries.length) break;
  }
  return answers;
}

export interface HttpAnswer {
  status: unknown;
  type: unknown;
  body: Buffer;
}

export async function overHttps(
  { host, port }: Server,
  ca: string,
  method: 'GET' | 'POST',
  query: Uint8Array,
): Promise<HttpAnswer> {
  const session = connectHttp2(`https://${host}:${port}`, { ca });
  try {
    const dns = Buffer.from(query).toString('base64url');
    const type = 'application/dns-message';
    const headers =
      method === 'GET'
        ? { ':path': `/dns-query?dns=${dns}` }
        : { ':path': '/dns-query', 'content-type': type };
    const stream = session.request({ ':method': method, accept: type, ...headers });
    session.on('error', (error) => stream.destroy(error));
    stream.end(method === 'POST' ? query : undefined);
    let headersOfAnswer: Record<string, unknown> | undefined;
    stream.once('response', (received) => {
      headersOfAnswer = received;
    });
    const body = await buffer(stream);
    assert.ok(headersOfAnswer !== undefined, 'the stream ended without an answer');
    return { status: headersOfAnswer[':status'], type: headersOfAnswer['content-type'], body };
  } finally {
    session.destroy();
  }
}

/** What comes back, until all is there or the time is over, to packets sent without waiting for it. */
export async function overUdp(
  { host, port }: Server,
  queries: Uint8Array[],
  waitMs: number,
): Promise<Message[]> {
  const socket = createSocket('udp4');
  const answers: Message[] = [];
  const all = new Promise<void>((resolve) => {
    socket.on('message', (octets) => {
      if (answers.push(message(octets)) === queries.length) resolve();
    });
  });
  for (const query of queries) {
    socket.send(query, port, host);
    // What has come is read meanwhile: the system keeps about 160 packets for us, and drops the others.
    await turn();
  }
  await Promise.race([all, pause(waitMs, undefined, { ref: false })]);
  socket.close();
  return answers;
}
