import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sameName } from '../../src/dns/index.ts';
import type { Answering } from '../dns/asking.ts';
import { fromZone } from '../servers/zone-answers.ts';
import type { Fault } from './fault.ts';
import { EVERYWHERE, healthy, POSITIONS, type Position, zoneWith } from './healthy.ts';
import { run, TIMING } from './scenario.ts';
import { type Differences, differences } from './verdict.ts';
import { EVERY_WAY, onWay, type Way } from './ways.ts';

/**
 * Tests each fault at every position and over every way where it can exist, each in an audit of its own.
 * @param scenarios so many there are, so that none gets lost unseen.
 */
export function describeFaults(title: string, faults: readonly Fault[], scenarios: number): void {
  let ran = 0;
  describe(title, { concurrency: true }, () => {
    for (const fault of faults) {
      it(`${fault.id} ${fault.what}`, async () => {
        const scenarios = scenariosOf(fault);
        const said = await Promise.all(
          scenarios.map(async ({ way, position }) => {
            const found = await differencesOf(fault, way, position);
            ran++;
            return found.map((difference) => `${position} over ${way}: ${difference}`);
          }),
        );
        assert.deepEqual(said.flat(), []);
      });
    }
  });
  it(`${title}: ${scenarios} scenarios`, () => {
    assert.equal(ran, scenarios);
  });
}

const THINNED = 3;

function scenariosOf({ at = EVERYWHERE, over = EVERY_WAY, thin }: Fault): { way: Way; position: Position }[] {
  return at.flatMap((position, row) =>
    over.filter((_way, column) => !thin || (row + column) % THINNED === 0).map((way) => ({ way, position })),
  );
}

async function differencesOf(fault: Fault, way: Way, position: Position): Promise<string[]> {
  const question = POSITIONS[position];
  const ending = typeof fault.ends === 'function' ? fault.ends(way) : fault.ends;
  const world =
    ending.lookup === 'published' ? fromZone(zoneWith(position, ending.records(position))) : healthy;
  const { does = (_query, right) => right } = fault;
  const faulty = onWay(way, (query) => does(query, world(query)));
  const answering: Answering = (query) =>
    sameName(query.name, question.name) && query.type === question.type ? faulty(query) : world(query);
  const servers = fault.second ? [answering, world] : [answering];
  return patiently(fault.isSilent, async (totalMs) => {
    const client = { timing: { ...TIMING, totalMs } };
    return differences(position, ending, await run({ way, question, answering: servers, client }));
  });
}

/** What ends by time alone is given little; and on a machine that is too busy for that, more. */
const SILENT_MS = [1500, 6000, 15_000];

async function patiently(
  isSilent: boolean | undefined,
  attempt: (totalMs: number) => Promise<Differences>,
): Promise<string[]> {
  let said: string[] = [];
  for (const totalMs of isSilent ? SILENT_MS : [TIMING.totalMs]) {
    const { strange, others } = await attempt(totalMs);
    said = [...strange, ...others];
    if (strange.length > 0 || others.length === 0) break;
  }
  return said;
}
