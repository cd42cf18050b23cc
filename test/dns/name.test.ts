import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  isWithin,
  labelsOf,
  labelsProblem,
  nameKey,
  nameOf,
  parentOf,
  ROOT,
  readName,
  sameName,
  under,
  wireLength,
} from '../../src/dns/name.ts';
import { anyLabels, anyName } from './wire/arbitraries.ts';

test('labels → name → labels, whatever their octets', () => {
  fc.assert(
    fc.property(anyLabels, (labels) => {
      assert.deepEqual(labelsOf(nameOf(labels)), labels);
    }),
    { numRuns: 2000 },
  );
});

test('a name reads as itself, with and without the final dot, in printable ASCII', () => {
  fc.assert(
    fc.property(anyName, (name) => {
      assert.match(name, /^[!-~]+$/);
      assert.deepEqual(readName(name), { name });
      if (name !== ROOT) assert.deepEqual(readName(`${name}.`), { name });
    }),
    { numRuns: 2000 },
  );
});

test('any text reads as a valid name or has a problem', () => {
  const text = fc.oneof(fc.string({ maxLength: 300 }), fc.stringMatching(/^[a.\\0-9]{0,80}$/));
  fc.assert(
    fc.property(text, (some) => {
      const read = readName(some);
      if ('name' in read) assert.equal(labelsProblem(labelsOf(read.name)), undefined);
    }),
    { numRuns: 5000 },
  );
});

const escapes: [label: string, name: string][] = [
  ['a.b', 'a\\.b'],
  ['a\\b', 'a\\\\b'],
  ['"', '\\"'],
  [';', '\\;'],
  ['(', '\\('],
  [')', '\\)'],
  ['@', '\\@'],
  ['$', '\\$'],
  ['\0', '\\000'],
  [' ', '\\032'],
  ['\x7f', '\\127'],
  ['\xff', '\\255'],
  ['*', '*'],
  ['_dmarc', '_dmarc'],
  ["!#%&'+,/:<=>?[]^`{|}~-", "!#%&'+,/:<=>?[]^`{|}~-"],
];
for (const [label, name] of escapes) {
  test(`the label ${JSON.stringify(label)} stands as ${name}`, () => {
    assert.equal(nameOf([label]), name);
    assert.deepEqual(labelsOf(name), [label]);
  });
}

const readings: [text: string, expected: string | { problem: string }][] = [
  ['.', '.'],
  ['example.com.', 'example.com'],
  ['eXample.COM', 'eXample.COM'],
  ['\\097.b', 'a.b'],
  ['a\\046b', 'a\\.b'],
  ['\\a\\.', 'a\\.'],
  ['a\\..', 'a\\.'],
  ['', { problem: 'empty-label' }],
  ['..', { problem: 'empty-label' }],
  ['.a', { problem: 'empty-label' }],
  ['a..b', { problem: 'empty-label' }],
  ['a..', { problem: 'empty-label' }],
  ['a\\', { problem: 'bad-escape' }],
  ['a\\256', { problem: 'bad-escape' }],
  ['a\\999.b', { problem: 'bad-escape' }],
  ['x'.repeat(63), 'x'.repeat(63)],
  ['x'.repeat(64), { problem: 'label-too-long' }],
  ['\\120'.repeat(63), 'x'.repeat(63)],
  ['\\120'.repeat(64), { problem: 'label-too-long' }],
];
for (const [text, expected] of readings) {
  test(`${text.length > 40 ? `${text.slice(0, 8)}… (${text.length})` : JSON.stringify(text)} reads as ${expected === text ? 'itself' : JSON.stringify(expected).slice(0, 40)}`, () => {
    assert.deepEqual(readName(text), typeof expected === 'string' ? { name: expected } : expected);
  });
}

test('a name takes at most 255 octets on the wire, its root label counted', () => {
  const labels = (last: number) => [...new Array<string>(3).fill('x'.repeat(63)), 'x'.repeat(last)];
  assert.equal(wireLength([]), 1);
  assert.equal(wireLength(labels(61)), 255);
  assert.equal(labelsProblem(labels(61)), undefined);
  assert.equal(labelsProblem(labels(62)), 'name-too-long');
  assert.deepEqual(readName(labels(62).join('.')), { problem: 'name-too-long' });
});

test('64 kB of text is read soon', () => {
  for (const text of ['.', 'a.', '\\', '\\0', '\\000', '\\.', 'a'].map((part) =>
    part.repeat(65_536 / part.length),
  )) {
    const start = performance.now();
    readName(text);
    assert.ok(performance.now() - start < 50);
  }
});

test('names compare without regard to ASCII case, and to ASCII case only', () => {
  assert.equal(nameKey('Mail.EXAMPLE.com'), 'mail.example.com');
  assert.ok(sameName('EXAMPLE.com', 'example.COM'));
  assert.ok(!sameName('\\196.com', '\\228.com'), 'Ä and ä of latin-1');
  assert.ok(!sameName('a\\.b', 'a.b'));
});

test('isWithin counts labels, not characters', () => {
  const within: [name: string, ancestor: string, expected: boolean][] = [
    ['example.com', 'example.com', true],
    ['a.Example.com', 'eXample.com', true],
    ['example.com', 'a.example.com', false],
    ['badexample.com', 'example.com', false],
    ['a\\.example.com', 'example.com', false],
    ['a\\.example.com', 'com', true],
    ['com', '.', true],
    ['.', '.', true],
    ['.', 'com', false],
  ];
  for (const [name, ancestor, expected] of within) assert.equal(isWithin(name, ancestor), expected, name);
});

test('parents and children', () => {
  assert.equal(parentOf('a.b.c'), 'b.c');
  assert.equal(parentOf('a\\.b.c'), 'c');
  assert.equal(parentOf('c'), ROOT);
  assert.equal(parentOf(ROOT), ROOT);
  assert.equal(under('_dmarc', 'example.com'), '_dmarc.example.com');
  assert.equal(under('com', ROOT), 'com');
  fc.assert(
    fc.property(anyName, (name) => {
      assert.ok(isWithin(name, parentOf(name)));
    }),
  );
});
