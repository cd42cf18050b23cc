import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isDmarc, parseDmarc } from '../../src/records/dmarc.ts';
import { nearMiss } from '../../src/records/near-miss.ts';
import { parseSpf, selectSpf } from '../../src/records/spf.ts';
import { sharedJson, sharedText } from '../support/shared.ts';
import { nearly, octets, wire } from './arbitraries.ts';

const SPF: [text: string, corrected: string][] = [
  [' v=spf1 -all', 'v=spf1 -all'],
  ['\tv=spf1 a -all', 'v=spf1 a -all'],
  ['\u00a0v=spf1 -all', 'v=spf1 -all'],
  ['\ufeffv=spf1 -all', 'v=spf1 -all'],
  ['\u200bv=spf1 -all', 'v=spf1 -all'],
  ['"v=spf1 include:example.com -all"', 'v=spf1 include:example.com -all'],
  ['\\"v=spf1 -all\\"', 'v=spf1 -all'],
  ['“v=spf1 -all”', 'v=spf1 -all'],
  ['"v=spf1 include:a.example " "include:b.example -all"', 'v=spf1 include:a.example include:b.example -all'],
  ['v=spf1; include:example.com; -all', 'v=spf1 include:example.com -all'],
  ['v=spf1, a, -all', 'v=spf1 a -all'],
  ['v=spf1: -all', 'v=spf1 -all'],
  ['v=spf1\ta\t-all', 'v=spf1 a -all'],
  ['v=spf1\u00a0a -all', 'v=spf1 a -all'],
  ['v=spf1-all', 'v=spf1 -all'],
  ['v=spf1include:example.com~all', 'v=spf1 include:example.com ~all'],
  ['v=spf1mx', 'v=spf1 mx'],
  ['spf1 include:example.com -all', 'v=spf1 include:example.com -all'],
  ['v=spf include:example.com -all', 'v=spf1 include:example.com -all'],
  ['v=spf2 include:example.com -all', 'v=spf1 include:example.com -all'],
  ['v=sfp1 a mx -all', 'v=spf1 a mx -all'],
  ['v = spf1 a mx -all', 'v=spf1 a mx -all'],
  ['v:spf1 a mx -all', 'v=spf1 a mx -all'],
  ['value: v=spf1 ipv4:192.0.2.1 -all', 'v=spf1 ip4:192.0.2.1 -all'],
  ['v=spf1redirect=_spf.example.com~all', 'v=spf1 redirect=_spf.example.com'],
  ['v=spf1; a:müller.example -all', 'v=spf1 a:xn--mller-kva.example -all'],
];

const DMARC: [text: string, corrected: string][] = [
  [' v=DMARC1; p=none', 'v=DMARC1; p=none'],
  ['v=dmarc1; p=none', 'v=DMARC1; p=none'],
  ['v=DMARC1 p=none', 'v=DMARC1; p=none'],
  ['v=DMARC1, p=none', 'v=DMARC1; p=none'],
  ['v=DMARC1\\; p=reject\\;', 'v=DMARC1; p=reject'],
  ['v=DMARC; p=none', 'v=DMARC1; p=none'],
  ['v=DMARC', 'v=DMARC1; p=none'],
  ['v=dmarc1; rua=mailto:a@example.com', 'v=DMARC1; p=none; rua=mailto:a@example.com'],
  ['V=DMARC 1; p=none', 'v=DMARC1; p=none'],
  ['DMARC1; p=none', 'v=DMARC1; p=none'],
  ['nv=DMARC1; p=none', 'v=DMARC1; p=none'],
  ['p=none; v=DMARC1', 'v=DMARC1; p=none'],
  ['; v=DMARC1; p=reject', 'v=DMARC1; p=reject'],
  ['p=reject; rua=mailto:a@example.com', 'v=DMARC1; p=reject; rua=mailto:a@example.com'],
  ['"v=DMARC1; p=none"', 'v=DMARC1; p=none'],
  ['\\"v=DMARC1; p=none\\"', 'v=DMARC1; p=none'],
  ['“v=DMARC1; p=none”', 'v=DMARC1; p=none'],
  ['\ufeffv=DMARC1; p=none', 'v=DMARC1; p=none'],
  ['value: v=DMARC1; p=none', 'v=DMARC1; p=none'],
];

for (const [protocol, cases] of [
  ['spf', SPF],
  ['dmarc', DMARC],
] as const) {
  for (const [text, corrected] of cases) {
    test(`${protocol}: ${JSON.stringify(text)}`, () => {
      const miss = nearMiss(wire(text));
      assert.equal(miss?.protocol, protocol);
      assert.equal(miss.corrected, corrected);
      assert.ok(miss.fault.hint && miss.fault.span.end > 0 && miss.fault.span.end <= wire(text).length);
    });
  }
}

