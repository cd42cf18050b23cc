import assert from 'node:assert/strict';
import { test } from 'node:test';
import { meantTerm, parseMacroString, parseSpf, selectSpf } from '../../src/records/spf.ts';
import { sharedText } from '../support/shared.ts';
import { applied, wire } from './arbitraries.ts';

test('selection: the version, then a space or nothing', () => {
  const texts = ['v=spf1', 'V=SPF1 a', 'v=spf1 ', 'v=spf10', 'v=spf1;', ' v=spf1', 'v=spf1\ta', 'spf1 a', ''];
  assert.deepEqual(selectSpf(texts), ['v=spf1', 'V=SPF1 a', 'v=spf1 ']);
});

test('terms: kinds, qualifiers, values and places', () => {
  const text =
    'v=spf1  a/24//64 -MX:Mail.example.com ~include:%{d2}.example.net ?ip6:2001:db8::/32 redirect=_spf.example.org x-y=1';
  const { value, faults } = parseSpf(text);
  assert.deepEqual(faults, []);
  const [a, mx, include, ip6, redirect, unknown] = value.terms;
  assert.deepEqual(a, {
    kind: 'a',
    text: 'a/24//64',
    span: { start: 8, end: 16 },
    qualifier: '+',
    explicit: false,
    prefix4: 24,
    prefix6: 64,
  });
  assert.ok(
    mx?.kind === 'mx' && mx.qualifier === '-' && mx.explicit && mx.domain?.text === 'Mail.example.com',
  );
  assert.ok(include?.kind === 'include' && include.domain.parts.length === 2);
  assert.ok(ip6?.kind === 'ip6' && ip6.address === '2001:db8::' && ip6.prefix === 32);
  assert.ok(redirect?.kind === 'redirect' && redirect.domain.text === '_spf.example.org');
  assert.ok(unknown?.kind === 'unknown-modifier' && unknown.name === 'x-y' && unknown.value === '1');
  for (const term of value.terms) assert.equal(text.slice(term.span.start, term.span.end), term.text);
});

test('macros: letters, transformers, escapes; c r t only where a message is explained', () => {
  const { value, faults } = parseMacroString('%{L2r+-}%%a%_%-', 10, { inExplanation: false });
  assert.deepEqual(faults, []);
  assert.deepEqual(value.parts, [
    { kind: 'expand', letter: 'l', escape: true, keep: 2, reverse: true, delimiters: '+-' },
    { kind: 'literal', text: '%a %20' },
  ]);
  assert.deepEqual(value.span, { start: 10, end: 25 });
  const codes = (text: string, inExplanation: boolean) =>
    parseMacroString(text, 0, { inExplanation }).faults.map(({ code }) => code);
  assert.deepEqual(codes('see %{c} at %{t}', true), []);
  assert.deepEqual(codes('%{c}%{d0}%{x}%{d', false), ['macro-letter', 'bad-macro', 'bad-macro', 'bad-macro']);
  assert.deepEqual(codes('a b', false), ['control-or-tab']);
});

