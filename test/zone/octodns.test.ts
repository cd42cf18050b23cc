import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { printRecord, readOctoDns } from '../../src/zone/index.ts';

async function read(text: string) {
  const zone = await readOctoDns(text, { file: 'example.com.yaml', origin: 'example.com' });
  const shown = ({ line, column, message, hint }: (typeof zone.faults)[number]) =>
    `${line}:${column} ${message}${hint === undefined ? '' : ` (${hint})`}`;
  return {
    zone,
    records: zone.records.map((record) => `${record.line} ${printRecord(record)}`),
    faults: zone.faults.map(shown),
    notes: zone.notes.map(shown),
  };
}

/** The records of a file that has no faults, with their lines. */
async function records(text: string): Promise<string[]> {
  const result = await read(text);
  assert.deepEqual(result.faults, []);
  return result.records;
}

async function faults(text: string): Promise<string[]> {
  const result = await read(text);
  assert.deepEqual(result.records, []);
  return result.faults;
}

describe('a zone as OctoDNS writes it', () => {
  it('has names relative to the zone, one record or a list of them', async () => {
    const text = `---
'':
  - ttl: 60
    type: A
    values:
      - 192.0.2.1
      - 192.0.2.2
  - type: AAAA
    value: 2001:db8::1
'*':
  type: CNAME
  value: www.example.com.
www.sub:
  type: A
  value: 192.0.2.3
`;
    assert.deepEqual(await records(text), [
      '6 example.com. 60 IN A 192.0.2.1',
      '7 example.com. 60 IN A 192.0.2.2',
      '9 example.com. 3600 IN AAAA 2001:db8::1',
      '12 *.example.com. 3600 IN CNAME www.example.com.',
      '15 www.sub.example.com. 3600 IN A 192.0.2.3',
    ]);
  });

  it('is the whole zone, but for what OctoDNS leaves to the provider', async () => {
    const { zone } = await read(
      'www: {type: A, value: 192.0.2.1}\nweb: {type: ALIAS, value: cdn.example.net.}\n',
    );
    assert.deepEqual(zone.whole, { apex: 'example.com', file: 'example.com.yaml' });
    assert.deepEqual(zone.untold, [
      { name: 'web.example.com', types: ['A', 'AAAA'] },
      { name: 'example.com', types: ['NS', 'SOA'] },
    ]);
    assert.deepEqual(
      zone.unread.map(({ name, type, line }) => [name, type, line]),
      [['web.example.com', 'ALIAS', 2]],
    );
    const own = await read("'': {type: NS, value: ns1.example.net.}\n");
    assert.deepEqual(own.zone.untold, [{ name: 'example.com', types: ['SOA'] }]);
  });

  for (const [what, yaml, expected] of [
    ['MX', '{type: MX, value: {preference: 10, exchange: mx.example.net.}}', 'MX 10 mx.example.net.'],
    ['an older MX', '{type: MX, value: {priority: 10, value: mx.example.net.}}', 'MX 10 mx.example.net.'],
    ['null MX', '{type: MX, values: [{exchange: ., preference: 0}]}', 'MX 0 .'],
    ['one mapping as values', '{type: MX, values: {exchange: ., preference: 0}}', 'MX 0 .'],
    ['numbers as text', "{type: MX, ttl: '3600', value: {exchange: ., preference: '0'}}", 'MX 0 .'],
    ['CAA', '{type: CAA, value: {flags: 0, tag: issue, value: ;}}', 'CAA 0 issue ";"'],
    [
      'CAA without flags',
      '{type: CAA, value: {tag: iodef, value: mailto:a@example.com}}',
      'CAA 0 iodef "mailto:a@example.com"',
    ],
    [
      'SRV',
      '{type: SRV, value: {priority: 1, weight: 2, port: 3, target: a.example.net.}}',
      'SRV 1 2 3 a.example.net.',
    ],
    ['DS', '{type: DS, value: {key_tag: 1, algorithm: 13, digest_type: 2, digest: 00ff}}', 'DS 1 13 2 00ff'],
    [
      'an older DS',
      '{type: DS, value: {flags: 1, protocol: 13, algorithm: 2, public_key: 00ff}}',
      'DS 1 13 2 00ff',
    ],
    [
      'TLSA',
      '{type: TLSA, value: {certificate_usage: 3, selector: 1, matching_type: 1, certificate_association_data: ab}}',
      'TLSA 3 1 1 ab',
    ],
    [
      'HTTPS',
      '{type: HTTPS, value: {svcpriority: 1, targetname: ., svcparams: {alpn: [h2, h3], port: 443}}}',
      'HTTPS 1 . key1="\\002h2\\002h3" key3="\\001\\187"',
    ],
    [
      'SVCB in alias mode',
      '{type: SVCB, value: {svcpriority: 0, targetname: a.example.net.}}',
      'SVCB 0 a.example.net.',
    ],
    [
      'a parameter without a value',
      '{type: SVCB, value: {svcpriority: 1, targetname: ., svcparams: {alpn: [h2], no-default-alpn: }}}',
      'SVCB 1 . key1="\\002h2" key2',
    ],
    [
      'SSHFP',
      '{type: SSHFP, value: {algorithm: 1, fingerprint_type: 1, fingerprint: abcd}}',
      'TYPE44 \\# 4 0101abcd',
    ],
    [
      'NAPTR',
      '{type: NAPTR, value: {order: 1, preference: 2, flags: S, service: x, regexp: "", replacement: .}}',
      'TYPE35 \\# 10 00010002015301780000',
    ],
    ['URI', '{type: URI, value: {priority: 1, weight: 2, target: "a:b"}}', 'TYPE256 \\# 7 00010002613a62'],
    ['SPF', '{type: SPF, value: v=spf1 -all}', 'TYPE99 \\# 12 0b763d73706631202d616c6c'],
    ['OPENPGPKEY', '{type: OPENPGPKEY, value: AAAA}', 'TYPE61 \\# 3 000000'],
    ['PTR', '{type: PTR, values: [a.example.net.]}', 'PTR a.example.net.'],
    ['DNAME', '{type: DNAME, value: example.net.}', 'DNAME example.net.'],
    [
      'SOA',
      '{type: SOA, value: {mname: a.example.net., rname: b.example.net., serial: 1, refresh: 2, retry: 3, expire: 4, minimum: 5}}',
      'SOA a.example.net. b.example.net. 1 2 3 4 5',
    ],
    [
      'an internationalised name',
      '{type: CNAME, value: b\xc3\xbccher.example.}',
      'CNAME xn--bcher-kva.example.',
    ],
  ] as const) {
    it(`reads ${what}`, async () => {
      assert.deepEqual(await records(`a: ${yaml}\n`), [`1 a.example.com. 3600 IN ${expected}`]);
    });
  }

  for (const [what, value, expected] of [
    ['escaped semicolons', 'v=DMARC1\\; p=none', '"v=DMARC1; p=none"'],
    ['bare semicolons (escaped_semicolons: false)', 'v=DMARC1; p=none', '"v=DMARC1; p=none"'],
    ['quotes around the text', `'"v=spf1 -all"'`, '"v=spf1 -all"'],
    ['quotes between its parts', `'"v=spf1 " "-all"'`, '"v=spf1 -all"'],
    ['a quote within', `'a "b" c'`, '"a \\"b\\" c"'],
    ['no text', "''", '""'],
    ['a long text', 'x'.repeat(300), `"${'x'.repeat(255)}" "${'x'.repeat(45)}"`],
    ['an escape of YAML', '"v=DMARC1\\\\; p=none"', '"v=DMARC1; p=none"'],
    ['a text of several lines', 'v=spf1\n    -all', '"v=spf1 -all"'],
  ] as const) {
    it(`reads TXT with ${what}`, async () => {
      assert.deepEqual(await records(`a:\n  type: TXT\n  value: ${value}\n`), [
        `3 a.example.com. 3600 IN TXT ${expected}`,
      ]);
    });
  }

  it('follows anchors and merge keys', async () => {
    const text = `a: &one
  type: TXT
  ttl: 60
  value: &text v=spf1 -all
b:
  <<: *one
  ttl: 120
c: {type: TXT, values: [*text]}
`;
    assert.deepEqual(await records(text), [
      '4 a.example.com. 60 IN TXT "v=spf1 -all"',
      '4 b.example.com. 120 IN TXT "v=spf1 -all"',
      '4 c.example.com. 3600 IN TXT "v=spf1 -all"',
    ]);
  });

  it('brackets may close in the first column', async () => {
    const text = 'a: {\n  type: A,\n  values: [\n    192.0.2.1,\n  ]\n}\n';
    assert.deepEqual(await records(text), ['4 a.example.com. 3600 IN A 192.0.2.1']);
  });

  it('an empty file is an empty zone', async () => {
    for (const text of ['', '---\n', '# nothing\n', '\xef\xbb\xbf---\n'])
      assert.deepEqual(await records(text), []);
  });
});

