import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readMasterFile, type ZoneFault } from '../../src/zone/index.ts';

const LAST = 'last 5 A 192.0.2.99';

function faultsOf(text: string): ZoneFault[] {
  const { faults, records } = readMasterFile(`${text}\n${LAST}`, { file: 'zone', origin: 'example.com' });
  // Reading goes on behind every fault.
  assert.equal(records.at(-1)?.name, 'last.example.com');
  return faults;
}

const x = (length: number) => 'x'.repeat(length);

/** Text, and `line:column message` of each of its faults. */
const table: [string, ...string[]][] = [
  ['$FOO bar', '1:1 unknown directive “$FOO”'],
  ['$DATE', '1:1 unknown directive “$DATE”'],
  ['$ORIGIN\n$ORIGIN example.com.', '1:8 origin is missing'],
  [
    '$ORIGIN a b\nx 5 A 192.0.2.1\n$ORIGIN example.com.',
    '1:11 “b” stands behind the end',
    '2:1 owner “x” is relative, and the origin is not known',
  ],
  ['a\u0142 5 A 192.0.2.1', '1:1 owner “a\u0142” has a character that is no octet'],
  ['a 5 TXT "\u201cx"', '1:9 text has a character that is no octet'],
  ['$TTL', '1:5 TTL is missing'],
  ['$TTL 1H5', '1:6 not a TTL: “1H5”'],
  ['$TTL 5 6', '1:8 “6” stands behind the end'],
  ['$TTL 2147483648', '1:6 TTL is over 2147483647: “2147483648”'],
  ['$TTL "5', '1:6 quote is not closed on its line'],
  ['$INCLUDE', '1:9 file is missing'],
  ['$INCLUDE x', '1:10 “x” is not included: other files are not read here'],
  ['$INCLUDE x a..b', '1:12 origin “a..b” has an empty label'],
  ['$INCLUDE x y z', '1:14 “z” stands behind the end'],
  ['a', '1:2 type is missing'],
  ['a 5 IN', '1:7 type is missing'],
  ['a 5 NOTYPE x', '1:5 unknown type “NOTYPE”'],
  ['a 5 IN IN A 192.0.2.1', '1:8 unknown type “IN”'],
  ['a 5 "A" 192.0.2.1', '1:5 type must not be quoted'],
  ['a 5 CH TXT x', '1:5 class “CH” is not read, only IN'],
  ['a 5 CLASS3 TXT x', '1:5 class “CLASS3” is not read, only IN'],
  ['a 5 ANY x', '1:5 class “ANY” is not read, only IN'],
  ['a 5 AXFR x', '1:5 type “AXFR” cannot stand in a zone'],
  ['a 5 TYPE0 \\# 0', '1:5 type “TYPE0” cannot stand in a zone'],
  ['a 5 TYPE65536 \\# 0', '1:5 unknown type “TYPE65536”'],
  ['a 2147483648 A 192.0.2.1', '1:3 TTL is over 2147483647: “2147483648”'],
  [' 5 A 192.0.2.1', '1:2 no owner: no line above names one'],
  ['a..b 5 A 192.0.2.1', '1:1 owner “a..b” has an empty label'],
  [
    'a..b 5 A 192.0.2.1\n A 192.0.2.2',
    '1:1 owner “a..b” has an empty label',
    '2:2 no owner: the name in line 1 could not be read',
  ],
  [`${x(64)} 5 A 192.0.2.1`, `1:1 owner “${x(40)}…” has a label over 63 octets`],
  [`${`${x(60)}.`.repeat(4)}${x(8)} 5 A 192.0.2.1`, `1:1 owner “${x(40)}…” is over 255 octets`],
  ['a\\25x 5 A 192.0.2.1', '1:1 owner “a\\25x” has a malformed escape'],
  ['a\\256 5 A 192.0.2.1', '1:1 owner “a\\256” has a malformed escape'],
  ['"a" 5 A 192.0.2.1', '1:1 owner “a” must not be quoted'],
  ['a 5 A', '1:6 IPv4 address is missing'],
  ['a 5 A 192.0.2', '1:7 not an IPv4 address: “192.0.2”'],
  ['a 5 A 192.0.2.256', '1:7 not an IPv4 address: “192.0.2.256”'],
  ['a 5 A "192.0.2.1"', '1:7 IPv4 address must not be quoted'],
  ['a 5 A 2001:db8::1', '1:7 not an IPv4 address: “2001:db8::1”'],
  ['a 5 AAAA 192.0.2.1', '1:10 not an IPv6 address: “192.0.2.1”'],
  ['a 5 A 192.0.2.1 192.0.2.2', '1:17 “192.0.2.2” stands behind the end of the data'],
  ['a 5 MX mail.example.com.', '1:8 MX has no preference'],
  ['a 5 MX x y', '1:8 preference is not a number: “x”'],
  ['a 5 MX 65536 y', '1:8 preference is over 65535: “65536”'],
  ['a 5 MX 10', '1:10 exchange is missing'],
  ['a 5 MX 10 "y"', '1:11 exchange must not be quoted'],
  ['a 5 SOA b c 1 2 3 4', '1:20 minimum is missing'],
  ['a 5 SOA b c 1h 2 3 4 5', '1:13 serial is not a number: “1h”'],
  ['a 5 SOA b c 1 x 3 4 5', '1:15 refresh is not a number of seconds: “x”'],
  ['a 5 TXT', '1:8 text is missing'],
  [`a 5 TXT ${x(256)}`, '1:9 a string has 256 octets, at most 255 fit'],
  [`a 5 TXT ok "${x(300)}"`, '1:12 a string has 300 octets, at most 255 fit'],
  ['a 5 TXT "\\400"', '1:9 text has a malformed escape: “\\400”'],
  ['a 5 TXT x\\', '1:9 text has a malformed escape: “x\\”'],
  ['a 5 TXT "open', '1:9 quote is not closed on its line'],
  ['a 5 TXT ( "open\n "b" )', '1:11 quote is not closed on its line'],
  ['a 5 TXT ( "open )', '1:11 quote is not closed on its line'],
  ['a 5 A 192.0.2.1 )', '1:17 closing parenthesis without an opening one'],
  ['_dmarc 5 TXT v=DMARC1; p=none', '1:22 the text ends at “v=DMARC1”'],
  ['s._domainkey 5 TXT k=rsa ; p=abc', '1:26 the text ends at “k=rsa”'],
  ['a 5 TLSA 3 1 1', '1:15 certificate association data is missing'],
  ['a 5 TLSA 3 1 1 xyz', '1:16 certificate association data is not hexadecimal: “xyz”'],
  ['a 5 TLSA 3 1 1 abc', '1:16 certificate association data has an odd number of hexadecimal digits'],
  ['a 5 CAA 0 is-sue x', '1:11 tag is not of letters and digits: “is-sue”'],
  ['a 5 CAA 0 issue', '1:16 value is missing'],
  ['a 5 DNSKEY 256 3 FOO AAAA', '1:18 algorithm is not a number: “FOO”'],
  ['a 5 DNSKEY 256 3 8 AAA', '1:20 public key is not whole base64'],
  ['a 5 DNSKEY 256 3 8 AB==', '1:20 public key is not whole base64'],
  ['a 5 DNSKEY 256 3 8 A*==', '1:20 public key is not base64: “A*==”'],
  [
    'a 5 RRSIG A 8 3 5 20230231000000 20200101000000 5 @ AAAA',
    '1:19 expiration is no date and time: “20230231000000”',
  ],
  ['a 5 RRSIG FOO 8 3 5 1 1 5 @ AAAA', '1:11 unknown type “FOO”'],
  ['a 5 NSEC b A FOO', '1:14 unknown type “FOO”'],
  ['a 5 NSEC3 1 0 5 x 00', '1:17 salt is not hexadecimal: “x”'],
  ['a 5 NSEC3 1 0 5 - xyz', '1:19 next hashed owner is not base32: “xyz”'],
  ['a 5 HTTPS 1 . foo=1', '1:15 unknown parameter “foo”'],
  ['a 5 HTTPS 1 . port=x', '1:15 malformed value of “port”'],
  ['a 5 HTTPS 1 . alpn=', '1:15 malformed value of “alpn”'],
  ['a 5 HTTPS 1 . alpn="a\\\\"', '1:15 malformed value of “alpn”'],
  ['a 5 HTTPS 1 . mandatory=foo', '1:15 malformed value of “mandatory”'],
  ['a 5 HTTPS 1 . ipv4hint=1.2.3', '1:15 malformed value of “ipv4hint”'],
  ['a 5 HTTPS 1 . port=1 key3=ab', '1:22 parameter “port” stands twice'],
  ['a 5 A \\# 4 c00002', '1:7 the length says 4 octets, the data has 3'],
  ['a 5 A \\# 3 c00002', '1:7 the octets are no data of type A'],
  ['a 5 MX \\# 4 000a0000', '1:8 the octets are no data of type MX'],
  ['a 5 A \\#', '1:9 length is missing'],
  ['a 5 A \\# 65536 00', '1:10 length is over 65535: “65536”'],
  ['a 5 TYPE300', '1:12 data is missing'],
  ['a 5 TYPE300 abc', '1:13 the data of TYPE300 is not in the generic form'],
  ['a 5 LOC', '1:8 data is missing'],
  ['a 5 SSHFP 4 2 xyz', '1:15 data is not hexadecimal: “xyz”'],
  ['$GENERATE', '1:10 range is missing'],
  ['$GENERATE 2-1 a$ A 192.0.2.$', '1:11 not a range: “2-1”'],
  ['$GENERATE 1-2/0 a$ A 192.0.2.$', '1:11 not a range: “1-2/0”'],
  ['$GENERATE 1 a$ A 192.0.2.$', '1:11 not a range: “1”'],
  ['$GENERATE 0-2147483648 a$ A 192.0.2.$', '1:11 not a range: “0-2147483648”'],
  [`$GENERATE 1-2 a\${1,2,q} 5 A 192.0.2.$`, `1:15 malformed \${…} in “a\${1,2,q}”`],
  [`$GENERATE 1-2 a\${1,2 5 A 192.0.2.$`, `1:15 malformed \${…} in “a\${1,2”`],
  [`$GENERATE 1-2 a\${} 5 A 192.0.2.$`, `1:15 malformed \${…} in “a\${}”`],
  [`$GENERATE 1-2 a\${0,256,d} 5 A 192.0.2.$`, `1:15 malformed \${…} in “a\${0,256,d}”`],
  ['$GENERATE 1-2 a$ 5 A', '1:21 data is missing'],
  ['$GENERATE 1-2 a$ 5 MX 10 b$', '1:26 the data is more than one word'],
  ['$GENERATE 1-2 a$ 5 MX b$', '1:23 for 1: MX has no preference'],
  ['$GENERATE 255-300 a$ 5 A 192.0.2.$', '1:26 for 256: not an IPv4 address: “192.0.2.256”'],
  [`$GENERATE 2147483647-2147483647 a\${1} 5 A 192.0.2.1`, '1:1 for 2147483647: the value is out of range'],
  ['$GENERATE 1-2 a..$ 5 A 192.0.2.1', '1:1 for 1: owner “a..1” has an empty label'],
  ['$GENERATE 1-2 a$ 5 TXT ""', '1:24 for 1: text is missing'],
  ['$GENERATE 1-2 a$ CH A 192.0.2.1', '1:18 class “CH” is not read, only IN'],
];

