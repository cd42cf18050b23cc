import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readMasterFile, type ZoneText } from '../../src/zone/index.ts';
import { everyConstruct, includedFiles } from './every-construct.ts';

const files: Record<string, string> = includedFiles;
const include = (path: string) => ({ file: path, text: files[path] ?? everyConstruct.slice(0, 2_000) });

function read(text: string): ZoneText {
  return readMasterFile(text, { file: 'zone', origin: 'example.com', include, limits: { generated: 1_000 } });
}

/** Every entry of a file is a record, a directive or a fault: what a fault says stands in the text. */
function assertPlaces(text: string, { faults }: ZoneText): void {
  const lines = text.split(/\r\n|\r|\n/);
  for (const { file, line, column, message } of faults) {
    if (file !== 'zone') continue;
    assert.ok(line >= 1 && line <= lines.length, `${line}: ${message}`);
    assert.ok(column >= 1 && column <= text.length + 4, `${column}: ${message}`);
    assert.match(message, /^[^A-Z].|^(?:MX|TTL|IPv[46]) /);
  }
}

test('any octets', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (octets) => {
      const text = Buffer.from(octets).toString('latin1');
      assertPlaces(text, read(text));
    }),
    { numRuns: 3_000 },
  );
});

const piece = fc.oneof(
  fc.constantFrom(
    ' ',
    '\t',
    '\n',
    '\r\n',
    ';',
    '(',
    ')',
    '"',
    '\\',
    '$',
    '@',
    '.',
    '\\#',
    '\\0',
    '\\300',
    '{',
    '=',
  ),
  fc.constantFrom(
    '$TTL',
    '$ORIGIN',
    '$INCLUDE',
    '$GENERATE',
    '1-3',
    `\${0,3,n}`,
    'x',
    'a.example.',
    '5',
    '1h',
    'IN',
  ),
  fc.constantFrom(
    'A',
    'AAAA',
    'MX',
    'TXT',
    'SOA',
    'CAA',
    'HTTPS',
    'NSEC3',
    'RRSIG',
    'LOC',
    'TYPE9',
    '192.0.2.1',
    '::1',
  ),
  fc.constantFrom(
    'alpn=',
    '"h2"',
    'key1',
    'AAAA',
    'ff',
    '-',
    '20300101000000',
    'x'.repeat(64),
    '65535',
    '99999',
  ),
);

test('any words', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), fc.boolean(), (pieces, blanks) => {
      const text = pieces.join(blanks ? ' ' : '');
      assertPlaces(text, read(text));
    }),
    { numRuns: 5_000 },
  );
});

test('a good zone with some octets changed', () => {
  const edit = fc.record({
    at: fc.nat(everyConstruct.length),
    cut: fc.nat(3),
    put: fc.oneof(piece, fc.constant('')),
  });
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 5 }), (edits) => {
      let text: string = everyConstruct;
      for (const { at, cut, put } of edits) text = text.slice(0, at) + put + text.slice(at + cut);
      assertPlaces(text, read(text));
    }),
    { numRuns: 300 },
  );
});

const KILO = 64 * 1024;
const fill = (unit: string, head = '', tail = '') =>
  head + unit.repeat(Math.floor(KILO / unit.length)) + tail;

const hostile: Record<string, string> = {
  'open parentheses': fill('('),
  'closing parentheses': fill(')'),
  'nested parentheses': fill('(', '', ')'.repeat(KILO)),
  'one open parenthesis a line': fill('(\n'),
  quotes: fill('"'),
  'one open quote a line': fill('"\n'),
  'open quotes that hide blanks': fill(`( "${') '.repeat(90)}\n`),
  backslashes: fill('\\'),
  'quoted backslashes': fill('\\', '"'),
  semicolons: fill(';'),
  'blank lines': fill('\n'),
  blanks: fill(' '),
  tabs: fill('\t', 'a 5 TXT ', '"'),
  'one long word': fill('x'),
  'one long name': fill('x.', '', ' 5 A 192.0.2.1'),
  'one long escaped name': fill('\\000', '', ' 5 A 192.0.2.1'),
  'dots and backslashes': fill('.\\', '', ' 5 A 192.0.2.1'),
  'backslashes before a dot': fill('\\', '', '. 5 A 192.0.2.1'),
  'one long string': fill('x', 'a 5 TXT "', '"'),
  'one long URI': fill('\\000', 'a 5 URI 1 1 "', '"'),
  'many strings': fill('x ', 'a 5 TXT '),
  'many types': fill('A ', 'a 5 NSEC b '),
  'many different types': `a 5 NSEC b ${Array.from({ length: 7_000 }, (_, i) => `TYPE${i}`).join(' ')}`,
  'much hex': fill('ab ', 'a 5 TLSA 3 1 1 '),
  'much generic data': fill('ab', 'a 5 TYPE300 \\# 65535 '),
  'much base64': fill('AAAA', 'a 5 OPENPGPKEY '),
  'much padding': fill('=', 'a 5 OPENPGPKEY '),
  'many parameters': fill('key9=x ', 'a 5 HTTPS 1 . '),
  'one long parameter': fill('\\,', 'a 5 HTTPS 1 . alpn='),
  'a long TTL': fill('1h', 'a ', ' A 192.0.2.1'),
  'a long number': fill('9', 'a ', ' A 192.0.2.1'),
  'a long type': fill('TYPE', 'a 5 ', ' x'),
  'a long address': fill('1.', 'a 5 A '),
  'a long IPv6 address': fill('1:', 'a 5 AAAA '),
  'a long tag': fill('v=', 'a 5 TXT '),
  'a tag list behind a comment': fill(' ', 'a 5 TXT v=DMARC1;', '='),
  'a long template': fill(`\${`, '$GENERATE 1-2 ', ' A 192.0.2.1'),
  'many parts of a template': fill('$', '$GENERATE 1-2 a TXT '),
  'many directives': fill('$X\n'),
  'many includes': fill('$INCLUDE i\n'),
  'many short records': fill(' A 1.1.1.1\n', 'a 5 A 192.0.2.1\n'),
  'long origins': fill(`$ORIGIN ${'x.'.repeat(100)}\n`),
};

for (const [what, text] of Object.entries(hostile)) {
  test(`64 kB of hostile text in a moment: ${what}`, () => {
    // The best of three: the machine may be busy with other tests.
    const times = [1, 2, 3].map(() => {
      const start = performance.now();
      readMasterFile(text, { file: 'zone', origin: 'example.com', include: () => ({ problem: 'none' }) });
      return performance.now() - start;
    });
    assert.ok(Math.min(...times) <= 2000, `${Math.min(...times)} ms`);
  });
}

test('generated text counts against the limit of octets', () => {
  const text = `$GENERATE 0-65535 a 5 TXT "${'x '.repeat(30_000)}"`;
  const { faults } = readMasterFile(text, {
    file: 'zone',
    origin: 'example.com',
    limits: { octets: 500_000 },
  });
  assert.deepEqual(
    faults.map(({ message }) => message),
    ['over 500000 octets: reading ends here'],
  );
});