describe('what OctoDNS says beside the records', () => {
  it('reads a name without its final dot as whole, and says so', async () => {
    const text = 'a: {type: MX, value: {preference: 1, exchange: mx.example.net}}\n';
    const { records: found, notes } = await read(text);
    assert.deepEqual(found, ['1 a.example.com. 3600 IN MX 1 mx.example.net.']);
    assert.deepEqual(notes, [
      '1:48 a name without its final dot is read as a whole name (OctoDNS refuses it unless it is lenient, and providers may differ: add the dot)',
    ]);
  });

  it('says nothing of it where the record is lenient', async () => {
    const { notes } = await read('a: {type: CNAME, octodns: {lenient: true}, value: b.example.net}\n');
    assert.deepEqual(notes, []);
  });

  it('reads the values, and not the pools', async () => {
    const { notes, records: found } = await read(
      'a: {type: A, value: 192.0.2.1, dynamic: {pools: {}}, octodns: {healthcheck: {path: /}}}\n',
    );
    assert.deepEqual(found, ['1 a.example.com. 3600 IN A 192.0.2.1']);
    assert.deepEqual(notes, ['1:32 “dynamic” is not read: the record’s own values stand for it']);
  });

  it('leaves open what a provider answers, and what OctoDNS ignores', async () => {
    const { zone, notes } = await read(`'': {type: SOA, octodns: {ignored: true}}
a: {type: Route53Provider/ALIAS, value: {type: A, name: x.example.net.}}
b: {type: TXT, octodns: {ignored: yes}, value: x}
c: {type: LOC, value: {altitude: 1}}
`);
    assert.deepEqual(zone.untold.slice(0, 4), [
      { name: 'example.com', types: ['SOA'] },
      { name: 'a.example.com', types: ['A'] },
      { name: 'b.example.com', types: ['TXT'] },
      { name: 'c.example.com', types: ['TYPE29'] },
    ]);
    assert.equal(notes[1], '2:5 Route53Provider/ALIAS is not read: what A answers here is left open');
    assert.equal(notes[2], '3:5 TXT is ignored by OctoDNS: what TXT answers here is left open');
  });

  it('tells of both ways to write a semicolon', async () => {
    const { notes } = await read('a: {type: TXT, value: "x\\\\; y"}\nb: {type: TXT, value: x; y}\n');
    assert.deepEqual(notes, [
      '2:23 a semicolon without a backslash, and one with it in line 1 (OctoDNS takes one way a file, as its option escaped_semicolons says)',
    ]);
  });
});

