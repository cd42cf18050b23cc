import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  effectivePolicies,
  isDmarc,
  legacyPolicies,
  parseDmarc,
  selectDmarc,
} from '../../src/records/dmarc.ts';
import { sharedJson, sharedText } from '../support/shared.ts';
import { applied, brokenFaults, harmfulReplacements, nearly, octets, oneFrom, wire } from './arbitraries.ts';

interface Vectors {
  cases: {
    record: string;
    isDmarc: boolean | null;
    effective: Record<string, string> | null;
    invalidTags: string[];
    historicTags: string[];
    unknownTags: string[];
    duplicateTags: string[];
  }[];
}

for (const vector of sharedJson<Vectors>('vectors/dmarc/records.json').cases) {
  test(`vector: ${vector.record.slice(0, 70)}`, () => {
    const is = isDmarc(vector.record);
    if (vector.isDmarc !== null) assert.equal(is, vector.isDmarc);
    const { value, faults } = parseDmarc(vector.record);
    if (!is) return;
    const { p, sp, np, ...values } = vector.effective ?? {};
    assert.deepEqual(effectivePolicies(value), vector.effective === null ? null : { p, sp, np });
    assert.deepEqual([value.invalid, value.historic], [vector.invalidTags, vector.historicTags]);
    assert.deepEqual([value.unknown, value.duplicate], [vector.unknownTags, vector.duplicateTags]);
    for (const [name, expected] of Object.entries(values)) {
      const got = value[name as 'adkim' | 'fo' | 't' | 'psd'];
      assert.equal(Array.isArray(got) ? got.join(':') : got, expected, name);
    }
    for (const name of value.invalid) assert.ok(faults.some(({ code }) => code === `invalid-${name}`));
  });
}

test('the version: first, exact, blanks around its “=”', () => {
  const yes = ['v=DMARC1', 'V=DMARC1;p=none', 'v = DMARC1 ; p=none', 'v=DMARC1\t;', 'v=DMARC1;'];
  const no = [
    ' v=DMARC1',
    'v=dmarc1',
    'v=DMARC1 p=none',
    'v=DMARC10',
    'p=none; v=DMARC1',
    'v=DMARC1,p=none',
    '',
  ];
  assert.deepEqual(selectDmarc([...yes, ...no]), yes);
});

test('values: case of the words, report addresses, numbers', () => {
  const { value, faults } = parseDmarc(
    'v=DMARC1; P=Reject; sp=none; adkim=S; fo=1:D; rua=mailto:a%2Bb@example.com!10m , https://r.example.net/x; ruf=mailto:"x y"@example.org; pct=50; t=Y',
  );
  assert.deepEqual(
    faults.map(({ code }) => code),
    ['invalid-ruf'],
  );
  assert.deepEqual(
    [value.p, value.sp, value.np, value.adkim, value.fo, value.pct, value.t],
    ['reject', 'none', undefined, 's', ['1', 'd'], 50, 'y'],
  );
  const [first, second] = value.rua;
  assert.deepEqual(
    [first?.address, first?.host, first?.size, first?.valid],
    ['a+b@example.com', 'example.com', '10m', true],
  );
  assert.deepEqual([second?.scheme, second?.host, second?.valid], ['https', 'r.example.net', true]);
});

test('policies of both kinds of receivers', () => {
  const both = (text: string) => {
    const { value } = parseDmarc(`v=DMARC1; ${text}`);
    return [effectivePolicies(value), legacyPolicies(value)];
  };
  assert.deepEqual(both('rua=mailto:a@example.com'), [
    { p: 'none', sp: 'none', np: 'none' },
    { p: 'none', sp: 'none' },
  ]);
  assert.deepEqual(both('sp=reject'), [null, null]);
  assert.deepEqual(both('p=reject; np=x'), [null, { p: 'reject', sp: 'reject' }]);
  assert.deepEqual(both('p=none; p=reject'), [
    { p: 'none', sp: 'none', np: 'none' },
    { p: 'none', sp: 'none' },
  ]);
  assert.deepEqual(both('p:none; p=reject')[1], { p: 'reject', sp: 'reject' });
});

const SLIPS: [tags: string, code: string, replacement?: string][] = [
  ['p=none sp=reject', 'separator', '; '],
  ['p=none, rua=mailto:a@example.com', 'separator', '; '],
  ['p:none', 'separator', '='],
  ['p none', 'separator', '='],
  ['p=“none”', 'invalid-p', 'none'],
  ['p=quarentine', 'invalid-p', 'quarantine'],
  ['p=none.', 'invalid-p', 'none'],
  ['p=', 'invalid-p'],
  ['p=none; adkim=relaxed', 'invalid-adkim', 'r'],
  ['p=none; psd=x', 'invalid-psd'],
  ['p=none; t=yes', 'invalid-t', 'y'],
  ['p=none; pct=50%', 'invalid-pct', '50'],
  ['p=none; pct=101', 'invalid-pct'],
  ['p=none; fo=0:1:d', 'fo-exclusive', '1:d'],
  ['p=none; fo=1,d', 'invalid-fo', '1:d'],
  ['p=none; rua=a@example.com', 'invalid-rua', 'mailto:a@example.com'],
  ['p=none; rua=mailto://a@example.com', 'invalid-rua', 'mailto:a@example.com'],
  ['p=none; rua=mailto: a@example.com', 'invalid-rua', 'mailto:a@example.com'],
  [
    'p=none; rua=mailto:a@example.com mailto:b@example.com',
    'invalid-rua',
    'mailto:a@example.com,mailto:b@example.com',
  ],
  ['p=none; rua=<mailto:a@example.com>', 'invalid-rua', 'mailto:a@example.com'],
  ['p=none; rua=mailto:a@example.com,', 'invalid-rua', ''],
  ['p=none; rua=mailto:a@b@example.com', 'invalid-rua'],
  ['p=none; rua=malto:a@example.com', 'report-scheme', 'mailto:a@example.com'],
  ['p=none; rua=mailto:a@example.com;b@example.com', 'separator', ',mailto:b@example.com'],
  ['p=none; mailto:rua=a@example.com', 'bad-tag-name', 'rua=mailto:a@example.com'],
  ['p=none; reject', 'missing-equals'],
  ['p=none; p=reject', 'duplicate-tag'],
  ['p=none; sp=none; p=none', 'duplicate-tag', ''],
  ['p=none; ruf=mailto:a@example.com; ruf=mailto:b@example.com', 'duplicate-tag', ','],
  ['p=none; ruf=mailto:a@example.com; t=n; ruf=mailto:b@example.com', 'duplicate-tag'],
  ['p=none; rua=mailto:a@example.com@example.com', 'invalid-rua', 'mailto:a@example.com'],
  ['p=none;; sp=none', 'empty-tag', ''],
  ['sp=none', 'missing-p'],
];

