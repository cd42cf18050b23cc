import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printRecord, readMasterFile, type ZoneText } from '../../src/zone/index.ts';

const files: Record<string, string> = {
  inner: ' A 192.0.2.9\n$ORIGIN deep\nx A 192.0.2.8\n$TTL 77\n',
  'a b': '@ A 192.0.2.7\n',
};

function read(text: string): ZoneText {
  const include = (path: string) => {
    const found = files[path];
    return found === undefined ? { problem: 'no such file' } : { file: path, text: found };
  };
  return readMasterFile(text, { file: 'zone', origin: 'example.com', include });
}

/** A construct, its text, and the records it stands for. */
const constructs: [string, string, string[]][] = [
  ['TTL before class', 'a 5 IN A 192.0.2.1', ['a.example.com. 5 IN A 192.0.2.1']],
  ['class before TTL', 'a IN 5 A 192.0.2.1', ['a.example.com. 5 IN A 192.0.2.1']],
  ['mnemonics in any case', 'a 5 in mx 1 b', ['a.example.com. 5 IN MX 1 b.example.com.']],
  ['generic class and type', 'a 5 CLASS1 type1 192.0.2.1', ['a.example.com. 5 IN A 192.0.2.1']],
  ['units of time', '$TTL 1w2d3h4m5s\na A 192.0.2.1', ['a.example.com. 788645 IN A 192.0.2.1']],
  [
    '$TTL before the last TTL',
    '$TTL 9\na 5 A 192.0.2.1\nb A 192.0.2.2',
    ['a.example.com. 5 IN A 192.0.2.1', 'b.example.com. 9 IN A 192.0.2.2'],
  ],
  [
    'the last TTL without $TTL',
    'a 5 A 192.0.2.1\nb A 192.0.2.2',
    ['a.example.com. 5 IN A 192.0.2.1', 'b.example.com. 5 IN A 192.0.2.2'],
  ],
  [
    'the minimum of an SOA without any TTL',
    '@ SOA a b 1 2 3 4 1h\nb 5 A 192.0.2.2\nc A 192.0.2.3',
    [
      'example.com. 3600 IN SOA a.example.com. b.example.com. 1 2 3 4 3600',
      'b.example.com. 5 IN A 192.0.2.2',
      'c.example.com. 3600 IN A 192.0.2.3',
    ],
  ],
  [
    'a blank owner',
    'a 5 A 192.0.2.1\n\n; c\n\tA 192.0.2.2',
    ['a.example.com. 5 IN A 192.0.2.1', 'a.example.com. 5 IN A 192.0.2.2'],
  ],
  [
    'a blank owner behind $ORIGIN',
    'a 5 A 192.0.2.1\n$ORIGIN sub\n A 192.0.2.2',
    ['a.example.com. 5 IN A 192.0.2.1', 'a.example.com. 5 IN A 192.0.2.2'],
  ],
  ['relative origins', '$TTL 5\n$ORIGIN a\n$ORIGIN b\n@ A 192.0.2.1', ['b.a.example.com. 5 IN A 192.0.2.1']],
  [
    'the root as origin',
    '$ORIGIN .\nexample.org 5 A 192.0.2.1\n. 5 NS a',
    ['example.org. 5 IN A 192.0.2.1', '. 5 IN NS a.'],
  ],
  [
    'an escaped final dot is no end',
    'a\\. 5 A 192.0.2.1\nb\\\\. 5 A 192.0.2.1',
    ['a\\..example.com. 5 IN A 192.0.2.1', 'b\\\\. 5 IN A 192.0.2.1'],
  ],
  ['escapes in names', '\\097\\@\\;\\032b 5 A 192.0.2.1', ['a\\@\\;\\032b.example.com. 5 IN A 192.0.2.1']],
  ['\\@ is no origin', '\\@ 5 CNAME @', ['\\@.example.com. 5 IN CNAME example.com.']],
  ['parentheses over lines', 'a 5 MX ( 1 ; "\n\n b ) ; x', ['a.example.com. 5 IN MX 1 b.example.com.']],
  ['parentheses around all', '( a 5\nA\n192.0.2.1 )', ['a.example.com. 5 IN A 192.0.2.1']],
  ['parentheses within parentheses', 'a 5 A ((192.0.2.1\n))', ['a.example.com. 5 IN A 192.0.2.1']],
  ['strings without a blank between', 'a 5 TXT a"b c"d""', ['a.example.com. 5 IN TXT "a" "b c" "d" ""']],
  ['escapes in strings', 'a 5 TXT "\\"\\\\\\065;" a\\ b\\;', ['a.example.com. 5 IN TXT "\\"\\\\A;" "a b;"']],
  [
    'an escaped line end',
    'a 5 TXT "a\\\nb"\nb 5 A 192.0.2.1',
    ['a.example.com. 5 IN TXT "a\\010b"', 'b.example.com. 5 IN A 192.0.2.1'],
  ],
  ['octets above 127', 'a 5 TXT "\xc3\xa9"', ['a.example.com. 5 IN TXT "\\195\\169"']],
  ['generic data of a known type', 'a 5 MX \\# 4 000A 0000', []],
  ['generic data of text', 'a 5 TXT \\# 3 026162', ['a.example.com. 5 IN TXT "ab"']],
  ['\\# alone is text', 'a 5 TXT \\# x', ['a.example.com. 5 IN TXT "#" "x"']],
  ['quoted \\# is text', 'a 5 TXT "\\#" 3 026162', ['a.example.com. 5 IN TXT "#" "3" "026162"']],
  [
    'an unknown type',
    'a 5 TYPE65280 \\# 3 abc DEF\na 5 TYPE65280 \\# 0',
    ['a.example.com. 5 IN TYPE65280 \\# 3 abcdef', 'a.example.com. 5 IN TYPE65280 \\# 0'],
  ],
  [
    'strings of another type',
    'a 5 SPF "v=spf1" -all\na 5 HINFO A ""',
    ['a.example.com. 5 IN TYPE99 \\# 12 06763d73706631042d616c6c', 'a.example.com. 5 IN TYPE13 \\# 3 014100'],
  ],
  [
    'a name of another type',
    'a 5 KX 1 b',
    ['a.example.com. 5 IN TYPE36 \\# 17 00010162076578616d706c6503636f6d00'],
  ],
  [
    'CRLF and a byte order mark',
    '\xef\xbb\xbfa 5 A 192.0.2.1\r\nb A 192.0.2.2\r',
    ['a.example.com. 5 IN A 192.0.2.1', 'b.example.com. 5 IN A 192.0.2.2'],
  ],
  ['a decoded byte order mark', '\ufeffa 5 A 192.0.2.1', ['a.example.com. 5 IN A 192.0.2.1']],
  [
    '$INCLUDE: owner and origin are inherited and restored, $TTL stays',
    'a 5 A 192.0.2.1\n$INCLUDE inner\n A 192.0.2.2\nb A 192.0.2.3',
    [
      'a.example.com. 5 IN A 192.0.2.1',
      'a.example.com. 5 IN A 192.0.2.9',
      'x.deep.example.com. 5 IN A 192.0.2.8',
      'a.example.com. 77 IN A 192.0.2.2',
      'b.example.com. 77 IN A 192.0.2.3',
    ],
  ],
  [
    '$INCLUDE with an origin, file in quotes or escaped',
    '$TTL 5\n$INCLUDE "a b" sub ; c\n$include a\\ b other.\n@ A 192.0.2.1',
    ['sub.example.com. 5 IN A 192.0.2.7', 'other. 5 IN A 192.0.2.7', 'example.com. 5 IN A 192.0.2.1'],
  ],
  [
    '$GENERATE',
    `$TTL 5\nw A 192.0.2.1\n$GENERATE 1-5/4 h\${-1,3,x}.$ IN 7 TXT "a$$ \${0,3,n} $"\n A 192.0.2.2`,
    [
      'w.example.com. 5 IN A 192.0.2.1',
      'h000.1.example.com. 7 IN TXT "a$" "1.0" "1"',
      'h004.5.example.com. 7 IN TXT "a$" "5.0" "5"',
      'w.example.com. 5 IN A 192.0.2.2',
    ],
  ],
];

