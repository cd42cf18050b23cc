import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DataOf, KnownType, RecordType } from '../../../src/dns/types.ts';
import {
  decodeMessage,
  decodeRdata,
  encodeMessage,
  encodeQuery,
  encodeRdata,
  type Message,
  typeName,
  typeNumber,
} from '../../../src/dns/wire/index.ts';
import { KNOWN_TYPES } from './arbitraries.ts';
import { header, hex } from './octets.ts';

const OFF = { qr: false, aa: false, tc: false, rd: false, ra: false, ad: false, cd: false };
const EMPTY: Message = {
  id: 1,
  flags: OFF,
  opcode: 0,
  rcode: 0,
  questions: [],
  answers: [],
  authorities: [],
  additionals: [],
};

function decoded(octets: Uint8Array): Message {
  const result = decodeMessage(octets);
  assert.ok(result.ok, result.ok ? '' : result.problem);
  return result.message;
}

const NUMBERS: Record<KnownType, number> = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  DNAME: 39,
  DS: 43,
  RRSIG: 46,
  NSEC: 47,
  DNSKEY: 48,
  NSEC3: 50,
  TLSA: 52,
  SVCB: 64,
  HTTPS: 65,
  CAA: 257,
};

test('types have the numbers of the IANA registry, both ways', () => {
  for (const type of KNOWN_TYPES) {
    assert.equal(typeNumber(type), NUMBERS[type]);
    assert.equal(typeName(NUMBERS[type]), type);
  }
  assert.equal(typeName(99), 'TYPE99');
  assert.equal(typeNumber('TYPE99'), 99);
  assert.equal(typeNumber('TYPE1'), 1);
  assert.equal(typeNumber('BOGUS' as RecordType), Number.NaN);
  for (let code = 0; code <= 0xffff; code++) assert.equal(typeNumber(typeName(code)), code);
});

/** RDATA written by hand, names in full. */
const rdata: { [T in KnownType]: [octets: string, data: DataOf<T>] } = {
  A: ['c0000201', { address: '192.0.2.1' }],
  AAAA: ['20010db8000000000000000000000001', { address: '2001:db8::1' }],
  NS: ['026e73 00', { target: 'ns' }],
  CNAME: ['00', { target: '.' }],
  DNAME: ['0161 0162 00', { target: 'a.b' }],
  PTR: ['03612e62 00', { target: 'a\\.b' }],
  SOA: [
    '00 0161 00 80000001 00000002 00000003 00000004 ffffffff',
    { mname: '.', rname: 'a', serial: 2147483649, refresh: 2, retry: 3, expire: 4, minimum: 4294967295 },
  ],
  MX: ['000a 026d78 00', { preference: 10, exchange: 'mx' }],
  TXT: ['0161 00 02ffe9', { strings: ['a', '', '\xff\xe9'] }],
  SRV: ['0001 0002 01bb 0161 00', { priority: 1, weight: 2, port: 443, target: 'a' }],
  TLSA: ['03 01 01 abCD', { usage: 3, selector: 1, matchingType: 1, data: 'abcd' }],
  DS: ['ec45 08 02 a1b2', { keyTag: 60485, algorithm: 8, digestType: 2, digest: 'a1b2' }],
  DNSKEY: ['0101 03 08 fbff', { flags: 257, protocol: 3, algorithm: 8, publicKey: '+/8=' }],
  RRSIG: [
    '0001 05 03 00015180 3e79c1e0 3e522ec8 0a52 0161 00 00',
    {
      typeCovered: 'A',
      algorithm: 5,
      labels: 3,
      originalTtl: 86400,
      expiration: 1048166880,
      inception: 1045573320,
      keyTag: 2642,
      signer: 'a',
      signature: 'AA==',
    },
  ],
  // RFC 4034 §4.3.
  NSEC: [
    `04686f7374 076578616d706c65 03636f6d 00 0006 400100000003 041b ${'00'.repeat(26)} 20`,
    { next: 'host.example.com', types: ['A', 'MX', 'RRSIG', 'NSEC', 'TYPE1234'] },
  ],
  // RFC 5155, appendix A and B.1: the hash 2t7b4g4vsa5smi47k61mv5bv1a22bojr.
  NSEC3: [
    '01 01 000c 04 aabbccdd 14 174eb2409fe28bcb4887a1836f957f0a8425e27b 0007 220000000002 90',
    {
      hashAlgorithm: 1,
      flags: 1,
      iterations: 12,
      salt: 'aabbccdd',
      nextHashed: '2t7b4g4vsa5smi47k61mv5bv1a22bojr',
      types: ['NS', 'SOA', 'RRSIG', 'DNSKEY', 'TYPE51'],
    },
  ],
  CAA: ['80 05 6973737565 63613b', { flags: 128, tag: 'issue', value: 'ca;' }],
  SVCB: ['0000 0161 00', { priority: 0, target: 'a', params: [] }],
  HTTPS: [
    '0001 00 0001 0003 026832 0003 0002 01bb',
    {
      priority: 1,
      target: '.',
      params: [
        { key: 1, value: '\x02h2' },
        { key: 3, value: '\x01\xbb' },
      ],
    },
  ],
};