for (const [tags, code, replacement] of SLIPS) {
  test(`slip: ${tags} is ${code}`, () => {
    const text = wire(`v=DMARC1; ${tags}`);
    const { faults } = parseDmarc(text);
    assert.deepEqual(
      faults.map((fault) => [fault.code, fault.replacement]),
      [[code, replacement]],
    );
    assert.ok(faults[0]!.hint);
    if (replacement !== undefined) assert.deepEqual(parseDmarc(applied(text, faults[0]!)).faults, []);
  });
}

test('unknown tags are no fault; near ones say what was meant', () => {
  const { value, faults } = parseDmarc('v=DMARC1; p=none; policy=none; rau=x; adkin=r; newtag=1; x=y');
  assert.deepEqual(faults, []);
  assert.deepEqual(value.unknown, ['policy', 'rau', 'adkin', 'newtag', 'x']);
  assert.deepEqual(
    value.nearMisses.map(({ name, meant }) => `${name}→${meant}`),
    ['policy→p', 'rau→rua', 'adkin→adkim'],
  );
});

const PIECES = [
  'v=DMARC1',
  ';',
  '; ',
  ' ',
  ',',
  '=',
  ':',
  'p=',
  'p',
  'sp=',
  'none',
  'reject',
  'quarantine',
  'quarentine',
  'rua=',
  'ruf=',
  'mailto:',
  'a@example.com',
  'b@example.net',
  '!10m',
  'fo=',
  '0',
  '1',
  'd',
  's',
  'adkim=',
  'pct=',
  '100',
  '%',
  '"',
  '\\',
  't=y',
  'psd=',
  'x=',
  'http://',
  '\xe2\x80\x9c',
  '\t',
  '\xff',
  'malto:',
  '@',
];

test('total: any octets give a record, and faults inside the text, in order', () => {
  fc.assert(
    fc.property(fc.oneof(octets, nearly(PIECES)), (text) => {
      const parsed = parseDmarc(text);
      assert.equal(brokenFaults(parsed), undefined);
      for (const { span } of [...parsed.value.rua, ...parsed.value.ruf]) assert.ok(span.end <= text.length);
    }),
    { numRuns: 1500 },
  );
});

test('a replacement never makes more faults', () => {
  const texts = fc.oneof(octets, nearly(PIECES)).map((text) => `v=DMARC1; ${text}`);
  fc.assert(
    fc.property(texts, (text) => assert.deepEqual(harmfulReplacements(text, parseDmarc), [])),
    { numRuns: 3000 },
  );
});

test('generated valid records read without a fault', () => {
  const uri = fc.stringMatching(/^[a-z0-9~+_-]{1,12}$/).map((local) => `mailto:${local}@example.com`);
  const optional = <T>(name: string, value: fc.Arbitrary<T>) =>
    fc.option(value.map((text) => `${name}=${text}`));
  const policies = oneFrom(['none', 'quarantine', 'Reject']);
  const tags = fc.tuple(
    policies.map((policy) => `p=${policy}`),
    optional('sp', policies),
    optional('np', policies),
    optional('adkim', oneFrom(['r', 's'])),
    optional('fo', oneFrom(['0', '1', 'd', 's', '1:d:s', 'd:0', 's:d'])),
    optional(
      'rua',
      fc.array(uri, { minLength: 1, maxLength: 3 }).map((list) => list.join(' , ')),
    ),
    optional('psd', oneFrom(['y', 'n', 'u'])),
    optional('t', oneFrom(['y', 'n'])),
    optional('pct', fc.nat(100)),
    optional('ri', fc.nat()),
  );
  fc.assert(
    fc.property(tags, oneFrom([';', '; ', ' ;\t']), (list, separator) => {
      const text = ['v=DMARC1', ...list.filter((tag) => tag !== null)].join(separator);
      assert.ok(isDmarc(text));
      assert.deepEqual(parseDmarc(text).faults, []);
      assert.notEqual(effectivePolicies(parseDmarc(text).value), null);
    }),
    { numRuns: 500 },
  );
});

test('the corpus of mistakes: every fault has a hint', () => {
  const records = sharedText('corpora/dmarc-mistakes.jsonl')
    .trim()
    .split('\n')
    .map((line) => wire((JSON.parse(line) as { record: string }).record));
  const faulty = records.filter((text) => parseDmarc(text).faults.length > 0);
  const explained = faulty.filter((text) => parseDmarc(text).faults.every(({ hint }) => hint !== undefined));
  assert.ok(faulty.length >= 15, `${faulty.length} faulty`);
  assert.ok(explained.length >= 0.9 * faulty.length);
});
