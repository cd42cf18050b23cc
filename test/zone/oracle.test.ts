import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { isWithin, type Name } from '../../src/dns/name.ts';
import type { AnyRecord } from '../../src/dns/types.ts';
import { printRecord, readZoneFile } from '../../src/zone/index.ts';
import { sharedFolder, skipUnless } from '../support/shared.ts';
import { knownTypes, recordOf } from './arbitrary.ts';
import { everyConstruct, includedFiles } from './every-construct.ts';
import { layOut } from './layout.ts';

/** Differential tests: `named-checkzone` reads the same file, and must find the same records. */

const TOOL = ['/usr/bin/named-checkzone', '/usr/sbin/named-checkzone'].find((file) => existsSync(file));
const skip = skipUnless(TOOL !== undefined, 'named-checkzone is not installed');
const folder = mkdtempSync(path.join(tmpdir(), 'zone-'));
after(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text, 'latin1');
  return file;
}

/** The records BIND finds, one a line: owner in lower case, TTL, type, data. */
function dump(file: string, origin: Name): string[] {
  const args = ['-i', 'none', '-k', 'ignore', '-D', '-o', '-', origin, file];
  const options = { cwd: path.dirname(file), encoding: 'latin1', maxBuffer: 1 << 28, stdio: 'pipe' } as const;
  const lines: string[] = [];
  for (const line of execFileSync(TOOL!, args, options).split('\n')) {
    const parts = /^(\S+)\s+(\d+)\s+IN\s+(\S+)\s+(.*)$/.exec(line);
    if (parts === null) assert.match(line, /^(?:;.*)?$/);
    else lines.push([parts[1]!.toLowerCase(), parts[2], parts[3], plainData(parts[3]!, parts[4]!)].join(' '));
  }
  return [...new Set(lines)].sort();
}

/** BIND breaks long hex and base64 text with blanks, and writes hex in capitals. */
function plainData(type: string, data: string): string {
  const fixed = { DS: 3, TLSA: 3, DNSKEY: 3, RRSIG: 8 }[type];
  if (type === 'NSEC3') return data.toLowerCase();
  if (fixed === undefined) return data.startsWith('\\#') ? data.toLowerCase() : data;
  const words = data.split(' ');
  const tail = words.slice(fixed).join('');
  return [...words.slice(0, fixed), fixed === 3 && type !== 'DNSKEY' ? tail.toLowerCase() : tail].join(' ');
}

function ours(records: readonly AnyRecord[]): string[] {
  const lines = records.map((record) => {
    const [, owner, ttl, type, data] = /^(\S+) (\d+) IN (\S+) (.*)$/.exec(printRecord(record))!;
    return [owner!.toLowerCase(), ttl, type, plainData(type!, data!)].join(' ');
  });
  return [...new Set(lines)].sort();
}

// BIND writes the parameters of these by name, and the octets of these by field.
const WRITTEN_OTHERWISE =
  / (?:SVCB|HTTPS|HINFO|RP|NAPTR|SSHFP|URI|SPF|TYPE\d+|[A-Z0-9]+PARAM|ZONEMD|SMIMEA) /;
const comparable = (lines: string[]): string[] => lines.filter((line) => !WRITTEN_OTHERWISE.test(line));

async function assertSame(file: string, origin: Name): Promise<AnyRecord[]> {
  const zone = await readZoneFile(file, origin);
  assert.deepEqual(zone.faults, []);
  const records = zone.records.filter((record) => isWithin(record.name, origin));
  const theirs = dump(file, origin);
  if (zone.unread.length === 0) assert.deepEqual(comparable(ours(records)), comparable(theirs));
  // Whatever BIND makes of our text is what it makes of the file itself: this covers every type.
  const printed = write('printed.zone', `${records.map((record) => printRecord(record)).join('\n')}\n`);
  const unread = zone.unread.map(({ name, ttl, type, text }) => `${name}. ${ttl} IN ${type} ${text}\n`);
  writeFileSync(printed, unread.join(''), { flag: 'a' });
  assert.deepEqual(dump(printed, origin), theirs);
  return records;
}

test('a zone with every construct', { skip }, async () => {
  for (const [name, text] of Object.entries(includedFiles)) write(name, text);
  for (const [name, text] of [
    ['lf.zone', everyConstruct],
    ['crlf.zone', everyConstruct.replaceAll(/(?<!\\)\n/g, '\r\n')],
  ] as const) {
    const records = await assertSame(write(name, text), 'example.com');
    assert.ok(records.length > 100);
  }
});

const ALONE = new Set(['CNAME', 'NSEC', 'NSEC3']);

/** Random records that may stand in one zone: an alias has a name of its own, an RRset one TTL. */
function zoneOf(seed: number): AnyRecord[] {
  const owners = fc.constantFrom(
    'example.com',
    'a.example.com',
    'x.y.example.com',
    'W\\.\\@.B.example.com',
    '*.w.example.com',
  );
  const types = knownTypes.filter((type) => !['SOA', 'NS', 'DNAME'].includes(type));
  const picked = fc.sample(fc.oneof(...types.map((type) => recordOf(type, owners))), { seed, numRuns: 200 });
  return picked.map((record, index) => {
    const alone = ALONE.has(record.type) || record.name === 'example.com';
    const name = alone ? `n${index}.alone.example.com` : record.name;
    return { ...record, name, ttl: (name.length * 1_000 + record.type.length) * 60 } as AnyRecord;
  });
}

for (const seed of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]) {
  test(`random records in random layout, seed ${seed}`, { skip }, async () => {
    const records = zoneOf(seed);
    const file = write(`random-${seed}.zone`, layOut(records, 'example.com', seed));
    const read = await assertSame(file, 'example.com');
    const apex = read.slice(0, 2);
    assert.deepEqual(ours(read), ours([...apex, ...records]));
  });
}

const vectors = path.join(sharedFolder(), 'vectors', 'zones');
const noVectors = skipUnless(existsSync(vectors), 'the shared vectors are not there');

test('the shared zone files', { skip: skip || noVectors }, async () => {
  assert.equal((await assertSame(path.join(vectors, 'rfc8976-a2.zone'), 'example')).length, 11);
  // Its owner "www" holds an alias and an address: BIND refuses that zone, so it is compared without the address.
  const { records, faults } = await readZoneFile(path.join(vectors, 'ldns-14-read-zone.db'), 'miek.nl');
  assert.deepEqual(faults, []);
  assert.equal(records.length, 7);
  const kept = records.filter((record) => record.name !== 'www.miek.nl' || record.type === 'CNAME');
  assert.deepEqual(
    ours(kept),
    dump(write('ldns.zone', `${kept.map((r) => printRecord(r)).join('\n')}\n`), 'miek.nl'),
  );
});
