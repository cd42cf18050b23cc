import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { AnyRecord } from '../../src/dns/types.ts';
import { printData, printRecord, readMasterFile, type ZoneRecord } from '../../src/zone/index.ts';
import { anyRecord, knownTypes, recordOf } from './arbitrary.ts';

function bare({ name, type, class: number, ttl, data }: ZoneRecord | AnyRecord): unknown {
  return { name, type, class: number, ttl, data };
}

function assertRoundTrip(records: readonly AnyRecord[], lines: string[]): void {
  const zone = readMasterFile(`${lines.join('\n')}\n`, { file: 'zone' });
  assert.deepEqual(zone.faults, []);
  assert.deepEqual(zone.unread, []);
  assert.deepEqual(zone.records.map(bare), records.map(bare));
}

for (const type of knownTypes) {
  test(`what is printed reads back the same: ${type}`, () => {
    fc.assert(
      fc.property(fc.array(recordOf(type), { minLength: 1, maxLength: 5 }), (records) => {
        assertRoundTrip(
          records,
          records.map((record) => printRecord(record)),
        );
      }),
      { numRuns: 100 },
    );
  });
}

test('many records of all types read back the same', () => {
  fc.assert(
    fc.property(fc.array(anyRecord, { maxLength: 30 }), (records) => {
      assertRoundTrip(
        records,
        records.map((record) => printRecord(record)),
      );
    }),
    { numRuns: 100 },
  );
});

test('a printed line holds printable ASCII only', () => {
  fc.assert(
    fc.property(anyRecord, (record) => {
      assert.match(printRecord(record), /^[\x20-\x7e]+$/);
    }),
  );
});

test('a relative owner means the same under its origin', () => {
  fc.assert(
    fc.property(fc.array(anyRecord, { maxLength: 10 }), (records) => {
      const origin = records[0]?.name ?? 'example.com';
      const lines = records.map((record) => printRecord(record, { relativeTo: origin }));
      const zone = readMasterFile(lines.join('\n'), { file: 'zone', origin });
      assert.deepEqual(zone.faults, []);
      assert.deepEqual(zone.records.map(bare), records.map(bare));
    }),
  );
});

const mx: AnyRecord = {
  name: 'example.com',
  type: 'MX',
  class: 1,
  ttl: 300,
  data: { preference: 10, exchange: 'mx.example.com' },
};

test('names are absolute; the owner is relative on demand', () => {
  assert.equal(printRecord(mx), 'example.com. 300 IN MX 10 mx.example.com.');
  assert.equal(printRecord(mx, { relativeTo: 'EXAMPLE.com' }), '@ 300 IN MX 10 mx.example.com.');
  assert.equal(printRecord(mx, { relativeTo: 'com' }), 'example 300 IN MX 10 mx.example.com.');
  assert.equal(printRecord(mx, { relativeTo: 'example.net' }), 'example.com. 300 IN MX 10 mx.example.com.');
  assert.equal(printRecord({ ...mx, name: '.', class: 3 }), '. 300 CLASS3 MX 10 mx.example.com.');
});

test('text is quoted, escaped and split', () => {
  assert.equal(
    printData('TXT', { strings: ['a"b\\c', '', '\u0000\u007f\u00e9 ;'] }),
    '"a\\"b\\\\c" "" "\\000\\127\\233 ;"',
  );
  const parts = printData('TXT', { strings: ['x'.repeat(600)] }).split(' ');
  assert.deepEqual(
    parts.map((part) => part.length - 2),
    [255, 255, 90],
  );
  assert.equal(printData('TXT', { strings: [] }), '""');
});

test('data without a decoded form is printed as RFC 3597 says', () => {
  assert.equal(printData('TYPE300', { octets: 'c0ffee' }), '\\# 3 c0ffee');
  assert.equal(printData('TYPE300', { octets: '' }), '\\# 0');
});
