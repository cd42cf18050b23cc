/**
 * The fault matrix through Node's own resolver, beside ours: how often a failure comes out as “no record”, and how often
 * records that nobody may believe come out as an answer. Over UDP, and over TCP behind a truncated answer.
 */
import { Resolver } from 'node:dns/promises';
import { createClient } from '../src/dns/index.ts';
import type { Question } from '../src/dns/types.ts';
import { aliases } from '../test/faults/aliases.ts';
import { type Cell, cellsOf, staged } from '../test/faults/cells.ts';
import type { Fault } from '../test/faults/fault.ts';
import { malformations } from '../test/faults/malformed.ts';
import { refusals } from '../test/faults/refusals.ts';
import { silences } from '../test/faults/silence.ts';
import { sizes } from '../test/faults/size.ts';
import { type NameServer, startNameServer } from '../test/servers/name-server.ts';

type Came = 'present' | 'absent' | 'failed';
type Ask = (servers: NameServer[], question: Question) => Promise<Came>;

const WAIT_MS = 300;
const AT_ONCE = 40;

const node: Ask = async (servers, { name, type }) => {
  const resolver = new Resolver({ timeout: WAIT_MS, tries: 2 });
  resolver.setServers(servers.map(({ label }) => label));
  try {
    const records = (await resolver.resolve(name, type)) as unknown[];
    // An alias that leads nowhere comes as an empty list, which callers take for “no record”.
    return records.length > 0 ? 'present' : 'absent';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENODATA' || code === 'ENOTFOUND' ? 'absent' : 'failed';
  }
};

const ours: Ask = async (servers, { name, type }) => {
  const timing = { firstMs: 40, leastMs: 40, mostMs: WAIT_MS, totalMs: 3 * WAIT_MS };
  const client = createClient({ servers: servers.map(({ server }) => server), timing, testServers: false });
  const { status } = await client.ask(name, type);
  await client.close();
  return status as Came;
};

interface Tally {
  cells: number;
  falselyMissing: number;
  believed: number;
  lost: number;
}

async function tally(ask: Ask, cells: readonly { fault: Fault; cell: Cell }[]): Promise<Tally> {
  const sum = { cells: cells.length, falselyMissing: 0, believed: 0, lost: 0 };
  const left = [...cells];
  const work = async (): Promise<void> => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      const { question, ending, servers: answering } = staged(next.fault, next.cell);
      const servers = await Promise.all(answering.map((one) => startNameServer(one)));
      const came = await ask(servers, question);
      await Promise.all(servers.map((server) => server.close()));
      if (ending.lookup !== 'published' && came === 'absent') sum.falselyMissing++;
      if (ending.lookup === 'failed' && came === 'present') sum.believed++;
      if (ending.lookup === 'present' && came === 'failed') sum.lost++;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return sum;
}

const faults = [...refusals, ...silences, ...sizes, ...malformations, ...aliases];
const cells = faults.flatMap((fault) =>
  cellsOf(fault)
    .filter(({ way }) => way === 'UDP' || way === 'TC')
    .map((cell) => ({ fault, cell })),
);

console.log('                      failures   called    believed   lost though');
console.log('                        met     missing   all the same  to be had');
for (const [name, ask] of [
  ['Node’s dns', node],
  ['mailcheck', ours],
] as const) {
  const { cells: all, falselyMissing, believed, lost } = await tally(ask, cells);
  const columns = [all, falselyMissing, believed, lost].map((figure) => String(figure).padStart(11));
  console.log(`  ${name.padEnd(16)}${columns.join('')}`);
}