/** slip → [code, what may stand in its place] */
const SLIPS: [slip: string, code: string, replacement?: string][] = [
  ['inlcude:example.com', 'unknown-mechanism', 'include:example.com'],
  ['ipv4:192.0.2.1', 'unknown-mechanism', 'ip4:192.0.2.1'],
  ['~ip:2001:db8::1', 'unknown-mechanism', '~ip6:2001:db8::1'],
  ['ip4:2001:db8::/32', 'bad-ip4', 'ip6:2001:db8::/32'],
  ['ip6:192.0.2.1', 'bad-ip6', 'ip4:192.0.2.1'],
  ['include.example.com', 'unknown-mechanism', 'include:example.com'],
  ['ip4.192.0.2.1', 'unknown-mechanism', 'ip4:192.0.2.1'],
  ['ip4:192.0.2.1~all', 'missing-space', 'ip4:192.0.2.1 ~all'],
  ['include:example.com~all', 'missing-space', 'include:example.com ~all'],
  ['mxinclude:example.com', 'missing-space', 'mx include:example.com'],
  ['ip4:192.0.2.1,ip4:192.0.2.2;192.0.2.3', 'separator', 'ip4:192.0.2.1 ip4:192.0.2.2 ip4:192.0.2.3'],
  ['a\tmx', 'control-or-tab', ' '],
  ['a\u00a0mx', 'non-ascii', ' '],
  ['–all', 'non-ascii', '-all'],
  ['\u200binclude:example.com', 'non-ascii', 'include:example.com'],
  ['“include:example.com”', 'non-ascii', 'include:example.com'],
  ['"include:example.com"', 'quote-character', 'include:example.com'],
  ['ip4:192.0.2.01', 'bad-ip4', 'ip4:192.0.2.1'],
  ['ip4:192.0.2/24', 'bad-ip4', 'ip4:192.0.2.0/24'],
  ['ip4:192.0.2.*', 'bad-ip4', 'ip4:192.0.2.0/24'],
  ['ip4:192.0.2.0/255.255.255.0', 'bad-ip4', 'ip4:192.0.2.0/24'],
  ['ip4:192.0.2.1:25', 'bad-ip4', 'ip4:192.0.2.1'],
  ['ip4:mail.example.com', 'bad-ip4', 'a:mail.example.com'],
  ['ip4:192.0.2.300', 'bad-ip4'],
  ['ip6:[2001:db8::1]', 'bad-ip6', 'ip6:2001:db8::1'],
  ['ip4:192.0.2.0/33', 'bad-prefix'],
  ['a/33', 'bad-prefix'],
  ['include', 'missing-value', ''],
  ['a:', 'missing-value', 'a'],
  ['redirect=', 'missing-value', ''],
  ['all:example.com', 'unexpected-value', 'all'],
  ['-all.', 'unexpected-value', '-all'],
  ['include:example.com/24', 'unexpected-value', 'include:example.com'],
  ['a/24/64', 'bad-prefix', 'a/24//64'],
  ['a:com', 'bad-domain'],
  ['a:example.123', 'bad-domain'],
  ['a:192.0.2.1', 'bad-domain', 'ip4:192.0.2.1'],
  ['include:https://example.com/', 'bad-domain', 'include:example.com'],
  ['a:mail.example.com:25', 'bad-domain', 'a:mail.example.com'],
  ['exists:%{x}.example.com', 'bad-macro'],
  ['exists:%{i.example.com', 'bad-macro'],
  ['exists:%{c}.example.com', 'macro-letter'],
  ['include: example.com', 'space-after-colon', 'include:example.com'],
  ['include : example.com', 'space-inside', 'include:example.com'],
  ['ip4:192.0.2.0 /24', 'space-inside', 'ip4:192.0.2.0/24'],
  ['- all', 'space-inside', '-all'],
  ['redirect:_spf.example.com', 'modifier-as-mechanism', 'redirect=_spf.example.com'],
  ['+redirect=_spf.example.com', 'modifier-as-mechanism', 'redirect=_spf.example.com'],
  ['192.0.2.1', 'missing-mechanism', 'ip4:192.0.2.1'],
  ['_spf.example.com', 'missing-mechanism', 'include:_spf.example.com'],
  ['mail.example.com', 'missing-mechanism', 'a:mail.example.com'],
  ['shop.example.com', 'missing-mechanism'],
  ['~alltoken-verification=abc', 'missing-space', '~all'],
  [',', 'separator', ''],
  ['>>>', 'stray-punctuation', ''],
  ['~', 'qualifier-alone', '~all'],
  ['•', 'non-ascii', ''],
  ['почта', 'non-ascii'],
  ['a:müller.example', 'non-ascii', 'a:xn--mller-kva.example'],
  ['include:exam\u0001ple.com', 'control-or-tab'],
  ['include:\u0001\u0002.example.com', 'control-or-tab'],
  ['ip4:192.0.2.1é', 'non-ascii', 'ip4:192.0.2.1'],
  ['ip4:192.0.é2.1', 'non-ascii'],
  ['incluír:_spf.example.com', 'non-ascii', 'include:_spf.example.com'],
  ['benutze:_spf.example.com', 'unknown-mechanism', 'include:_spf.example.com'],
  ['benutze:www.example.com', 'unknown-mechanism'],
  ['ip4:192.0.2.45198.51.100.7', 'bad-ip4', 'ip4:192.0.2.45 ip4:198.51.100.7'],
  [
    '~ip4:192.0.2.45198.51.100.43203.0.113.9',
    'bad-ip4',
    '~ip4:192.0.2.45 ~ip4:198.51.100.43 ~ip4:203.0.113.9',
  ],
  ['ip4:192.0.2.1192.0.2.2', 'bad-ip4'],
  ['redirect=_spf.example.com~all', 'missing-space', 'redirect=_spf.example.com'],
  ['redirect=_spf.example.comgoogle-site-verification=ab_c', 'missing-space', 'redirect=_spf.example.com'],
  ['include:_spf.example.comMS=ms123', 'missing-space', 'include:_spf.example.com'],
];

