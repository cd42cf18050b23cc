import { type IncomingMessage, request } from 'node:http';
import type { Duplex, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** What came back of one GET. */
export interface Got {
  code: number;
  contentType: string | null;
  location: string | null;
  body: string;
  cut: boolean;
}

/** RFC 9112 names no limit; this is what Node allows by default and what nobody needs. */
const MOST_HEADER_OCTETS = 16_384;

/** An answer that no HTTP client should take. */
export class Malformed extends Error {}

/** Sends one GET over a connection that is open, and reads what may be read of the body. Rejects when the signal fires. */
export async function getOver(
  connection: Duplex,
  url: URL,
  mostOctets: number,
  by: { userAgent: string; signal: AbortSignal },
): Promise<Got> {
  const response = await responseTo(connection, url, by);
  const { statusCode: code = 0, headers } = response;
  const { body, cut } = await octetsOf(response, mostOctets);
  return {
    code,
    contentType: headers['content-type'] ?? null,
    location: headers.location ?? null,
    body: body.toString('latin1'),
    cut,
  };
}

function responseTo(
  connection: Duplex,
  url: URL,
  { userAgent, signal }: { userAgent: string; signal: AbortSignal },
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const get = request({
      createConnection: () => connection,
      path: url.pathname + url.search,
      setHost: false,
      maxHeaderSize: MOST_HEADER_OCTETS,
      signal,
      headers: {
        host: url.host,
        'user-agent': userAgent,
        accept: '*/*',
        'accept-encoding': 'identity',
        connection: 'close',
      },
    });
    get.once('response', resolve);
    get.once('upgrade', () => reject(new Malformed('the server changes to another protocol')));
    get.on('error', reject);
    get.end();
  });
}

async function octetsOf(response: IncomingMessage, most: number): Promise<{ body: Buffer; cut: boolean }> {
  const encoding = (response.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity' || encoding === '') return readUpTo(response, most);
  if (encoding !== 'gzip' && encoding !== 'x-gzip')
    throw new Malformed(`the body is encoded as ${encoding.slice(0, 40)}, which nobody asked for`);
  // What is packed small can be large; what is packed large may be empty. Both ends are counted.
  const packed = await readUpTo(response, most);
  const gunzip = createGunzip();
  gunzip.end(packed.body);
  try {
    const plain = await readUpTo(gunzip, most);
    return { body: plain.body, cut: plain.cut || packed.cut };
  } catch (error) {
    if (packed.cut) return { body: Buffer.alloc(0), cut: true };
    throw new Malformed(`the body is no gzip: ${(error as Error).message}`);
  }
}

async function readUpTo(stream: Readable, most: number): Promise<{ body: Buffer; cut: boolean }> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > most) break;
  }
  return { body: Buffer.concat(chunks).subarray(0, most), cut: length > most };
}
