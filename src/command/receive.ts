import { monotonicMs } from '../dns/clock.ts';
import { type KeyAndCertificate, LIMITS, type Receiving, startReceiving } from '../receive/index.ts';
import type { Run } from '../report/schema/report.ts';
import { checkRuleIds } from './audit-checks.ts';
import { writeNotes } from './audit-output.ts';
import { certificateOf } from './receive-certificate.ts';
import type { ListenAddress, ReceiveOptions } from './receive-options.ts';
import { openPlace, type Place } from './receive-place.ts';
import { openResults, type Results } from './receive-results.ts';
import { openSources } from './sources.ts';
import type { Streams } from './streams.ts';
import { reasonIn } from './unreadable.ts';
import { UsageError } from './usage-error.ts';

/**
 * Takes mail and tells of each message what a receiver would make of it, until a signal, until nobody reads the results
 * any more, or, with --once, until the first message is judged.
 */
export async function runReceive(given: ReceiveOptions, streams: Streams): Promise<number> {
  const options = given.json ? { ...given, format: 'json' as const } : given;
  const startedAt = new Date();
  const begin = monotonicMs();
  await checkRuleIds(options.ignore.map((rule) => ({ rule, place: '--ignore' })));
  const certificate = certificateOf(options, streams.cwd);
  const sources = await openSources({ ...options, https: false, allowPrivate: false }, true, streams);
  const place = await openPlace(options.save, streams.cwd);
  const runOf = (): Run => ({
    command: 'receive',
    servers: sources.servers,
    offline: options.offline,
    startedAt: startedAt.toISOString(),
    durationMs: Math.round(monotonicMs() - begin),
    queries: sources.queries(),
    resolvers: sources.traits(),
  });
  try {
    const results = await openResults(options, place.spool, sources, streams);
    try {
      await served({ options, place, certificate, results }, [...sources.notes], streams);
      return await results.end(runOf());
    } catch (error) {
      await results.abandon();
      throw error;
    }
  } finally {
    await sources.close();
    await place.close();
  }
}

interface Serving {
  options: ReceiveOptions;
  place: Place;
  certificate: KeyAndCertificate;
  results: Results;
}

/** From the first word on stderr to the last session. */
async function served(
  { options, place, certificate, results }: Serving,
  notes: string[],
  streams: Streams,
): Promise<void> {
  const receiving = await opened(
    startReceiving({
      ...options,
      certificate,
      spool: place.spool,
      left: place.left,
      limits: { ...LIMITS, messageOctets: options.maxSize },
      judge: results.judge,
      refused: ({ responseCode, message }, { remoteAddress }) =>
        results.note(`a message from ${remoteAddress} was not accepted: ${responseCode} ${message}`),
    }),
  );
  await writeNotes([...notes, ...invitation(receiving)], streams);
  await results.over;
  const left = await receiving.stop();
  if (left > 0)
    results.note(`not judged when this ended: ${left} accepted ${left === 1 ? 'message' : 'messages'}`);
}

async function opened(starting: Promise<Receiving>): Promise<Receiving> {
  try {
    return await starting;
  } catch (error) {
    const { syscall, hostname, address, port } = error as NodeJS.ErrnoException & Partial<Listened>;
    if (syscall !== 'listen' && syscall !== 'getaddrinfo') throw error;
    const where = address === undefined ? hostname : label({ host: address, port: port! });
    throw new UsageError(`cannot listen on ${where}: ${reasonIn(LISTENING, error)}`);
  }
}

interface Listened {
  /** What is no address was looked up. */
  hostname: string;
  address: string;
  port: number;
}

/** Where it listens, and how to try it. */
function invitation({ listening }: Receiving): string[] {
  const places = listening.map(
    ({ address, implicitTls }) => `${label(address)} (${implicitTls ? 'TLS from the start' : 'STARTTLS'})`,
  );
  const [{ address }] = listening as [Receiving['listening'][number]];
  const open = listening.some(({ address: { host } }) => !/^(?:127\.|::1$)/.test(host));
  return [
    `listening on ${places.join(' and ')}`,
    ...(open ? ['whoever reaches these addresses may send: they are not only this host’s own'] : []),
    `try: swaks --server ${label(address)} --from you@example.com --to anybody@example.net`,
  ];
}

function label({ host, port }: ListenAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

const LISTENING: Record<string, string> = {
  EADDRINUSE: 'another program listens there',
  EACCES: 'ports below 1024 need more rights',
  EADDRNOTAVAIL: 'this machine has no such address',
  EINVAL: 'an address of one link needs its interface, as in [fe80::1%eth0]:2525',
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'that name could not be looked up',
};
