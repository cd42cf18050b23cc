import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { nameOf } from '../../src/dns/name.ts';
import type { AnyRecord, DataOf, KnownType, RecordType } from '../../src/dns/types.ts';
import { printData, printRecord, readMasterFile, readOctoDns } from '../../src/zone/index.ts';
import { anyData } from './arbitrary.ts';

/** A zone printed as a master file and as OctoDNS writes it gives the same records. */

const FIELDS: Partial<Record<KnownType, string[]>> = {
  MX: ['preference', 'exchange'],
  SRV: ['priority', 'weight', 'port', 'target'],
  TLSA: ['certificate_usage', 'selector', 'matching_type', 'certificate_association_data'],
  DS: ['key_tag', 'algorithm', 'digest_type', 'digest'],
  CAA: ['flags', 'tag', 'value'],
};

const label = fc.stringMatching(/^[a-z_][a-z0-9-]{0,8}$/);
const host = fc.array(label, { minLength: 2, maxLength: 4 }).map(nameOf);
const owner = fc.oneof(
  fc.constant(''),
  fc.constant('*'),
  fc.array(label, { minLength: 1, maxLength: 3 }).map((labels) => labels.join('.')),
);
const text = fc
  .oneof(
    fc.string({
      unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
      maxLength: 600,
    }),
    fc.constantFrom('v=spf1 -all', 'v=DMARC1; p=none', 'yes', '12', '~', '', '- x', '#', 'x: y', '1e3', '*'),
  )
  // What OctoDNS itself would read otherwise.
  .filter((value) => !value.startsWith('"') && !value.includes('" "') && !value.includes('\\;'));
const named = <T>(data: fc.Arbitrary<T>, ...fields: (keyof T)[]) =>
  fc
    .tuple(data, host)
    .map(([value, name]) => Object.assign({}, value, ...fields.map((field) => ({ [field]: name }))) as T);

const data: Partial<{ [T in KnownType]: fc.Arbitrary<DataOf<T>> }> = {
  A: anyData.A,
  AAAA: anyData.AAAA,
  NS: named(anyData.NS, 'target'),
  PTR: named(anyData.PTR, 'target'),
  CNAME: named(anyData.CNAME, 'target'),
  DNAME: named(anyData.DNAME, 'target'),
  MX: named(anyData.MX, 'exchange'),
  SRV: named(anyData.SRV, 'target'),
  TLSA: anyData.TLSA,
  DS: anyData.DS,
  CAA: fc.tuple(anyData.CAA, text).map(([caa, value]) => ({ ...caa, value })),
  TXT: text.map((value) => ({
    strings: value.length === 0 ? [''] : (value.match(/[\s\S]{1,255}/g) as string[]),
  })),
  HTTPS: named(anyData.HTTPS, 'target'),
  SVCB: named(anyData.SVCB, 'target'),
};
const types = Object.keys(data) as (keyof typeof data)[];

interface Set {
  name: string;
  type: KnownType;
  ttl: number;
  values: DataOf<RecordType>[];
}

const recordSet: fc.Arbitrary<Set> = fc
  .tuple(owner, fc.constantFrom(...types), fc.integer({ min: 0, max: 2_147_483_647 }))
  .chain(([name, type, ttl]) =>
    fc
      .array(data[type] as fc.Arbitrary<DataOf<RecordType>>, {
        minLength: 1,
        maxLength: type === 'CNAME' || type === 'DNAME' ? 1 : 3,
      })
      .map((values) => ({ name, type, ttl, values })),
  );

const zone = fc.uniqueArray(recordSet, { selector: ({ name, type }) => `${name} ${type}`, maxLength: 8 });

function recordsOf(sets: Set[]): AnyRecord[] {
  return sets.flatMap(({ name, type, ttl, values }) =>
    values.map(
      (value) =>
        ({
          name: name === '' ? 'example.com' : `${name}.example.com`,
          type,
          class: 1,
          ttl,
          data: value,
        }) as AnyRecord,
    ),
  );
}

/** JSON is YAML; `style` chooses whether values stand in double or in single quotes. */
function asYaml(sets: Set[], style: boolean): string {
  const quote = (value: string) => (style ? JSON.stringify(value) : `'${value.replaceAll("'", "''")}'`);
  const names = new Map<string, string[]>();
  for (const { name, type, ttl, values } of sets) {
    const written = values.map((value) => valueText(type, value, quote));
    const given =
      written.length === 1 ? `value: ${written[0]}` : `values:\n    - ${written.join('\n    - ')}`;
    names.set(name, [...(names.get(name) ?? []), `type: ${type}\n    ttl: ${ttl}\n    ${given}`]);
  }
  return [...names].map(([name, list]) => `${quote(name)}:\n  - ${list.join('\n  - ')}\n`).join('');
}

function valueText(type: KnownType, value: DataOf<RecordType>, quote: (value: string) => string): string {
  if (type === 'TXT') return quote((value as DataOf<'TXT'>).strings.join('').replaceAll(';', '\\;'));
  if (type === 'CAA') {
    const { flags, tag, value: said } = value as DataOf<'CAA'>;
    return `{flags: ${flags}, tag: ${quote(tag)}, value: ${quote(said)}}`;
  }
  const printed = printData<RecordType>(type, value);
  if (type === 'HTTPS' || type === 'SVCB') {
    const [priority, target, ...params] = printed.match(
      /(?:\\.|[^\s"\\])*"(?:\\.|[^"\\])*"|(?:\\.|[^\s"\\])+/g,
    )!;
    const said = params.map((param) => {
      const [, key, content] = /^(\w+)(?:="([\s\S]*)")?$/.exec(param)!;
      return `${key}: ${content === undefined ? '' : quote(content)}`;
    });
    return `{svcpriority: ${priority}, targetname: ${target}, svcparams: {${said.join(', ')}}}`;
  }
  const words = printed.split(' ');
  const fields = FIELDS[type];
  return fields === undefined
    ? quote(printed)
    : `{${fields.map((key, i) => `${key}: ${quote(words[i]!)}`).join(', ')}}`;
}

const plain = ({ records }: { records: readonly AnyRecord[] }): string[] =>
  records.map((record) => printRecord(record)).sort();

test('a zone as OctoDNS writes it and as a master file gives the same records', async () => {
  await fc.assert(
    fc.asyncProperty(zone, fc.boolean(), async (sets, style) => {
      const given = recordsOf(sets);
      const master = readMasterFile(given.map((record) => `${printRecord(record)}\n`).join(''), {
        file: 'zone',
        origin: 'example.com',
      });
      const octodns = await readOctoDns(asYaml(sets, style), { file: 'zone', origin: 'example.com' });
      assert.deepEqual(octodns.faults, []);
      assert.deepEqual(octodns.notes, []);
      assert.equal(octodns.records.length, given.length);
      assert.deepEqual(plain(octodns), plain(master));
    }),
    { numRuns: 500 },
  );
});
