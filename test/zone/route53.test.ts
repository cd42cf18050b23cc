import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readRoute53 } from '../../src/zone/index.ts';
import { shown } from './reading.ts';

const read = (...sets: object[]) =>
  shown(readRoute53(JSON.stringify({ ResourceRecordSets: sets }), { file: 'list.json' }));
const set = (Name: string, Type: string, ...values: string[]) => ({
  Name,
  Type,
  TTL: 60,
  ResourceRecords: values.map((Value) => ({ Value })),
});

describe('the list of Route 53', () => {
  it('writes octets in octal, and names are whole with a dot or without', () => {
    const { records, faults } = read(
      set('\\052.example.com.', 'MX', '10 mx.example.net'),
      set('a.example.com', 'TXT', '"tab\\011 \\"quoted\\" back\\\\slash"'),
    );
    assert.deepEqual(faults, []);
    assert.deepEqual(records, [
      '1 *.example.com. 60 IN MX 10 mx.example.net.',
      '1 a.example.com. 60 IN TXT "tab\\009 \\"quoted\\" back\\\\slash"',
    ]);
  });

  it('leaves open what an alias answers', () => {
    const alias = { HostedZoneId: 'Z2', DNSName: 'lb.example.net.', EvaluateTargetHealth: false };
    const { records, untold, notes } = read({ Name: 'example.com.', Type: 'A', AliasTarget: alias });
    assert.deepEqual([records, untold], [[], ['example.com A']]);
    assert.deepEqual(notes, ['1:24 A is an alias of Route 53: what A answers here is left open']);
  });

  it('reads sets that take turns as one, and says so once', () => {
    const one = { ...set('a.example.com.', 'A', '192.0.2.1'), SetIdentifier: 'x', Weight: 1 };
    const two = { ...set('a.example.com.', 'A', '192.0.2.2'), SetIdentifier: 'y', Weight: 2 };
    const { records, notes } = read(one, two);
    assert.equal(records.length, 2);
    assert.equal(notes.length, 1);
    const alias = { Name: 'a.example.com.', Type: 'A', SetIdentifier: 'z', AliasTarget: {} };
    const mixed = read(one, alias);
    assert.deepEqual([mixed.records, mixed.untold], [[], ['a.example.com A', 'a.example.com A']]);
  });

  it('a list that is cut off, and values that cannot be read, are faults', () => {
    const cut = readRoute53('{"ResourceRecordSets": [], "NextToken": "x"}', { file: 'list.json' });
    assert.match(shown(cut).faults.join(), /the list is cut off.*without --max-items/);
    const { faults, records } = read(
      set('a.example.com.', 'MX', 'mx'),
      set('a.example.com.', 'TXT', 'v=x; y'),
      {
        Name: 'b.example.com.',
        Type: 'A',
        TTL: 60,
      },
    );
    assert.deepEqual(records, []);
    assert.deepEqual(faults, [
      '1:98 MX has no preference (write the preference before the host: MX 10 mail.example.com.)',
      '1:181 a semicolon outside quotes (put the text in quotes)',
      '1:193 A has no value (ResourceRecords holds them)',
    ]);
  });
});