for (const [text, ...expected] of table) {
  test(JSON.stringify(text).slice(0, 80), () => {
    const found = faultsOf(text).map(({ line, column, message }) => `${line}:${column} ${message}`);
    assert.deepEqual(found, expected);
  });
}

const hints: [string, string][] = [
  ['_dmarc 5 TXT v=DMARC1; p=none', 'quote the text: ; starts a comment'],
  ['a 5 MX mail', 'write the preference before the host: MX 10 mail.example.com.'],
  ['a 5 A 2001:db8::1', 'AAAA holds IPv6'],
  ['a 5 AAAA 192.0.2.1', 'A holds IPv4'],
  ['a 5 ALIAS b', 'write the A and AAAA records that it stands for'],
  ['A 192.0.2.1', 'a line without an owner starts with a blank'],
  ['a 5 A 192.0.2.1\n $TTL 5', 'a directive starts in the first column'],
  ['$GENERATE 1-2 a$ 5 MX 10 b$', 'put the data in quotes'],
];

for (const [text, hint] of hints) {
  test(`hint for ${JSON.stringify(text)}`, () => {
    assert.deepEqual(
      faultsOf(text).map((fault) => fault.hint),
      [hint],
    );
  });
}

test('an unclosed parenthesis is one fault at its place', () => {
  const { faults, records } = readMasterFile('a 5 A 192.0.2.1\nb A (\n192.0.2.2\nc A 192.0.2.3\n', {
    file: 'zone',
    origin: 'example.com',
  });
  assert.deepEqual(faults, [
    { file: 'zone', line: 2, column: 5, message: 'parenthesis is not closed', hint: 'close it with )' },
  ]);
  assert.equal(records.length, 1);
});