for (const type of KNOWN_TYPES) {
  test(`${type}: RDATA as its RFC has it`, () => {
    const [octets, data] = rdata[type] as [string, DataOf<RecordType>];
    assert.deepEqual(decodeRdata(type, hex(octets)), data);
    assert.deepEqual(encodeRdata<RecordType>(type, data), hex(octets));
  });
}

test('names are compressed as in RFC 1035 §4.1.4', () => {
  const name = (text: string) => ({ name: text, type: 'A' as const, class: 1 });
  const questions = [name('F.ISI.ARPA'), name('FOO.F.ISI.ARPA'), name('ARPA'), name('.')];
  const octets = encodeMessage({ ...EMPTY, questions });
  assert.deepEqual(
    octets.subarray(12),
    hex('0146 03495349 0441525041 00 0001 0001  03464f4f c00c 0001 0001  c012 0001 0001  00 0001 0001'),
  );
  assert.deepEqual(decoded(octets).questions, questions);
});

test('compression keeps the case of letters, and stays out of RDATA beyond RFC 1035', () => {
  const record = { name: 'a.example', type: 'SRV', class: 1, ttl: 0 } as const;
  const data = { priority: 0, weight: 0, port: 0, target: 'a.example' };
  const answers = [
    { ...record, data },
    { ...record, name: 'b.EXAMPLE', type: 'MX', data: { preference: 0, exchange: 'a.example' } } as const,
  ];
  const octets = encodeMessage({ ...EMPTY, answers });
  assert.deepEqual(decoded(octets).answers, answers);
  const text = Buffer.from(octets).toString('latin1');
  assert.equal(text.split('\x07example').length - 1, 2, 'the owner and the target of the SRV record');
  assert.equal(text.split('\x07EXAMPLE').length - 1, 1);
});

test('names beyond the reach of a pointer are written in full', () => {
  const filler = {
    name: '.',
    type: 'TYPE65280',
    class: 1,
    ttl: 0,
    data: { octets: '00'.repeat(16_400) },
  } as const;
  const late = { name: 'late.example', type: 'TYPE65280', class: 1, ttl: 0, data: { octets: '' } } as const;
  const message = { ...EMPTY, answers: [filler, late, late] };
  assert.deepEqual(decoded(encodeMessage(message)), message);
});

test('compressed names in RDATA where none should be are understood', () => {
  const srv = hex('0161 00 0021 0001 00000000 0008 0000 0000 0000 c00c');
  const [record] = decoded(Buffer.concat([header({ answers: 1 }), srv])).answers;
  assert.deepEqual(record?.data, { priority: 0, weight: 0, port: 0, target: 'a' });
});

test('a query as it goes out', () => {
  const query = { id: 0xbeef, name: 'eXample.com', type: 'MX' } as const;
  const question = '07 6558616d706c65 03 636f6d 00 000f 0001';
  assert.deepEqual(Uint8Array.from(encodeQuery(query)), hex(`beef 0100 0001 0000 0000 0000 ${question}`));
  const unusual = encodeQuery({
    ...query,
    recursionDesired: false,
    checkingDisabled: true,
    authenticData: true,
    edns: { udpSize: 1232, dnssecOk: true, options: [{ code: 10, octets: hex('0102') }] },
  });
  assert.deepEqual(
    Uint8Array.from(unusual),
    hex(`beef 0030 0001 0000 0000 0001 ${question} 00 0029 04d0 00 00 8000 0006 000a 0002 0102`),
  );
});

test('a reply without a question, BADVERS in two halves, extended errors', () => {
  const opt = '00 0029 04d0 01 02 8000 0015  000f 0006 0016 6e6f2100  000f 0002 0009  000f 0001 ff';
  const message = decoded(Buffer.concat([header({ additionals: 1 }), hex(opt)]));
  assert.equal(message.rcode, 16);
  assert.deepEqual([message.questions, message.additionals], [[], []]);
  assert.deepEqual(message.edns, {
    udpSize: 1232,
    version: 2,
    dnssecOk: true,
    options: [{ code: 15, octets: hex('ff') }],
    errors: [
      { code: 22, text: 'no!' },
      { code: 9, text: '' },
    ],
  });
});