for (const [what, text, expected] of constructs) {
  test(what, () => {
    const { records, faults } = read(text);
    // MX data with the root as exchange, one octet too many: see the faults.
    if (expected.length > 0) assert.deepEqual(faults, []);
    assert.deepEqual(
      records.map((record) => printRecord(record)),
      expected,
    );
  });
}

test('records carry their place, comments theirs', () => {
  const { records, comments } = read(
    '; one\n\na 5 TXT ( ; two;\n "b;" ) ;=> three\n   A 192.0.2.1\n$INCLUDE inner',
  );
  assert.deepEqual(
    records.map(({ file, line, column }) => [file, line, column]),
    [
      ['zone', 3, 1],
      ['zone', 5, 4],
      ['inner', 1, 2],
      ['inner', 3, 1],
    ],
  );
  assert.deepEqual(comments, [
    { file: 'zone', line: 1, text: ' one', entryLine: null },
    { file: 'zone', line: 3, text: ' two;', entryLine: 3 },
    { file: 'zone', line: 4, text: '=> three', entryLine: 3 },
  ]);
});

test('data that no one here translates is kept as text', () => {
  const zone = read('a 5 LOC 52 22 23.000 N ( 4 53\n 32.000 E ) -2m ; x\nb apl "q"\nc LOC \\# 1 00');
  assert.deepEqual(zone.faults, []);
  assert.deepEqual(zone.unread, [
    {
      name: 'a.example.com',
      type: 'LOC',
      ttl: 5,
      text: '52 22 23.000 N 4 53 32.000 E -2m',
      file: 'zone',
      line: 1,
      column: 1,
    },
    { name: 'b.example.com', type: 'APL', ttl: 5, text: '"q"', file: 'zone', line: 3, column: 1 },
  ]);
  assert.deepEqual(
    zone.records.map((record) => printRecord(record)),
    ['c.example.com. 5 IN TYPE29 \\# 1 00'],
  );
});

test('the origin is the one given, or else the first $ORIGIN', () => {
  assert.equal(read('$ORIGIN sub').origin, 'example.com');
  assert.equal(readMasterFile('$ORIGIN a.example.\n$ORIGIN b', { file: 'zone' }).origin, 'a.example');
  assert.equal(readMasterFile('a.example. 5 A 192.0.2.1', { file: 'zone' }).origin, undefined);
});

test('service parameters', () => {
  const [record] = read(
    'a 5 HTTPS 1 . alpn=h2,f\\\\,o\\\\\\\\ port=443 ipv4hint=192.0.2.1,192.0.2.2 ipv6hint=2001:db8::1 ech=AEj+ key65333="a b" mandatory=port,alpn no-default-alpn',
  ).records;
  assert.deepEqual(record?.type === 'HTTPS' && record.data.params, [
    { key: 0, value: '\0\x01\0\x03' },
    { key: 1, value: '\x02h2\x04f,o\\' },
    { key: 2, value: '' },
    { key: 3, value: '\x01\xbb' },
    { key: 4, value: '\xc0\0\x02\x01\xc0\0\x02\x02' },
    { key: 5, value: '\0H\xfe' },
    { key: 6, value: ' \x01\r\xb8\0\0\0\0\0\0\0\0\0\0\0\x01' },
    { key: 65_333, value: 'a b' },
  ]);
});