for (const [slip, code, replacement] of SLIPS) {
  test(`slip: ${JSON.stringify(slip)} is ${code}`, () => {
    const text = wire(`v=spf1 ${slip}`);
    const { faults } = parseSpf(text);
    assert.deepEqual(
      faults.map((fault) => [fault.code, fault.replacement]),
      [[code, replacement]],
    );
    assert.ok(faults[0]!.hint);
    if (replacement !== undefined) assert.deepEqual(parseSpf(applied(text, faults[0]!)).faults, []);
  });
}

test('redirect and exp: once each', () => {
  const { faults } = parseSpf('v=spf1 redirect=a.example redirect=b.example exp=a.example EXP=a.example');
  assert.deepEqual(
    faults.map(({ code, replacement }) => [code, replacement]),
    [
      ['redirect-repeated', undefined],
      ['exp-repeated', ''],
    ],
  );
});

test('every fault is found, not only the first', () => {
  const { faults, value } = parseSpf('v=spf1 ipv4:192.0.2.1 a mx, ip4:192.0.2.300/40 ~alll');
  assert.deepEqual(
    faults.map(({ code }) => code),
    ['unknown-mechanism', 'separator', 'bad-ip4', 'bad-prefix', 'unknown-mechanism'],
  );
  assert.equal(value.terms.length, 5);
});

test('valid but surely meant otherwise: advice, no fault', () => {
  const advice = (term: string) => {
    const { value, faults } = parseSpf(`v=spf1 ${term}`);
    assert.deepEqual(faults, [], term);
    return meantTerm(value.terms[0]!);
  };
  assert.equal(advice('include=example.com')?.replacement, 'include:example.com');
  assert.equal(advice('ip4=192.0.2.1')?.replacement, 'ip4:192.0.2.1');
  assert.equal(advice('a=mail.example.com')?.replacement, 'a:mail.example.com');
  assert.equal(advice('redirct=_spf.example.com')?.replacement, 'redirect=_spf.example.com');
  assert.equal(advice('v=spf1')?.code, 'second-version');
  assert.equal(advice('MS=ms12345')?.code, 'verification-token');
  assert.equal(advice('include:include:example.com')?.replacement, 'include:example.com');
  assert.equal(advice('include:a:mail.example.com')?.replacement, 'a:mail.example.com');
  assert.equal(advice('include:example.com-all')?.replacement, 'include:example.com -all');
  assert.equal(
    advice('include:a.example.cominclude:b.example.com')?.replacement,
    'include:a.example.com include:b.example.com',
  );
  assert.equal(advice('include:http://example.com')?.replacement, 'include:example.com');
  assert.equal(advice('include:user@example.com')?.replacement, 'include:example.com');
  for (const plain of [
    'include:example.com',
    'x=y',
    'rp=100',
    'ra=postmaster',
    'exists:%{i}._spf.example.com',
    'a:mail.xn--p1ai',
  ]) {
    assert.equal(advice(plain), undefined, plain);
  }
});

interface Mistake {
  record: string;
}

test('the corpus of mistakes: every fault has a hint', () => {
  const lines = sharedText('corpora/spf-mistakes.jsonl').trim().split('\n');
  const faulty = lines
    .map((line) => parseSpf(wire((JSON.parse(line) as Mistake).record)))
    .filter(({ faults }) => faults.length > 0);
  assert.ok(faulty.length > 120, `${faulty.length} faulty`);
  for (const { text, faults } of faulty)
    assert.ok(
      faults.every(({ hint }) => hint !== undefined),
      text,
    );
});
