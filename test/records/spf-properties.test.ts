import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseSpf } from '../../src/records/spf.ts';
import { brokenFaults, harmfulReplacements, nearly, octets, oneFrom } from './arbitraries.ts';

const { validateTerms } = createRequire(import.meta.url)('mailauth/lib/spf/syntax.js') as {
  validateTerms(terms: string[]): string | false;
};

const PIECES = [
  ' ',
  ' ',
  ' ',
  '\t',
  ':',
  '/',
  '=',
  '.',
  ',',
  ';',
  '+',
  '-',
  '~',
  '?',
  '"',
  '%',
  '%{d}',
  '%{i2r}',
  '%{c}',
  '%%',
  '/24',
  '//64',
  '/033',
  'all',
  '-all',
  'a',
  'mx',
  'ptr',
  'include:',
  'exists:',
  'ip4:',
  'ip6:',
  'ipv4:',
  'redirect=',
  'redirect:',
  'exp=',
  'inlcude:',
  'include=',
  'example.com',
  '_spf.example.net',
  'com',
  '192.0.2.1',
  '192.0.2',
  '2001:db8::1',
  '1.2.3.4.5',
  'v=spf1',
  'x=y',
  'http://',
  '\xc2\xa0',
  '\xe2\x80\x93all',
  '\xff',
];
const texts = fc.oneof(octets, nearly(PIECES)).map((text) => `v=spf1 ${text}`);

test('total: any octets give terms, and faults inside the text, in order', () => {
  fc.assert(
    fc.property(fc.oneof(octets, texts), (text) => {
      const parsed = parseSpf(text);
      assert.equal(brokenFaults(parsed), undefined);
      for (const { span } of parsed.value.terms) assert.ok(span.start < span.end && span.end <= text.length);
      const unreadable = parsed.value.terms.some(({ kind }) => kind === 'unreadable');
      assert.ok(!unreadable || parsed.faults.length > 0);
    }),
    { numRuns: 1500 },
  );
});

test('a replacement never makes more faults', () => {
  fc.assert(
    fc.property(texts, (text) => assert.deepEqual(harmfulReplacements(text, parseSpf), [])),
    { numRuns: 3000 },
  );
});

const label = fc.stringMatching(/^[a-z0-9_]{1,8}$/);
const macro = oneFrom(['%{d}', '%{ir}', '%{l1r+-}', '%{H}', '%{p2}', '%%', '%_', '%-']);
const domain = fc
  .tuple(
    fc.array(fc.oneof(label, macro), { minLength: 1, maxLength: 3 }),
    oneFrom(['com', 'example', 'xn--p1ai', 'c0m', 'com.', '%{d}']),
  )
  .map(([labels, top]) => `${labels.join('.')}.${top}`);
const quad = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255)).map((parts) => parts.join('.'));
const lengths = fc
  .tuple(fc.option(fc.nat(32)), fc.option(fc.nat(128)))
  .map(([four, six]) => `${four === null ? '' : `/${four}`}${six === null ? '' : `//${six}`}`);
const mechanism = fc.oneof(
  fc.constant('all'),
  fc.tuple(oneFrom(['include:', 'exists:', 'ptr:']), domain).map(([name, value]) => name + value),
  fc
    .tuple(oneFrom(['a', 'mx']), fc.option(domain), lengths)
    .map(([name, value, bits]) => `${name}${value === null ? '' : `:${value}`}${bits}`),
  fc
    .tuple(quad, fc.option(fc.nat(32)))
    .map(([value, bits]) => `ip4:${value}${bits === null ? '' : `/${bits}`}`),
  fc
    .tuple(fc.ipV6(), fc.option(fc.nat(128)))
    .map(([value, bits]) => `ip6:${value}${bits === null ? '' : `/${bits}`}`),
  fc.constant('ptr'),
);
const directive = fc.tuple(oneFrom(['', '+', '-', '~', '?']), mechanism).map((parts) => parts.join(''));
const modifier = fc
  .tuple(fc.stringMatching(/^x[a-z0-9_.-]{0,6}$/), fc.oneof(domain, label))
  .map(([name, value]) => `${name}=${value}`);
const terms = fc.array(fc.oneof({ weight: 4, arbitrary: directive }, { weight: 1, arbitrary: modifier }), {
  maxLength: 8,
});
const anyCase = fc
  .tuple(terms, fc.boolean())
  .map(([list, upper]) => (upper ? list.map((term) => term.toUpperCase()) : list));

test('generated records of the grammar read without a fault, term by term', () => {
  fc.assert(
    fc.property(anyCase, fc.option(domain), (list, target) => {
      const whole = target === null ? list : [...list, `redirect=${target}`];
      const { value, faults } = parseSpf(['v=spf1', ...whole].join(' '));
      assert.deepEqual(faults, []);
      assert.deepEqual(
        value.terms.map(({ text }) => text),
        whole,
      );
    }),
    { numRuns: 600 },
  );
});

/** Where mailauth's checker decides otherwise, and why we keep to the text of the RFC. */
const DIFFERENCES: [why: string, differs: (terms: string[]) => boolean][] = [
  [
    'a line break ends JavaScript’s "." early in its patterns',
    (list) => list.some((term) => /[\r\n\u2028\u2029]/.test(term)),
  ],
];

test('mailauth’s checker agrees on what is valid', () => {
  const slip = nearly(PIECES.filter((piece) => !/[\t\xa0\xff\xe2 ]/.test(piece)));
  const mixed = fc.array(fc.oneof({ weight: 3, arbitrary: directive }, modifier, slip), { maxLength: 4 });
  let broken = 0;
  fc.assert(
    fc.property(mixed, (list) => {
      const split = list.flatMap((term) => term.split(' ')).filter((term) => term !== '');
      if (DIFFERENCES.some(([, differs]) => differs(split))) return;
      const theirs = validateTerms(split) === false;
      const { faults } = parseSpf(['v=spf1', ...split].join(' '));
      assert.equal(
        faults.length === 0,
        theirs,
        `${split.join(' ')}: mailauth says ${theirs ? 'valid' : 'not valid'}`,
      );
      if (!theirs) broken++;
    }),
    { numRuns: 4000 },
  );
  assert.ok(broken > 1000);
});
