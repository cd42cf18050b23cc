import { isWithin, type Name, nameKey } from '../dns/index.ts';
import { readsChange, withDependents } from '../gate/dependents.ts';
import type { DomainResult } from '../report/schema/report.ts';
import type { Config } from './config.ts';
import type { AuditCommandOptions } from './options.ts';
import { inOrder } from './pool.ts';
import type { Sources } from './sources.ts';
import type { Streams } from './streams.ts';

/** What is not seen, where no domain is named and the base is live. */
export function unlistedNotes({ unlisted }: Pick<Sources, 'unlisted'>): string[] {
  if (unlisted.length === 0) return [];
  const zones = unlisted.length === 1 ? unlisted[0] : `${unlisted.length} zones`;
  return [
    `${zones}: nobody lists what is live, so a sub-domain that the change deletes is judged only where the configuration or an argument names it; --base git:REVISION:PATH knows them all`,
  ];
}

type Job = (entry: string) => Promise<DomainResult>;

/** The domains that a change is about, and behind them those of the inventory whose SPF reads what it changes. */
export interface Judging {
  entries: AsyncIterable<string>;
  job: Job;
}

export function withInventory(
  given: readonly Name[],
  { domains }: Config,
  options: AuditCommandOptions,
  { sources, streams }: { sources: Sources; streams: Streams },
  job: Job,
): Judging {
  // Nothing proposed may be left of a sub-domain that the change deletes.
  const below = [...domains.keys()].filter((name) => sources.unlisted.some((zone) => isWithin(name, zone)));
  const own = [...new Map([...given, ...below].map((name) => [nameKey(name), name])).values()];
  const known = new Set(own.map(nameKey));
  const others = [...domains.keys()].filter((name) => !known.has(name) && sources.covers(name));
  const sides = { base: sources.base, proposed: sources.resolver };
  const { timeout } = options;
  // A bug that this meets is told of by the job, in the domain's own row.
  const isConcerned = (name: Name): Promise<boolean> =>
    readsChange(name, sides, { timeout, authoritative: false }).catch(() => true);
  const judged = async (name: Name): Promise<DomainResult | undefined> =>
    (await isConcerned(name)) ? job(name) : undefined;
  let started: Promise<DomainResult[]> | undefined;
  // Once, however many of the domains wait for it.
  const dependents = (): Promise<DomainResult[]> => {
    started ??= gathered(inOrder(streamed(others), options.concurrency, judged, streams.interrupted));
    return started;
  };
  return {
    entries: (async function* () {
      yield* own;
      for (const { domain } of await dependents()) yield domain;
    })(),
    job: async (entry) => {
      if (known.has(nameKey(entry))) return withDependents(await job(entry), await dependents(), own);
      return (await dependents()).find(({ domain }) => domain === entry)!;
    },
  };
}

async function* streamed<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

async function gathered(results: AsyncIterable<DomainResult | undefined>): Promise<DomainResult[]> {
  const all: DomainResult[] = [];
  for await (const result of results) if (result !== undefined) all.push(result);
  return all;
}