describe('faults', () => {
  for (const [text, ...expected] of [
    ['a: {type: A, value: 192.0.2.300}', '1:21 not an IPv4 address: “192.0.2.300”'],
    ['a: {type: A, value: "2001:db8::1"}', '1:21 not an IPv4 address: “2001:db8::1” (AAAA holds IPv6)'],
    ['a: {type: A}', '1:4 A has no value (give value or values)'],
    ['a: {type: A, value: }', '1:21 the value is missing'],
    ['a: {type: TXT, value}', '1:16 the value is missing'],
    ['a: {type: TXT, "value"}', '1:16 the value is missing'],
    ['a:', '1:3 no record: it is a mapping with a type (as in {type: A, value: 192.0.2.1})'],
    ['a: {type: A, values: []}', '1:22 “values” is empty'],
    ['a: {type: A, values: [[192.0.2.1]]}', '1:23 a value of A is text, not a list within a list'],
    ['a: {value: 192.0.2.1}', '1:4 the record has no type (as in type: TXT)'],
    ['a: {type: TXTT, value: x}', '1:11 unknown type “TXTT” (did you mean TXT?)'],
    ['a: {type: mx, value: x}', '1:11 unknown type “mx” (did you mean MX?)'],
    ['a: {type: AXFR, value: x}', '1:11 unknown type “AXFR”'],
    ['a: {type: A, tll: 60, value: 192.0.2.1}', '1:14 the key “tll” means nothing here (did you mean ttl?)'],
    ['a: {type: A, ttl: 1h, value: 192.0.2.1}', '1:19 ttl is not a number: “1h”'],
    ['a: {type: A, ttl: -1, value: 192.0.2.1}', '1:19 ttl is not a number: “-1”'],
    ['a: {type: A, ttl: 010, value: 192.0.2.1}', '1:19 ttl is not a number: “010”'],
    ['a: {type: A, ttl: 2147483648, value: 192.0.2.1}', '1:19 ttl is over 2147483647: “2147483648”'],
    [
      'a: {type: MX, value: 10 mx.example.net.}',
      '1:22 a value of MX is a mapping (its keys: preference, exchange)',
    ],
    ['a: {type: MX, value: {exchange: mx.example.net.}}', '1:22 “preference” is missing'],
    ['a: {type: MX, value: {preference: 70000, exchange: .}}', '1:35 preference is over 65535: “70000”'],
    [
      'a: {type: MX, value: {preference: 1, priority: 1, exchange: .}}',
      '1:38 “priority” stands beside “preference” (keep one of them)',
    ],
    [
      'a: {type: MX, value: {preference: 1, exchnage: .}}',
      '1:38 the key “exchnage” means nothing here (did you mean exchange?)',
      '1:22 “exchange” is missing',
    ],
    ['a: {type: CNAME, values: [b.example.net.]}', '1:18 CNAME has one value (write value, not values)'],
    [
      'a: {type: CNAME, value: www}',
      '1:25 the value “www” is no whole name (write www. or www.example.com.)',
    ],
    ['a: {type: CNAME, value: a b.example.net.}', '1:25 the value “a b.example.net.” has a blank in it'],
    ['a: {type: CNAME, value: a..example.net.}', '1:25 the name “a..example.net” has an empty label'],
    [
      'a: {type: TXT, value: 12}',
      "1:23 the value “12” is a number in YAML, not text (put it in quotes: '12')",
    ],
    [
      'a: {type: TXT, value: yes}',
      "1:23 the value “yes” is a truth value in YAML, not text (put it in quotes: 'yes')",
    ],
    [
      'a: {type: TXT, value: x, values: [x]}',
      '1:16 “value” stands beside “values”, and OctoDNS reads only these (keep one of them)',
    ],
    [
      'a: {type: TXT, value: "\\u00e9"}',
      '1:23 the text has characters that are no printable ASCII (OctoDNS refuses them)',
    ],
    [`a: {type: TXT, value: '"x'}`, '1:23 the text begins with a quote and does not end with one'],
    [
      'a: [{type: A, value: x}, {type: A, value: y}]',
      '1:22 not an IPv4 address: “x”',
      '1:26 A stands twice at this name (put its values into one, in line 1)',
      '1:43 not an IPv4 address: “y”',
    ],
    [
      'a: {type: TXT, value: "\\n"}',
      '1:23 the text has characters that are no printable ASCII (OctoDNS refuses them)',
    ],
    ["'@': {type: A, value: 192.0.2.1}", "1:1 the name “@” is not OctoDNS’s (write '' for the zone itself)"],
    [
      'www.example.com.: {type: A, value: 192.0.2.1}',
      '1:1 the name “www.example.com.” ends with a dot (names are relative to example.com: leave the zone and the dot out)',
    ],
    [
      'on: {type: A, value: 192.0.2.1}',
      "1:1 the name “on” is a truth value in YAML, not text (put it in quotes: 'on')",
    ],
    [
      '010: {type: A, value: 192.0.2.1}',
      "1:1 the name “010” is a number in YAML, not text (put it in quotes: '010')",
    ],
    ['a: 192.0.2.1', '1:4 no record: it is a mapping with a type (as in {type: A, value: 192.0.2.1})'],
    [
      'a: {type: A, octodns: lenient, value: 192.0.2.300}',
      '1:23 “octodns” is a mapping',
      '1:39 not an IPv4 address: “192.0.2.300”',
    ],
    [
      'a: {type: HTTPS, value: {svcpriority: 1, targetname: ., svcparams: [alpn]}}',
      '1:68 “svcparams” is a mapping (as in alpn: [h2, h3])',
    ],
    [
      'a: {type: HTTPS, value: {svcpriority: 1, targetname: ., svcparams: {aplm: h2}}}',
      '1:69 unknown parameter “aplm”',
    ],
    ['- a', '1:1 no zone: it is a mapping of names to records'],
    [
      'a: {type: A, value: 192.0.2.1',
      '2:1 not YAML: flow map in block collection must be sufficiently indented and end with a }',
    ],
  ] as const) {
    it(text.slice(0, 70), async () => {
      assert.deepEqual(await faults(`${text}\n`), expected);
    });
  }

  it('a fault leaves the other records', async () => {
    const { records: found, faults: said } = await read(
      'a: {type: A, values: [192.0.2.1, x, 192.0.2.2]}\nb: {type: A, value: 192.0.2.3}\n',
    );
    assert.equal(found.length, 3);
    assert.deepEqual(said, ['1:34 not an IPv4 address: “x”']);
  });

  it('a wildcard without quotes is an alias to YAML: the first fault says so', async () => {
    const [first] = await faults('*:\n  type: A\n  value: 192.0.2.1\n');
    const hint = "quote a name that begins with an asterisk: '*'";
    assert.equal(first, `1:2 not YAML: alias ending in : is ambiguous (${hint})`);
  });
});