test('legal text that looks odd is no fault', () => {
  for (const text of [
    'a 5 TXT v=verify ; ticket=1',
    'a 5 TXT v=DMARC1\\; p=none',
    'a 5 TXT "v=DMARC1" ; p=none',
    'a 5 TXT v=DMARC1 ;=> error dmarc/syntax',
    'a 5 MX 10 mail.example.com',
    'a 5 TXT v=spf1 -all',
    'A 5 A 192.0.2.1',
  ]) {
    assert.deepEqual(faultsOf(text), [], text);
  }
});

test('an entry at fault still states its owner and TTL', () => {
  const { records } = readMasterFile('a 5 TXT "x"\nb 7 TXT "open\n A 192.0.2.1', {
    file: 'zone',
    origin: 'example.com',
  });
  assert.deepEqual(
    records.map(({ name, ttl }) => [name, ttl]),
    [
      ['a.example.com', 5],
      ['b.example.com', 7],
    ],
  );
});

test('a text keeps its record beside the fault', () => {
  const { records } = readMasterFile('a 5 TXT v=DMARC1; p=none', { file: 'zone', origin: 'example.com' });
  assert.deepEqual(records[0]?.data, { strings: ['v=DMARC1'] });
});

test('nothing is read on an unknown origin, TTL or owner', () => {
  const found = readMasterFile('$TTL x\n@ A 192.0.2.1\na.example. A 192.0.2.1\nb.example. 5 MX 1 c', {
    file: 'zone',
  });
  assert.deepEqual(
    found.faults.map(({ line, column, message, hint }) => [line, column, message, hint]),
    [
      [1, 6, 'not a TTL: “x”', 'write seconds, or 1w2d3h4m5s'],
      [2, 1, 'owner “@” is relative, and the origin is not known', 'give an origin'],
      [3, 1, 'no TTL', 'state one, or put $TTL at the top'],
      [4, 19, 'exchange “c” is relative, and the origin is not known', 'give an origin'],
    ],
  );
  assert.deepEqual(found.records, []);
});

