import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import { readGivenZones } from '../../src/command/given-zones.ts';
import { cached, createClient, overlaid, type Resolver } from '../../src/dns/index.ts';
import type { DomainResult } from '../../src/report/schema/report.ts';
import { ndjson, zoneText } from '../gate/published-as.ts';
import { NSD, startNsd } from '../servers/nsd.ts';
import { type RunningServer, skipWithout } from '../servers/process.ts';
import { sharedFolder, skipUnless } from '../support/shared.ts';
import {
  corpusChanges,
  correctOnes,
  generatedChanges,
  generatedOnes,
  octodnsOnes,
  type Published,
  type PublishedChange,
  rootRecords,
} from './overlay-worlds.ts';
import { comparable } from './world.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-overlay-'));
const corpora = path.join(sharedFolder(), 'corpora', 'octodns');
const skip = skipWithout(NSD) || skipUnless(existsSync(corpora), 'the corpus of OctoDNS zones is not there');

/** Audits that run at once. */
const AT_ONCE = 8;

describe('what is laid over the DNS is judged as it is once it is published', { skip }, () => {
  let zones: Published[];
  let changes: PublishedChange[];
  let now: RunningServer;
  let then: RunningServer;

  before(async () => {
    zones = [...correctOnes(), ...(await octodnsOnes()), ...generatedOnes(60)];
    changes = [...corpusChanges(), ...generatedChanges(40)];
    const all = [...zones, ...changes.map((change) => change.after)];
    const root = file('root', zoneText(rootRecords(all)));
    now = await serve(
      root,
      changes.map((change) => change.before),
      'now',
    );
    then = await serve(root, all, 'then');
  });
  after(async () => {
    await now?.stop();
    await then?.stop();
    rmSync(folder, { recursive: true });
  });

  it('whole zones', async () => {
    assert.ok(zones.length >= 200, String(zones.length));
    await eachOf(zones, async ({ apex, title }) => {
      const { authority } = await readGivenZones('--zone', [`then-${apex}`], folder);
      await sameResult(title, apex, overlaid(authority, ask(now)), ask(then), true);
    });
  });

  it('changes of record sets', async () => {
    let told = 0;
    await eachOf(changes, async ({ after: { apex, title }, sets }) => {
      const { authority } = await readGivenZones('--zone', [file(`${apex}.ndjson`, ndjson(sets))], folder);
      if (await sameResult(title, apex, overlaid(authority, ask(now)), ask(then), false)) told++;
    });
    // Whether a wildcard answers where something was taken is seen from inside only.
    assert.ok(told >= changes.length * 0.85 && told >= 60, `${told} of ${changes.length} are told in full`);
  });
});

function file(name: string, text: string): string {
  writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
}

function serve(root: string, zones: readonly Published[], when: string): Promise<RunningServer> {
  return startNsd([
    { origin: '.', file: root },
    ...zones.map(({ apex, records }) => ({ origin: apex, file: file(`${when}-${apex}`, zoneText(records)) })),
  ]);
}

function ask({ server }: RunningServer): Resolver {
  return cached(createClient({ servers: [server] }));
}

/** False where the change leaves open what the published zone tells: then it must say nothing else. */
async function sameResult(
  title: string,
  apex: string,
  laid: Resolver,
  live: Resolver,
  isWhole: boolean,
): Promise<boolean> {
  const options = { authoritative: false, declared: { selectors: ['s1'] } };
  const [one, other] = await Promise.all([audit(apex, laid, options), audit(apex, live, options)]);
  assert.deepEqual(other.inconclusive, [], title);
  if (one.inconclusive.length === 0) {
    if (isWhole) assert.deepEqual(seen(one), seen(other), title);
    else
      assert.deepEqual(one.findings.map(claimOf).toSorted(), other.findings.map(claimOf).toSorted(), title);
    return true;
  }
  assert.ok(
    one.inconclusive.every(({ reason }) => reason === 'ambiguous'),
    title,
  );
  const found = new Set(other.findings.map(({ fingerprint }) => fingerprint));
  assert.deepEqual(one.findings.filter(({ fingerprint }) => !found.has(fingerprint)).map(lineOf), [], title);
  return false;
}

/** Servers compress names, and with them goes the case in which they were written. */
function seen(result: DomainResult): unknown {
  return JSON.parse(JSON.stringify(comparable(result)).toLowerCase());
}

/** Of a part of a zone nobody can tell NXDOMAIN from NODATA: it is “no address” where the zone says “does not exist”. */
function claimOf({ rule, severity, subject: { name, type } }: DomainResult['findings'][number]): string {
  return `${severity} ${SAME[rule] ?? rule} ${name} ${type}`;
}

const SAME: Readonly<Record<string, string>> = {
  'mx/target-nxdomain': 'mx/target-no-address',
  'spf/include-nxdomain': 'spf/include-missing',
};

function lineOf({ rule, message }: DomainResult['findings'][number]): string {
  return `${rule}: ${message}`;
}

async function eachOf<T>(items: readonly T[], job: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const problems: string[] = [];
  const worker = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift())
      await job(item).catch((error: Error) => problems.push(error.message));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  assert.ok(problems.length === 0, problems.join('\n'));
}