test('the text of an extended error is UTF-8, and what is none is replaced', () => {
  const text = (octets: string) => {
    const length = (octets.length / 2 + 2).toString(16).padStart(4, '0');
    const whole = (octets.length / 2 + 6).toString(16).padStart(4, '0');
    const opt = hex(`00 0029 04d0 00000000 ${whole} 000f ${length} 0000 ${octets}`);
    return decoded(Buffer.concat([header({ additionals: 1 }), opt])).edns?.errors[0]?.text;
  };
  assert.equal(text('c3a9'), 'é');
  assert.equal(text('61ff62'), 'a\ufffdb');
});

test('each flag, opcode and rcode has its bits', () => {
  const bits = (message: Partial<Message>) =>
    Buffer.from(encodeMessage({ ...EMPTY, ...message }))
      .readUInt16BE(2)
      .toString(16);
  const flags = ['qr', 'aa', 'tc', 'rd', 'ra', 'ad', 'cd'] as const;
  assert.deepEqual(
    flags.map((flag) => bits({ flags: { ...OFF, [flag]: true } })),
    ['8000', '400', '200', '100', '80', '20', '10'],
  );
  assert.equal(bits({ opcode: 15, rcode: 11 }), '780b');
});

test('a TTL with its uppermost bit set counts as zero (RFC 2181 §8)', () => {
  const ttlOf = (ttl: string) =>
    decoded(Buffer.concat([header({ answers: 1 }), hex(`00 0001 0001 ${ttl} 0004 c0000201`)])).answers[0]
      ?.ttl;
  assert.equal(ttlOf('7fffffff'), 0x7fffffff);
  assert.equal(ttlOf('80000000'), 0);
});

test('a record keeps its class', () => {
  const chaos = hex('00 0010 0003 00000000 0002 0161');
  assert.equal(decoded(Buffer.concat([header({ answers: 1 }), chaos])).answers[0]?.class, 3);
});

test('what was decoded does not change with the packet it came from', () => {
  const packet = Buffer.concat([
    header({ additionals: 1 }),
    hex('00 0029 04d0 00000000 0006 000a 0002 0102'),
  ]);
  const message = decoded(packet);
  packet.fill(0);
  assert.deepEqual(message.edns?.options, [{ code: 10, octets: hex('0102') }]);
});

const ns = (target: string) => () => encodeRdata('NS', { target });
const txt = (strings: string[]) => () => encodeRdata('TXT', { strings });
const unencodable: [what: string, encode: () => unknown][] = [
  ['a label of 64 octets', ns('x'.repeat(64))],
  ['a name of 256 octets', ns(`${`${'x'.repeat(63)}.`.repeat(3)}${'x'.repeat(62)}`)],
  ['an empty label', ns('a..b')],
  ['a character that is no octet', ns('ж')],
  ['a string of 256 octets', txt(['x'.repeat(256)])],
  ['no string', txt([])],
  ['a number too large', () => encodeRdata('MX', { preference: 65536, exchange: '.' })],
  ['a negative number', () => encodeRdata('MX', { preference: -1, exchange: '.' })],
  ['no number', () => encodeRdata('MX', { preference: Number.NaN, exchange: '.' })],
  ['a number with a fraction', () => encodeRdata('MX', { preference: 0.5, exchange: '.' })],
  ['an address of the other family', () => encodeRdata('A', { address: '2001:db8::1' })],
  ['hex with another character', () => encodeRdata('TYPE99', { octets: '0g' })],
  ['half an octet of hex', () => encodeRdata('TYPE99', { octets: '123' })],
  [
    'base64 with another character',
    () => encodeRdata('DNSKEY', { flags: 0, protocol: 3, algorithm: 8, publicKey: 'A!' }),
  ],
  ['a type that is none', () => encodeRdata('NSEC', { next: '.', types: ['BOGUS'] })],
  ['a type beyond 65535', () => encodeQuery({ id: 0, name: '.', type: 'TYPE65536' })],
  ['an rcode over 15 without an OPT record', () => encodeMessage({ ...EMPTY, rcode: 16 })],
  ['RDATA over 65,535 octets', () => encodeRdata('TYPE99', { octets: '00'.repeat(65_536) })],
];

for (const [what, encode] of unencodable) {
  test(`no message can carry ${what}`, () => {
    assert.throws(encode, RangeError);
  });
}
