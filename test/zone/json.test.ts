import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readJson } from '../../src/zone/json/read.ts';
import type { YamlNode } from '../../src/zone/yaml/node.ts';

function plain(node: YamlNode): unknown {
  if (node.kind === 'list') return node.items.map(plain);
  if (node.kind === 'map')
    return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, plain(value)]));
  return node.plain ? JSON.parse(node.text) : Buffer.from(node.text, 'latin1').toString('utf8');
}

const octets = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

describe('JSON with places', () => {
  it('holds what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(0, 2), (text, indent) => {
        const value = JSON.parse(text);
        // Assigning it would set the prototype of our copy.
        fc.pre(!text.includes('__proto__'));
        const { root } = readJson(octets(JSON.stringify(value, null, indent)));
        assert.deepEqual(plain(root!), value);
      }),
      { numRuns: 300 },
    );
  });

  it('is total: what JSON.parse refuses is one fault with its place', () => {
    fc.assert(
      fc.property(
        fc.json(),
        fc.nat(200),
        fc.constantFrom('', '"', '{', ']', ',', '\\', '\n', '1'),
        (text, at, put) => {
          const given = text.slice(0, at) + put + text.slice(at + 1);
          const isJson = (() => {
            try {
              JSON.parse(given);
              return true;
            } catch {
              return false;
            }
          })();
          const { root, faults } = readJson(octets(given));
          if (!isJson) assert.ok(root === undefined && faults.length === 1 && faults[0]!.line >= 1);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('knows lines and columns, and joins the two halves of a character', () => {
    const { root } = readJson('{\n  "a": [1,\n   "\\ud83d\\ude00\\u00e9"]\n}');
    assert.ok(root?.kind === 'map' && root.entries[0]!.value.kind === 'list');
    const [one, two] = root.entries[0]!.value.items;
    assert.deepEqual([one?.line, one?.column, two?.line, two?.column], [2, 9, 3, 4]);
    assert.equal(plain(two!), '😀é');
  });

  for (const [text, expected] of [
    ['{"a":1,"a":2}', '1:11 not JSON: the key before this stands twice'],
    ['{"a":01}', '1:7 not JSON: “,” or “}” is missing'],
    ['[1,]', '1:4 not JSON: no value stands here'],
    ['', '1:1 not JSON: the text ends too early'],
    ['"a', '1:3 not JSON: a string is not closed'],
    ['{} {}', '1:4 not JSON: something stands behind the end of the value'],
    ['['.repeat(100_000), '1:258 not JSON: over 256 levels deep'],
  ] as [string, string][])
    it(`refuses ${text.slice(0, 20)}`, () => {
      const { faults } = readJson(text);
      assert.deepEqual(
        faults.map(({ line, column, message }) => `${line}:${column} ${message}`),
        [expected],
      );
    });

  it('keeps keys that programs stumble over, and ends where there are too many values', () => {
    const { root } = readJson('{"__proto__":1,"constructor":2}');
    assert.deepEqual(root?.kind === 'map' && root.entries.map(({ key }) => key.text), [
      '__proto__',
      'constructor',
    ]);
    const { faults } = readJson(`[${'0,'.repeat(3_000_001)}0]`);
    assert.match(faults[0]!.message, /over 3000000 values/);
  });
});
