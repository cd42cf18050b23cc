import path from 'node:path';
import { monotonicMs } from '../dns/clock.ts';
import { type ClientOptions, createClient, memoised, type Name, serverLabel } from '../dns/index.ts';
import { distinctSets, type WantedSet } from '../gate/base-sets.ts';
import { mailDomains } from '../gate/domains.ts';
import { planFor } from '../gate/verify.ts';
import { mailSets } from '../gate/verify-sets.ts';
import { lookUntil } from '../gate/verify-wait.ts';
import { palette } from '../render/paint.ts';
import { display } from '../render/sink.ts';
import { renderVerified, type VerifyFormat } from '../render/verify.ts';
import { SCHEMA_VERSION } from '../report/report.ts';
import type { Verification } from '../report/schema/verify.ts';
import { readDomain } from './domain.ts';
import { EXIT, interruptedCode } from './exit-codes.ts';
import { type GivenZones, readGivenZones } from './given-zones.ts';
import { entriesOf } from './input.ts';
import { serversOf } from './servers.ts';
import { type Streams, wantsColor, widthOf } from './streams.ts';
import { UsageError } from './usage-error.ts';
import type { VerifyOptions } from './verify-options.ts';
import { VERSION } from './version.ts';
import { FILE_LOOK, openWhole, type WholeFile } from './whole-file.ts';

/** A server of a zone is asked so many questions at a time, at most. */
const AT_ONCE = 20;
/** For one server; whoever publishes more names the domains. */
const MOST_SETS = 2000;

/** Asks every name server whether it serves the given records, shows who does, and tells the exit code. */
export async function runVerify(
  args: string[],
  given: VerifyOptions,
  streams: Streams,
  clientOptions: Partial<ClientOptions> = {},
): Promise<number> {
  const options = given.json ? { ...given, format: 'json' as const } : given;
  if (options.zone.length === 0)
    throw new UsageError('verify compares the name servers with records: give these with --zone');
  const zones = await readGivenZones('--zone', options.zone, streams.cwd);
  for (const note of zones.notes) await streams.stderr.write(`mailcheck: ${display(note)}\n`);
  const domains = await domainsOf(args, zones, streams);
  const servers = await serversOf(options, streams.cwd);
  const files = await openFiles(options.output, streams);
  const startedAt = new Date();
  const begin = monotonicMs();
  const client = createClient({ servers, concurrencyPerServer: AT_ONCE, ...clientOptions });
  const stop = (): void => void client.close();
  streams.interrupted.addEventListener('abort', stop);
  try {
    const plan = await planFor(await setsOf(zones, domains), zones, memoised(client));
    const progress = progressOn(streams, options.wait);
    const { verification, rounds } = await lookUntil(plan, client, {
      ...options,
      interrupted: streams.interrupted,
      onLook: (seen, left) => progress.tell(seen, left),
    });
    await progress.clear();
    const { interrupted } = streams;
    const exitCode = interrupted.aborted ? interruptedCode(interrupted) : EXIT[verification.outcome];
    const run = {
      command: 'verify' as const,
      servers: servers.map(serverLabel),
      startedAt: startedAt.toISOString(),
      durationMs: Math.round(monotonicMs() - begin),
      queries: client.packets(),
      rounds,
    };
    const tool = { name: 'mailcheck', version: VERSION } as const;
    const width = widthOf(streams.stdout, streams.env);
    const paint = await palette(wantsColor(options.color, streams.stdout, streams.env));
    const report = { schemaVersion: SCHEMA_VERSION, verification, tool, run, exitCode } as const;
    for (const { format, file } of files) {
      await file.write(renderVerified(format, report, FILE_LOOK));
      await file.end();
    }
    await streams.stdout.write(renderVerified(options.format, report, { width, paint }));
    return exitCode;
  } catch (error) {
    for (const { file } of files) await file.abandon();
    throw error;
  } finally {
    streams.interrupted.removeEventListener('abort', stop);
    await client.close();
  }
}

/** Opened before anybody is asked: a path that cannot be written is told at once. */
async function openFiles(
  outputs: VerifyOptions['output'],
  { cwd }: Streams,
): Promise<{ format: VerifyFormat; file: WholeFile }[]> {
  const files: { format: VerifyFormat; file: WholeFile }[] = [];
  try {
    for (const { format, path: target } of outputs)
      files.push({ format, file: await openWhole(path.resolve(cwd, target)) });
    return files;
  } catch (error) {
    for (const { file } of files) await file.abandon();
    throw error;
  }
}

async function domainsOf(args: string[], zones: GivenZones, streams: Streams): Promise<Name[]> {
  if (args.length === 0) return mailDomains(zones.records, zones.names);
  const domains: Name[] = [];
  for await (const entry of entriesOf(args, streams)) {
    const read = readDomain(entry);
    if ('problem' in read) throw new UsageError(`“${entry.slice(0, 60)}”: ${read.problem}`);
    domains.push(read.domain);
  }
  return domains;
}

/** A domain that the records say nothing about was not verified: that is no pass. */
async function setsOf(zones: GivenZones, domains: readonly Name[]): Promise<WantedSet[]> {
  const each = await Promise.all(domains.map((domain) => mailSets(zones, domain)));
  const empty = domains.find((_domain, index) => each[index]!.length === 0);
  if (empty !== undefined || domains.length === 0)
    throw new UsageError(`the given records hold nothing that mail of ${empty ?? 'any domain'} rests on`);
  const sets = distinctSets(each.flat());
  if (sets.length > MOST_SETS)
    throw new UsageError(
      `${sets.length} record sets are more than the ${MOST_SETS} of one run: name domains`,
    );
  return sets;
}

interface Progress {
  tell(seen: Verification, secondsLeft: number): void;
  clear(): Promise<void>;
}

/** Who is waited for, on a terminal. */
function progressOn({ stderr, env }: Streams, wait: number): Progress {
  const shown = wait > 0 && stderr.isTTY && !env['CI'];
  return {
    tell({ zones, outcome }, left) {
      if (!shown || outcome === 'pass' || left === 0) return;
      const servers = zones.flatMap((zone) => zone.servers);
      const agreeing = servers.filter(({ state }) => state === 'agrees').length;
      void stderr.write(`\r\u001b[K${agreeing} of ${servers.length} servers agree, ${left} s left`);
    },
    async clear() {
      if (shown) await stderr.write('\r\u001b[K');
    },
  };
}
