import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readRecords, readRoute53, readTerraform } from '../../src/zone/index.ts';
import { shown } from './reading.ts';

const octets = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

const read = (...lines: (object | string)[]) =>
  shown(
    readRecords(
      lines.map((line) => (typeof line === 'string' ? line : octets(JSON.stringify(line)))).join('\n'),
      {
        file: 'records.ndjson',
      },
    ),
  );

describe('records, one a line', () => {
  it('have whole names, their data is that of a zone file', () => {
    const { records } = read({ name: 'example.com', type: 'MX', ttl: 60, data: '10 mx.example.com' }, '', {
      name: 'bücher.example.',
      type: 'TXT',
      ttl: 60,
      data: '"a" "b"',
    });
    assert.deepEqual(records, [
      '1 example.com. 60 IN MX 10 mx.example.com.',
      '3 xn--bcher-kva.example. 60 IN TXT "a" "b"',
    ]);
  });

  it('null takes a set away', () => {
    assert.deepEqual(read({ name: '_dmarc.example.com', type: 'TXT', data: null }).changes, [
      '_dmarc.example.com TXT all',
    ]);
  });

  it('what cannot be read is a fault with its place, what is no record a note', () => {
    const { faults, notes, records } = read(
      { name: 'example.com', type: 'A', tll: 60, data: '192.0.2.1' },
      { name: 'example.com', type: 'A', ttl: 60, data: '192.0.2' },
      { name: 'a b', type: 'A', ttl: 60, data: '192.0.2.1' },
      { name: 'example.com', type: 'ALIAS', ttl: 60, data: 'x' },
      '[1]',
      '{"name": ',
    );
    assert.deepEqual(records, []);
    assert.deepEqual(notes, ['4:30 “ALIAS” is no type of record: what A and AAAA answer here is left open']);
    assert.deepEqual(faults, [
      '1:34 the key “tll” means nothing here (did you mean ttl?)',
      '1:1 “ttl” is missing (a number of seconds)',
      '2:50 not an IPv4 address: “192.0.2”',
      '3:9 the name “a b” is no domain name',
      '5:1 no record: it is an object (as in {"name":"example.com","type":"A","ttl":3600,"data":"192.0.2.1"})',
      '6:10 not JSON: the text ends too early',
    ]);
  });

  it('what a provider makes of its own type is left open, and a type that is misspelt is a fault', () => {
    const { faults, untold } = read(
      { name: 'example.com', type: 'ALIAS', ttl: 60, data: 'x.example.net.' },
      { name: 'example.com', type: 'MXX', ttl: 60, data: '10 mx.example.com.' },
    );
    assert.deepEqual(untold, ['example.com A AAAA']);
    assert.deepEqual(faults, ['2:30 unknown type “MXX” (did you mean MX?)']);
  });
});

describe('no record is lost in silence', () => {
  const type = fc.constantFrom('A', 'MX', 'TXT', 'LOC', 'ALIAS', 'TYPE65280', 'AXFR', 'constructor');
  const data = fc.constantFrom(
    '192.0.2.1',
    '10 mx.example.net.',
    '"text"',
    'a; b',
    '',
    '\\# 2 00ff',
    '"open',
  );
  const name = fc.constantFrom(
    'example.com',
    '*.example.com',
    '__proto__.example.com',
    'a..b',
    '',
    'a b',
    '.',
  );
  const record = fc.record({ name, type, data });

  for (const [format, read] of Object.entries({
    records: (list: { name: string; type: string; data: string }[]) =>
      readRecords(list.map((one) => JSON.stringify({ ...one, ttl: 60 })).join('\n'), { file: 'x' }),
    route53: (list) =>
      readRoute53(
        JSON.stringify({
          ResourceRecordSets: list.map((one) => ({
            Name: one.name,
            Type: one.type,
            TTL: 60,
            ResourceRecords: [{ Value: one.data }],
          })),
        }),
        { file: 'x' },
      ),
    terraform: (list) =>
      readTerraform(
        JSON.stringify({
          format_version: '1.2',
          resource_changes: list.map((one, index) => ({
            address: `google_dns_record_set.r${index}`,
            mode: 'managed',
            type: 'google_dns_record_set',
            change: {
              actions: ['create'],
              before: null,
              after: { name: `${one.name}.`, type: one.type, ttl: 60, rrdatas: [one.data] },
              after_unknown: {},
            },
          })),
        }),
        { file: 'x' },
      ),
  } satisfies Record<
    string,
    (list: { name: string; type: string; data: string }[]) => ReturnType<typeof readRecords>
  >))
    it(`${format}: every one is a record, an unread one, a fault or a note`, () => {
      fc.assert(
        fc.property(fc.array(record, { minLength: 1, maxLength: 8 }), (list) => {
          const { records, unread, faults, notes } = read(list);
          // One that is left open is unread, and noted at the same place.
          const told = [...records, ...unread, ...faults, ...notes];
          const places = new Set(told.map(({ line, column }) => `${line}:${column}`));
          assert.equal(places.size, list.length);
        }),
        { numRuns: 500 },
      );
    });
});