test('a conflict that git left open is told as one, line by line', () => {
  const text = '<<<<<<< HEAD\na 5 A 192.0.2.1\n=======\na 5 A 192.0.2.2\n>>>>>>> other branch';
  assert.deepEqual(
    faultsOf(text).map(({ line, column, message }) => `${line}:${column} ${message}`),
    ['1:1', '3:1', '5:1'].map((place) => `${place} a conflict that git left open`),
  );
});

test('a text in UTF-16 is one fault', () => {
  const { faults } = readMasterFile('\xff\xfea\0 \0', { file: 'zone' });
  assert.deepEqual(
    faults.map(({ message }) => message),
    ['the text is UTF-16'],
  );
});

test('each limit ends the reading with one fault', () => {
  const text =
    'a 5 A 192.0.2.1\nb A 192.0.2.2\n$GENERATE 1-9 c$ A 192.0.2.$\n$INCLUDE i\n? ?\n? ?\nd A 192.0.2.3\n';
  const options = { file: 'zone', origin: 'example.com', include: () => ({ file: 'i', text: '' }) };
  const read = (limits: object) => {
    const { faults, records } = readMasterFile(text, { ...options, limits });
    return [records.length, ...faults.map(({ line, message }) => `${line} ${message}`)];
  };
  const unknown = (line: number) => `${line} unknown type “?”`;
  assert.deepEqual(read({}), [12, unknown(5), unknown(6)]);
  assert.deepEqual(read({ octets: 20 }), [0, '1 over 20 octets: not read']);
  assert.deepEqual(read({ records: 1 }), [1, '2 over 1 records: reading ends here']);
  assert.deepEqual(read({ generated: 8 }), [2, '3 $GENERATE makes over 8 records: reading ends here']);
  assert.deepEqual(read({ includedFiles: 0 }), [11, '4 over 0 included files: reading ends here']);
  assert.deepEqual(read({ faults: 1 }), [11, unknown(5), '5 1 faults: reading ends here']);
});

test('a file that includes itself, and files that lie too deep', () => {
  const read = (include: (path: string) => { file: string; text: string }) =>
    readMasterFile('$INCLUDE 1', { file: '0', origin: 'example.com', include }).faults.map(
      ({ file, message }) => `${file}: ${message}`,
    );
  assert.deepEqual(
    read((path) => ({ file: path, text: '$INCLUDE 1' })),
    ['1: “1” includes itself'],
  );
  assert.deepEqual(
    read((path) => ({ file: path, text: `$INCLUDE ${Number(path) + 1}` })),
    ['8: “9” is not included: over 8 files deep'],
  );
});
