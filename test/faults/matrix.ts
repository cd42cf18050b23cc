import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Cell, cellsOf, staged } from './cells.ts';
import type { Fault } from './fault.ts';
import { sectionsAt } from './healthy.ts';
import { run, TIMING } from './scenario.ts';
import { type Differences, differences } from './verdict.ts';

/**
 * Tests each fault at every position and over every way where it can exist, each in an audit of its own.
 * @param scenarios so many there are, so that none gets lost unseen.
 */
export function describeFaults(title: string, faults: readonly Fault[], scenarios: number): void {
  let ran = 0;
  describe(title, { concurrency: true }, () => {
    for (const fault of faults) {
      it(`${fault.id} ${fault.what}`, async () => {
        const said = await Promise.all(
          cellsOf(fault).map(async (cell) => {
            const found = await differencesOf(fault, cell);
            ran++;
            return found.map((difference) => `${cell.position} over ${cell.way}: ${difference}`);
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

async function differencesOf(fault: Fault, cell: Cell): Promise<string[]> {
  const { question, ending, servers } = staged(fault, cell);
  const { way, position } = cell;
  return patiently(fault.isSilent, async (totalMs) => {
    const client = { timing: { ...TIMING, totalMs } };
    const scenario = { way, question, answering: servers, sections: sectionsAt(position), client };
    return differences(position, ending, await run(scenario));
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
