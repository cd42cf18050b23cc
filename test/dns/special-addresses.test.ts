import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { isPublic, localScope } from '../../src/dns/index.ts';
import { SPECIAL_PURPOSE } from '../../src/dns/special-purpose.ts';
import { projectFolder } from '../support/project.ts';

describe('special-purpose addresses', () => {
  it('are the rows of the table, all of them', () => {
    const table = readFileSync(path.join(projectFolder(), 'scripts', 'special-purpose.csv'), 'utf8');
    const rows = table
      .trim()
      .split('\n')
      .slice(1)
      .map((row) => row.split(','));
    assert.deepEqual(
      SPECIAL_PURPOSE.map(([network, prefix, isGlobal, scope]) => [`${network}/${prefix}`, isGlobal, scope]),
      rows.map((cells) => [cells[0], cells.at(-2) === 'true', cells.at(-1)]),
    );
  });

  const rows: [address: string, isPublic: boolean, scope?: string][] = [
    ['1.1.1.1', true],
    ['100.63.255.255', true],
    ['100.64.0.0', false, 'shared by carriers (CGNAT)'],
    ['100.127.255.255', false, 'shared by carriers (CGNAT)'],
    ['100.128.0.0', true],
    ['192.0.0.8', false],
    ['192.0.0.9', true],
    ['192.0.0.10', true],
    ['192.0.0.11', false],
    ['192.31.196.1', true],
    ['192.88.99.1', false],
    ['192.88.99.2', false],
    ['192.175.48.1', true],
    ['192.0.2.1', false],
    ['223.255.255.255', true],
    ['224.0.0.1', false, 'multicast'],
    ['255.255.255.255', false, 'reserved'],
    ['2606:4700:4700::1111', true],
    ['::', false, 'unspecified'],
    ['::1', false, 'loopback'],
    ['::ffff:1.1.1.1', false],
    ['::1.1.1.1', false],
    ['::127.0.0.1', false],
    ['64:ff9b::1.1.1.1', true],
    ['64:ff9b::10.0.0.1', false],
    ['64:ff9b::127.0.0.1', false],
    ['64:ff9b:1::1.1.1.1', false],
    ['100::1', false],
    ['100:0:0:1::1', false],
    ['2001::1', false],
    ['2001:1::1', true],
    ['2001:1::3', true],
    ['2001:1::4', false],
    ['2001:10::1', false],
    ['2001:20::1', true],
    ['2001:30::1', true],
    ['2001:40::1', false],
    ['2001:db8::1', false],
    ['2002:101:101::1', false],
    ['2002:7f00:1::1', false],
    ['2620:4f:8000::1', true],
    ['3fff::1', false],
    ['3fff:1000::1', true],
    ['4000::1', false],
    ['5f00::1', false],
    ['fd00::1', false, 'private'],
    ['fe80::1', false, 'link-local'],
    ['fec0::1', false, 'private'],
    ['ff02::1', false, 'multicast'],
    ['no address', false],
  ];
  for (const [address, may, scope] of rows)
    it(`${address}: ${may ? 'public' : 'not public'}${scope ? `, ${scope}` : ''}`, () => {
      assert.equal(isPublic(address), may);
      assert.equal(localScope(address), scope);
    });
});
