import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  readDnsControl,
  readRecords,
  readRoute53,
  readTerraform,
  type ZoneText,
} from '../../src/zone/index.ts';

/** Whatever a file holds, the reading ends, with one clear fault where there is too much. */

const READERS: Record<string, (text: string) => ZoneText> = {
  records: (text) => readRecords(text, { file: 'x' }),
  route53: (text) => readRoute53(text, { file: 'x' }),
  terraform: (text) => readTerraform(text, { file: 'x' }),
  dnscontrol: (text) => readDnsControl(text, { file: 'x' })[0]!,
};
const many = (part: string, octets: number): string => part.repeat(Math.ceil(octets / part.length));
const SIZE = 64 * 1024 * 1024;

describe('hostile JSON', () => {
  for (const [format, read] of Object.entries(READERS)) {
    it(`${format}: what is too large or too deep is one fault`, () => {
      assert.deepEqual(
        read(many(' ', SIZE + 1)).faults.map(({ message }) => message),
        [`over ${SIZE} octets: not read`],
      );
      for (const part of ['[', '{"a":', '[0,', '[[],']) {
        const { faults, records } = read(many(part, 8_000_000));
        assert.equal(faults.length, 1);
        assert.equal(records.length, 0);
        assert.match(faults[0]!.message, /^not JSON: over (?:256 levels deep|3000000 values)$/);
      }
      const wide = read(`[${many('0,', SIZE - 10)}0]`).faults;
      assert.deepEqual(
        wide.map(({ message }) => message),
        ['not JSON: over 3000000 values'],
      );
    });

    it(`${format}: keys of every object mean nothing`, () => {
      const keys = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
      const object = `{${keys.map((key) => `"${key}":{"type":"A"}`).join(',')}}`;
      const lists = ['ResourceRecordSets', 'domains', 'resource_changes', 'records'];
      read(`{${lists.map((key) => `"${key}":[${object}]`).join(',')},"format_version":"1.0"}`);
      assert.equal(({} as { type?: string }).type, undefined);
    });
  }

  it('resources and types called like a property of every object are unknown ones', () => {
    for (const type of ['constructor', '__proto__', 'toString', 'azurerm_dns_constructor_record']) {
      const change = { actions: ['constructor'], before: null, after: { name: 'a.', zone_name: 'x.test' } };
      const text = JSON.stringify({
        format_version: '1.0',
        resource_changes: [{ type, address: 'x', change }],
      });
      assert.equal(READERS.terraform!(text).records.length, 0);
    }
  });

  it('a million faults end with one that says so', () => {
    const { faults } = READERS.records!(many('{}\n', 3_000_000));
    assert.equal(faults.length, 10_001);
    assert.match(faults.at(-1)!.message, /10000 faults: reading ends here/);
  });
});
