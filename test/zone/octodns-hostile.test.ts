import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readOctoDns, type ZoneLimits, type ZoneText } from '../../src/zone/index.ts';

const read = (text: string, limits: Partial<ZoneLimits> = {}): Promise<ZoneText> =>
  readOctoDns(text, { file: 'zone', origin: 'example.com', limits });

const good = `---
'':
  - type: MX
    values:
      - {exchange: mx.example.net., preference: 10}
  - &txt
    type: TXT
    ttl: 300
    values: [v=spf1 -all, "a\\\\; b"]
www: {type: A, octodns: {lenient: true}, value: 192.0.2.1}
sub: {<<: *txt, ttl: 60}
`;

/** Whatever stands there ends as a record, as left open, or as a fault with its place. */
function assertTotal(text: string, { faults, records }: ZoneText): void {
  const lines = text.split('\n');
  for (const { line, column, message } of faults) {
    assert.ok(line >= 1 && line <= lines.length + 1, `${line}: ${message}`);
    assert.ok(column >= 1 && column <= text.length + 4, `${column}: ${message}`);
    assert.ok(message.length < 300, message);
  }
  for (const { line } of records) assert.ok(line >= 1 && line <= lines.length);
}

test('any octets', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (octets) => {
      const text = Buffer.from(octets).toString('latin1');
      assertTotal(text, await read(text));
    }),
    { numRuns: 500 },
  );
});

const piece = fc.constantFrom(
  ...[
    '\n',
    '  ',
    '- ',
    ': ',
    '? ',
    '{',
    '}',
    '[',
    ']',
    ', ',
    '&a ',
    '*a',
    '<<: ',
    '!!str ',
    '!x ',
    '|\n',
    '"',
    "'",
  ],
  ...[
    '#',
    '%',
    '---\n',
    '...\n',
    '\t',
    '\0',
    '\xff',
    'type: ',
    'value: ',
    'values: ',
    'ttl: ',
    'TXT',
    'MX',
    'x',
    "''",
  ],
);

test('any words', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 40 }), async (pieces) => {
      const text = pieces.join('');
      assertTotal(text, await read(text));
    }),
    { numRuns: 1_000 },
  );
});

test('a good zone with some octets changed', async () => {
  const edit = fc.record({ at: fc.nat(good.length), cut: fc.nat(3), put: fc.oneof(piece, fc.constant('')) });
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 3 }), async (edits) => {
      let text = good;
      for (const { at, cut, put } of edits) text = text.slice(0, at) + put + text.slice(at + cut);
      assertTotal(text, await read(text));
    }),
    { numRuns: 500 },
  );
});

const KILO = 64 * 1024;
const fill = (unit: string, head = '', tail = '') =>
  head + unit.repeat(Math.floor(KILO / unit.length)) + tail;
const times = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join('');

/** The text, and what its first fault must say. */
const hostile: Record<string, [string, RegExp]> = {
  'a billion laughs': [
    `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghij'].map((c, i) => `${c}: &${c} [${Array(9).fill(`*${'abcdefghij'[i]}`).join(',')}]\n`).join('')}`,
    /^no record/,
  ],
  'merge keys upon merge keys': [
    `a: &a {x: 1}\n${times(2_000, (i) => `n${i}: &n${i} {<<: *${i === 0 ? 'a' : `n${i - 1}`}, k${i}: 1}\n`)}`,
    /^over 100000 merged entries$/,
  ],
  'a node that contains itself': ['a: &a [*a]\n', /^“a” contains itself$/],
  'a mapping that merges itself': ['a: &a {<<: *a}\n', /^“a” contains itself$/],
  'an alias of nothing': ['a: *b\n', /^no anchor “b” stands before its alias$/],
  brackets: [fill('['), /^over 32 levels deep$/],
  braces: [fill('{'), /^over 32 levels deep$/],
  dashes: [fill('- '), /^over 32 levels deep$/],
  'keys of keys': [fill('? '), /^over 32 levels deep$/],
  colons: [fill('a: '), /^over 32 levels deep$/],
  steps: [times(300, (i) => `${' '.repeat(i)}a:\n`), /^over 32 levels deep$/],
  anchors: [fill('&a '), /^not YAML: a node can have at most one anchor$/],
  aliases: [fill('- *a\n', 'a: &a x\nb:\n'), /^no record/],
  tags: [fill('!a '), /^not YAML: a node can have at most one tag$/],
  'open quotes': [fill('"'), /^not YAML/],
  'an open quote': [fill('x', 'a: "'), /^not YAML: missing closing "quote$/],
  commas: [fill(',', '['), /^not YAML/],
  'one name again and again': [fill('a: {}\n'), /^“a” stands twice$/],
  'many keys in a record': [
    `a: {${times(5_000, (i) => `k${i}: 1, `)}}\n`,
    /^the key “k0” means nothing here$/,
  ],
  'a huge key': [fill('x', '', ': {type: A, value: 192.0.2.1}\n'), /^not YAML/],
  'a huge quoted key': [
    fill('x', '? "', '"\n: {type: A, value: 192.0.2.1}\n'),
    /^the name “x{40}…” has a label over 63 octets$/,
  ],
  'a huge number': [fill('1', 'a: {type: TXT, value: ', '}\n'), /is a number in YAML, not text$/],
  'a huge sexagesimal': [fill(':5', 'a: {type: TXT, value: 1', '}\n'), /is a number in YAML, not text$/],
  documents: [fill('---\n'), /^a second document: a zone file has one$/],
  'a key that is a mapping': ['? {a: b}\n: c\n', /^a key that is no text$/],
  'a tab as indentation': ['a:\n\ttype: A\n', /^not YAML: tabs are not allowed as indentation$/],
  NUL: ['a: {type: TXT, value: x\0}\n', /^control character \\x00$/],
  escape: ['a: {type: TXT, value: \x1b[2J}\n', /^control character \\x1b$/],
  'UTF-16': ['\xff\xfea\0:\0', /^the text is UTF-16$/],
  'a tag that makes an object': ['a: !!python/object/apply:os.system [x]\n', /^not YAML: unresolved tag/],
  'an included file': ['a: !include /etc/passwd\n', /^not YAML: unresolved tag/],
  'a tag of another kind': [
    'a: {type: !!int 1, value: x}\n',
    /^the tag “tag:yaml.org,2002:int” is not read here$|^not YAML/,
  ],
};

for (const [what, [text, message]] of Object.entries(hostile)) {
  test(`hostile: ${what}`, async () => {
    const start = performance.now();
    const { faults, records } = await read(text);
    assert.match(faults[0]?.message ?? 'no fault', message);
    assert.deepEqual(records, []);
    assert.ok(performance.now() - start < 10_000);
  });
}

test('limits: octets, records, faults', async () => {
  assert.match((await read(good, { octets: 10 })).faults[0]!.message, /^over 10 octets: not read$/);
  const many = times(
    2_000,
    (i) => `n${i}: {type: A, values: ${i === 0 ? '&v [192.0.2.1, 192.0.2.2]' : '*v'}}\n`,
  );
  const { faults, records } = await read(many, { records: 1_000 });
  assert.equal(records.length, 1_000);
  assert.deepEqual(
    faults.map(({ message }) => message),
    ['over 1000 records: reading ends here'],
  );
  assert.equal((await read(fill('a: {}\n'), { faults: 5 })).faults.length, 6);
});