const ED25519 = 'p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=';

test('dkim: quotes, backslashes, commas', () => {
  for (const text of [
    `"v=DKIM1; k=ed25519; ${ED25519}"`,
    `v=DKIM1\\; k=ed25519\\; ${ED25519}`,
    `v=DKIM1, k=ed25519; ${ED25519}`,
  ]) {
    const miss = nearMiss(text);
    assert.equal(miss?.protocol, 'dkim', text);
    assert.equal(miss.corrected, `v=DKIM1; k=ed25519; ${ED25519}`, text);
  }
});

const SILENT = [
  '',
  ' ',
  '"',
  'v=',
  'v=1',
  'V=BOB',
  'v=spf10 a -all',
  'v=spf1',
  'v=spf1 a',
  'spf2.0/pra include:example.com -all',
  'spf2.0/mfrom,pra -all',
  'v=DMARC1; p=none',
  'v=DMARC2; p=none',
  'v=DKIM1; k=rsa; p=',
  '  v=DKIM1; p=',
  'v=STSv1; id=20260101',
  'v=TLSRPTv1; rua=mailto:a@example.com',
  'v=BIMI1; l=',
  'google-site-verification=rXOxyZounnZasA8Z7oaD3c14JdjS9aKSWvsR1EbUSIQ',
  'MS=ms12345678',
  'apple-domain-verification=abcdefgh',
  'facebook-domain-verification=22rm551cu4k0ab0bxsw536tlds4h95',
  'docusign=05958488-4752-4ef2-95eb-aa7ba8a3bd0e',
  'atlassian-domain-verification=5YjTmWmjI92ewqkx2oXmBaD60Td9zWon9r6eakvHX6B77zzkFQto8PQ9QsKnbf4I',
  '_globalsign-domain-verification=abc',
  'p=abc',
  'spf is good',
  'all mail is good',
  'dmarc',
  'dmarc@example.com',
  'spf',
  'see _dmarc.example.com',
  'k1=v=spf',
  'a=b',
  'we use v=spf1 elsewhere',
  'o=~',
  'keybase-site-verification=abc',
  'have-i-been-pwned-verification=abc',
  'v=verifydomain MS=1234',
  'ZOOM_verify_abc',
  'stripe-verification=abc',
];

test('never for tokens, notes, other protocols or records that count', () => {
  for (const text of SILENT) assert.equal(nearMiss(text), undefined, text);
});

test('never for a record that receivers read', () => {
  const { cases } = sharedJson<{ cases: { record: string }[] }>('vectors/dkim/keys.json');
  for (const { record } of cases) assert.equal(nearMiss(record), undefined, record);
  const { records } = sharedJson<{ records: { record: string }[] }>('vectors/mta-sts/records.json');
  for (const { record } of records) assert.equal(nearMiss(record), undefined, record);
});

test('total; what is corrected is a record without faults of the version', () => {
  const pieces = [
    'v',
    '=',
    'spf1',
    'v=spf1',
    'v=DMARC1',
    'dmarc',
    ' ',
    ';',
    '"',
    '\\',
    'p=none',
    'include:example.com',
    '-all',
    'v=DKIM1',
    'p=',
    '\xc2\xa0',
    ',',
    ':',
    'value: ',
  ];
  fc.assert(
    fc.property(fc.oneof(octets, nearly(pieces)), (text) => {
      const miss = nearMiss(text);
      if (miss === undefined) return;
      const { fault, protocol, corrected } = miss;
      assert.ok(fault.span.start <= fault.span.end && fault.span.end <= text.length);
      assert.ok(selectSpf([text]).length === 0 && !isDmarc(text));
      if (corrected === undefined || protocol === 'dkim') return;
      assert.ok(protocol === 'spf' ? parseSpf(corrected).faults.length === 0 : isDmarc(corrected));
    }),
    { numRuns: 3000 },
  );
});

test('the corpora: records that receivers pass over are all recognised, and put right', () => {
  for (const file of ['spf', 'dmarc']) {
    const lines = sharedText(`corpora/${file}-mistakes.jsonl`).trim().split('\n');
    const texts = lines.map((line) => wire((JSON.parse(line) as { record: string }).record));
    const ignored = texts.filter((text) => selectSpf([text]).length === 0 && !isDmarc(text));
    for (const text of ignored) assert.equal(nearMiss(text)?.protocol, file, text);
    assert.ok(ignored.length > 0);
    for (const text of ignored) {
      const corrected = nearMiss(text)!.corrected ?? '';
      const reads = file === 'spf' ? selectSpf([corrected]).length > 0 : parseDmarc(corrected).value.p;
      assert.ok(reads, text);
    }
  }
});
