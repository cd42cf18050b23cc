import { readdirSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { isWithin, type Name, nameKey, type SourcedRecord } from '../../src/dns/index.ts';
import { printData, readZoneFile } from '../../src/zone/index.ts';
import { corpus, worldRecords } from '../gate/changes.ts';
import { type ChangedSet, changedSets } from '../gate/published-as.ts';
import { fixtureRecords } from '../support/fixture.ts';
import { sharedFolder } from '../support/shared.ts';
import { correctDomains, correctWorld } from '../zones/correct.ts';

/** A zone under a name of its own, so that one server can hold them all. */
export interface Published {
  title: string;
  apex: Name;
  records: SourcedRecord[];
  /** What stands elsewhere on its account. */
  elsewhere: SourcedRecord[];
}

const MAIN = 'example.com';

/** The same zone, called otherwise: in owners, targets and texts, and as providers write it, with hyphens. */
function called(apex: Name, records: readonly SourcedRecord[]): SourcedRecord[] {
  const text = JSON.stringify(records).replaceAll(MAIN, apex);
  return JSON.parse(text.replaceAll(MAIN.replace('.', '-'), apex.replace('.', '-')));
}

function published(title: string, apex: Name, records: readonly SourcedRecord[]): Published {
  const renamed = [...called(apex, records), ...called(apex, head())];
  const own = distinct(renamed.filter(({ name }) => isWithin(name, apex))).filter(
    // Whom a zone delegates to is another test's: those servers are none of ours.
    ({ name, type }) => !['NS', 'SOA'].includes(type) || nameKey(name) === apex,
  );
  const soas = own.filter(({ type }) => type === 'SOA').slice(1);
  return {
    title,
    apex,
    records: own.filter((record) => !soas.includes(record)),
    elsewhere: renamed.filter(({ name }) => !isWithin(name, apex)),
  };
}

function head(): SourcedRecord[] {
  return fixtureRecords('@ SOA ns1.dns.test. hostmaster 1 7200 3600 1209600 3600\n@ NS ns1.dns.test.');
}

/** The domains of test/zones/correct. */
export function correctOnes(): Published[] {
  return correctDomains().map(({ file, text }, index) =>
    published(file, `correct${index}.test`, fixtureRecords(text)),
  );
}

/** Those of the OctoDNS corpus. */
export async function octodnsOnes(): Promise<Published[]> {
  const folder = path.join(sharedFolder(), 'corpora', 'octodns');
  return Promise.all(
    readdirSync(folder).map(async (file, index) => {
      const { records } = await readZoneFile(path.join(folder, file));
      const text = JSON.stringify(
        records.map((record) => ({ ...record, source: { file, line: record.line } })),
      );
      const zone = path.basename(file, '.yaml');
      return published(file, `octodns${index}.test`, JSON.parse(text.replaceAll(zone, MAIN)));
    }),
  );
}

const choice = (...options: string[]): fc.Arbitrary<string> => fc.constantFrom(...options);

/** Every way in which a name may exist, be empty, stand for others or lead elsewhere. */
const anyZone = fc
  .tuple(
    choice('', '@ A 203.0.113.80', '@ A 203.0.113.80\n@ AAAA 2001:db8::80'),
    choice(
      '',
      '@ MX 10 mx1',
      '@ MX 0 .',
      '@ MX 10 mx1\n@ MX 20 gone',
      '@ MX 10 in.desk.example.',
      '@ MX 10 x.y',
    ),
    choice('mx1 A 203.0.113.25', 'mx1 CNAME in.desk.example.', 'mx1.more A 203.0.113.26', 'mx1 TXT "none"'),
    choice(
      '',
      '"v=spf1 mx -all"',
      '"v=spf1 include:spf.news.example a:x.y.example.com ~all"',
      '"v=spf1 -all"',
    ).map((text) => (text === '' ? '' : `@ TXT ${text}`)),
    choice('', '@ TXT "site-verification=1"', '@ TXT "v=spf1 a -all"'),
    choice(
      '',
      '_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@example.com"',
      '_dmarc CNAME policy',
      '_dmarc CNAME _dmarc.reports.example.',
      '_dmarc TXT "v=DMARC1; p=none"\n_dmarc TXT "v=DMARC1; p=reject"',
      '_dmarc.below TXT "v=DMARC1; p=reject"',
    ),
    choice('', 'policy TXT "v=DMARC1; p=quarantine; rua=mailto:d@example.com"'),
    choice(
      '',
      's1._domainkey CNAME s7.dkim.news.example.',
      's1._domainkey CNAME gone.dkim.news.example.',
      's1._domainkey TXT "v=DKIM1; p="',
      'deep.s1._domainkey TXT "v=DKIM1; p="',
    ),
    choice('', '*._domainkey TXT "v=DKIM1; p="', '*._domainkey CNAME s7.dkim.news.example.'),
    choice('', '* TXT "v=spf1 -all"', '* A 203.0.113.90', '* MX 10 mx1', '* CNAME in.desk.example.'),
    choice('', 'x.y A 203.0.113.91', '*.y A 203.0.113.92', 'y TXT "here"'),
  )
  .map((lines) => fixtureRecords(lines.join('\n')));

const SEED = 20_261_125;

export function generatedOnes(count: number): Published[] {
  return fc
    .sample(anyZone, { numRuns: count, seed: SEED })
    .map((records, index) => published(`generated ${index}`, `made${index}.test`, records));
}

export interface PublishedChange {
  before: Published;
  after: Published;
  sets: ChangedSet[];
}

function changeOf(title: string, apex: Name, was: SourcedRecord[], is: SourcedRecord[]): PublishedChange[] {
  const [before, after] = [published(title, apex, was), published(title, apex, is)];
  const sets = changedSets(before.records, after.records).filter(({ key }) => !key.endsWith(' SOA'));
  return sets.length === 0 ? [] : [{ before, after, sets }];
}

/** Pairs of generated zones: whatever differs is the change, deletions and wildcards among it. */
export function generatedChanges(count: number): PublishedChange[] {
  return fc
    .sample(fc.tuple(anyZone, anyZone), { numRuns: count, seed: SEED + 1 })
    .flatMap(([before, after], index) =>
      changeOf(`one to another ${index}`, `pair${index}.test`, before, after),
    );
}

/** Every third change of the gate's corpus, but for what no server loads. */
export function corpusChanges(): PublishedChange[] {
  return corpus()
    .filter(({ after }, index) => index % 3 === 0 && !after.some((record) => isBeside(record, after)))
    .flatMap(({ title, before, after }, index) => changeOf(title, `change${index}.test`, before, after));
}

function isBeside({ name, type }: SourcedRecord, all: readonly SourcedRecord[]): boolean {
  return (
    type === 'CNAME' && all.some((other) => other.type !== 'CNAME' && nameKey(other.name) === nameKey(name))
  );
}

/** Zones of other servers; and reverse names, since all zones share a few addresses. */
const OTHERS: readonly string[] = ['SOA', 'NS', 'PTR'];

/** The root, with everything that the zones lean on; what concerns the domain itself stands there for each of them. */
export function rootRecords(zones: readonly Published[]): SourcedRecord[] {
  const world = [...fixtureRecords(correctWorld()), ...worldRecords()].filter(
    ({ name }) => !isWithin(name, MAIN),
  );
  const about = world.filter((record) => /example[.-]com/.test(JSON.stringify(record)));
  const all = [
    ...world,
    ...zones.flatMap(({ apex, elsewhere }) => [...called(apex, about), ...elsewhere]),
  ].filter(({ type, name }) => !OTHERS.includes(type) && !zones.some(({ apex }) => isWithin(name, apex)));
  const start = fixtureRecords(
    '. SOA ns1.dns.test. hostmaster.dns.test. 1 7200 3600 1209600 3600\n. NS ns1.dns.test.',
  );
  return withoutConflicts(distinct([...start, ...all]));
}

function distinct(records: readonly SourcedRecord[]): SourcedRecord[] {
  const key = ({ name, type, data }: SourcedRecord) =>
    `${nameKey(name)} ${type} ${printData(type, data).toLowerCase()}`;
  return [...new Map(records.map((record) => [key(record), record])).values()];
}

function withoutConflicts(records: readonly SourcedRecord[]): SourcedRecord[] {
  const others = new Set(records.filter(({ type }) => type !== 'CNAME').map(({ name }) => nameKey(name)));
  const seen = new Set<string>();
  return records.filter(({ name, type }) => {
    if (type !== 'CNAME') return true;
    const key = nameKey(name);
    const isFirst = !seen.has(key) && !others.has(key);
    seen.add(key);
    return isFirst;
  });
}
