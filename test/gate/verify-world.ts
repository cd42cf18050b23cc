import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { createProgram } from '../../src/command/program.ts';
import { runVerify } from '../../src/command/verify.ts';
import type { Server } from '../../src/dns/index.ts';
import { type Behaviour, type NameServer, type Query, startNameServer } from '../servers/name-server.ts';
import { fromZone } from '../servers/zone-answers.ts';

/** example.com and its name servers: `com` delegates to ns1 to ns3, and a resolver knows all but what is new. */

export const ADDRESSES = ['192.0.2.101', '192.0.2.102', '192.0.2.103'];
const PARENT = '192.0.2.100';

export const SERVERS = ADDRESSES.map(
  (address, index) => `@ NS ns${index + 1}\nns${index + 1} A ${address}\n`,
).join('');
const ABOVE = `com. SOA ns.example.net. hostmaster.example.net. 1 7200 3600 1209600 300
com. NS ns.example.net.
${SERVERS}`;
export const RESOLVED = `com. NS ns.example.net.\nns.example.net. A ${PARENT}\n${SERVERS}`;

export const soa = (serial: number): string => `@ SOA ns1 hostmaster ${serial} 7200 3600 1209600 300\n`;

export type Answering = (query: Query) => Behaviour;

export function zone(serial: number, records: string): Answering {
  return fromZone(`${soa(serial)}${SERVERS}${records}`);
}

export interface World {
  resolver: Server;
  authorityAt: (address: string) => Server | undefined;
  servers: NameServer[];
  resolverServer: NameServer;
  close(): Promise<void>;
}

/** `resolved`: what the resolver knows besides. */
export async function startWorld(servers: readonly Answering[], resolved = RESOLVED): Promise<World> {
  const started = await Promise.all(servers.map((answering) => startNameServer(answering)));
  const above = await startNameServer(fromZone(ABOVE));
  const resolver = await startNameServer(fromZone(resolved));
  const at = new Map([
    [PARENT, above.server],
    ...ADDRESSES.map((address, index) => [address, started[index]?.server] as const),
  ]);
  return {
    resolver: resolver.server,
    authorityAt: (address) => at.get(address),
    servers: started,
    resolverServer: resolver,
    close: async () => {
      await Promise.all([...started, above, resolver].map((server) => server.close()));
    },
  };
}

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

export interface Terminal {
  columns?: number;
  isTTY?: boolean;
  interrupted?: AbortSignal;
  onProgress?: () => void;
}

/** The command line as a user gives it, but that name servers may be reached on loopback. */
export async function verified(
  world: Pick<World, 'resolver' | 'authorityAt'>,
  source: string,
  args: readonly string[] = [],
  { columns, isTTY = false, interrupted = new AbortController().signal, onProgress }: Terminal = {},
): Promise<Ran> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-verify-'));
  const said = { stdout: '', stderr: '' };
  const output = (stream: 'stdout' | 'stderr') => ({
    isTTY,
    columns,
    write: async (text: string) => {
      said[stream] += text;
      if (stream === 'stderr') onProgress?.();
      return true;
    },
  });
  const streams = {
    stdin: Readable.from([]),
    stdout: output('stdout'),
    stderr: output('stderr'),
    env: {},
    cwd: folder,
    interrupted,
  };
  // Records a line are JSON, and may take sets away.
  const file = source.startsWith('{') ? 'new.ndjson' : 'new.zone';
  const head = file === 'new.zone' ? '$ORIGIN example.com.\n$TTL 300\n' : '';
  writeFileSync(path.join(folder, file), `${head}${source}`);
  const { authorityAt, resolver } = world;
  let code = -1;
  const none = async (): Promise<number> => -1;
  const program = createProgram(
    {
      audit: none,
      explain: none,
      rules: none,
      receive: none,
      config: none,
      message: none,
      keygen: none,
      sign: none,
      verify: (domains, options) => runVerify(domains, options, streams, { authorityAt }),
    },
    (exitCode) => {
      code = exitCode;
    },
  );
  try {
    const server = `${resolver.host}:${resolver.port}`;
    await program.parseAsync(['verify', '--zone', file, '--server', server, ...args], { from: 'user' });
    return { code, ...said };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
