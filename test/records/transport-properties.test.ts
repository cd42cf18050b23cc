import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { coversHost, parsePolicy } from '../../src/records/mta-sts/policy.ts';
import { isMtaSts, parseMtaSts } from '../../src/records/mta-sts.ts';
import { nearMissAt } from '../../src/records/near-miss.ts';
import type { Parsed } from '../../src/records/parsed.ts';
import { isTlsRpt, parseTlsRpt } from '../../src/records/tls-rpt.ts';
import { brokenFaults, harmfulReplacements, nearly, octets, oneFrom } from './arbitraries.ts';

const SIGNS = [
  ' ',
  ' ',
  '\t',
  ';',
  '; ',
  '=',
  ':',
  ',',
  '.',
  '-',
  '"',
  '\\',
  '%',
  '!',
  '*',
  '\r',
  '\n',
  '\r\n',
  '\xa0',
];
const STS = [
  ...SIGNS,
  'v=STSv1',
  'v=STSv1;',
  'v=stsv1',
  'id',
  'id=',
  'ID=',
  'id:',
  '20260101',
  '2026-01-01',
  'x=y',
];
const RPT = [
  ...[
    ...SIGNS,
    'v=TLSRPTv1',
    'v=TLSRPTv1;',
    'v=TLSRPT1',
    'rua',
    'rua=',
    'RUA=',
    'rua:',
    'mailto:',
    'https://',
  ],
  ...['http://', 't@example.com', 'example.com', '/v1', '%21', 'x=y'],
];
const POLICY = [
  ...[
    ...SIGNS,
    'version',
    'version: STSv1',
    'mode',
    'mode: enforce',
    'mode: none',
    'max_age',
    'max_age: 604800',
  ],
  ...[
    'max-age',
    'mx',
    'mx: ',
    '*.example.com',
    'mail.example.com',
    '192.0.2.1',
    '7d',
    '99999999',
    '\xef\xbb\xbf',
    '<html>',
  ],
];

const PARSERS: [name: string, parse: (text: string) => Parsed<unknown>, pieces: string[], head: string][] = [
  ['MTA-STS', parseMtaSts, STS, 'v=STSv1;'],
  ['TLS-RPT', parseTlsRpt, RPT, 'v=TLSRPTv1; rua='],
  ['policy', parsePolicy, POLICY, 'version: STSv1\n'],
];

for (const [name, parse, pieces, head] of PARSERS) {
  const texts = fc.oneof(
    octets,
    nearly(pieces),
    nearly(pieces).map((text) => head + text),
  );

  test(`${name}: total, every fault in its place`, () => {
    fc.assert(
      fc.property(texts, (text) => {
        const parsed = parse(text);
        assert.equal(parsed.text, text);
        assert.equal(brokenFaults(parsed), undefined);
      }),
    );
  });

  test(`${name}: no replacement makes it worse`, () => {
    fc.assert(fc.property(texts, (text) => assert.deepEqual(harmfulReplacements(text, parse), [])));
  });
}

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,6}[a-z0-9])?$/);
const host = fc.array(label, { minLength: 2, maxLength: 4 }).map((labels) => `${labels.join('.')}.example`);
const id = fc.stringMatching(/^[A-Za-z0-9]{1,32}$/);
const blank = oneFrom(['', ' ', '\t ', '  ']);

test('MTA-STS: what is written by the grammar comes back', () => {
  fc.assert(
    fc.property(id, blank, blank, fc.boolean(), (value, before, behind, closed) => {
      const text = `v=STSv1;${before}id=${value}${closed ? `${behind};${before}` : ''}`;
      const parsed = parseMtaSts(text);
      assert.ok(isMtaSts(text));
      assert.deepEqual(parsed.faults, []);
      assert.equal(parsed.value.id, value);
    }),
  );
});

test('TLS-RPT: what is written by the grammar comes back', () => {
  fc.assert(
    fc.property(fc.array(host, { minLength: 1, maxLength: 5 }), blank, (hosts, gap) => {
      const uris = hosts.map((one, index) => (index % 2 ? `https://${one}/v1?a=b` : `mailto:tls@${one}`));
      const text = `v=TLSRPTv1;${gap}rua=${uris.join(`${gap},${gap}`)}`;
      const { value, faults } = parseTlsRpt(text);
      assert.ok(isTlsRpt(text));
      assert.deepEqual(faults, []);
      assert.deepEqual(
        value.rua.map((uri) => uri.text),
        uris,
      );
      assert.deepEqual(
        value.rua.map((uri) => uri.host),
        hosts,
      );
    }),
  );
});

test('a policy that is written by the grammar comes back, in any order, with either end of line', () => {
  const mode = oneFrom(['enforce', 'testing', 'none']);
  const age = fc.integer({ min: 0, max: 31_557_600 });
  const patterns = fc.array(fc.tuple(fc.boolean(), host), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(
      mode,
      age,
      patterns,
      blank,
      oneFrom(['\n', '\r\n']),
      fc.boolean(),
      (word, maxAge, mx, gap, end, turned) => {
        const names = mx.map(([wild, name]) => (wild ? `*.${name}` : name));
        const lines = [
          'version:STSv1',
          `mode:${gap}${word}`,
          `max_age:${gap}${maxAge}${gap}`,
          ...names.map((name) => `mx: ${name}`),
        ];
        const { value, faults } = parsePolicy((turned ? lines.toReversed() : lines).join(end));
        assert.deepEqual(faults, []);
        assert.equal(value.mode, word);
        assert.equal(value.maxAge, maxAge);
        assert.deepEqual(value.mx.map(({ text }) => text).toSorted(), names.toSorted());
        assert.ok(value.usable);
      },
    ),
  );
});

test('a pattern covers its own host, a wildcard exactly one label before it', () => {
  fc.assert(
    fc.property(host, label, label, (name, one, two) => {
      const wild = { text: `*.${name}` };
      assert.ok(coversHost({ text: name.toUpperCase() }, name));
      assert.ok(coversHost(wild, `${one}.${name}`));
      assert.ok(!coversHost(wild, name));
      assert.ok(!coversHost(wild, `${two}.${one}.${name}`));
      assert.ok(!coversHost({ text: name }, `${one}.${name}`));
    }),
  );
});

test('what is corrected of a near miss is a record without faults', () => {
  fc.assert(
    fc.property(nearly(STS), nearly(RPT), (sts, rpt) => {
      const one = nearMissAt('mta-sts', sts)?.corrected;
      if (one !== undefined) assert.deepEqual([isMtaSts(one), parseMtaSts(one).faults], [true, []]);
      const other = nearMissAt('tls-rpt', rpt)?.corrected;
      if (other !== undefined) assert.deepEqual([isTlsRpt(other), parseTlsRpt(other).faults], [true, []]);
    }),
  );
});
