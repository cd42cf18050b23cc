import assert from 'node:assert/strict';
import { test } from 'node:test';
import { audit } from '../../src/audit.ts';
import { fixtureResolver } from '../support/fixture.ts';
import { wire } from './arbitraries.ts';

const MAIL = '@ MX 10 mail\nmail A 192.0.2.1';
const REPORTS = 'p=none; rua=mailto:dmarc@example.com';
const ED25519 = 'k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g=';

/** Records that receivers pass over without a word → the finding that tells, and what it proposes to publish. */
const IGNORED: [what: string, zone: string, rule: string, to: string | undefined][] = [
  ['v=spf1;', '@ TXT "v=spf1; mx ~all"', 'spf/not-selected', 'v=spf1 mx ~all'],
  ['a blank before v=spf1', '@ TXT " v=spf1 mx ~all"', 'spf/not-selected', 'v=spf1 mx ~all'],
  [
    'a no-break space behind v=spf1',
    wire('@ TXT "v=spf1\u00a0mx ~all"'),
    'spf/not-selected',
    'v=spf1 mx ~all',
  ],
  ['typographic quotes', wire('@ TXT "“v=spf1 mx ~all”"'), 'spf/not-selected', 'v=spf1 mx ~all'],
  ['ip4=', '@ TXT "v=spf1 ip4=192.0.2.1 -all"', 'spf/equals-for-colon', 'v=spf1 ip4:192.0.2.1 -all'],
  ['redirct=', '@ TXT "v=spf1 redirct=a.example.com"', 'spf/syntax', 'v=spf1 redirect=a.example.com'],
  ['v=spf1 twice', '@ TXT "v=spf1 v=spf1 mx ~all"', 'spf/syntax', 'v=spf1 mx ~all'],
  ['two records in one', '@ TXT "v=spf1 mx -all v=spf1 a ~all"', 'spf/syntax', 'v=spf1 mx a ~all'],
  ['a token in it', '@ TXT "v=spf1 mx ~all MS=ms123"', 'spf/syntax', 'v=spf1 mx ~all'],
  ['SPF at _spf', '_spf TXT "v=spf1 mx ~all"', 'spf/wrong-place', 'v=spf1 redirect=_spf.example.com'],
  ['v=dmarc1', `_dmarc TXT "v=dmarc1; ${REPORTS}"`, 'dmarc/not-selected', `v=DMARC1; ${REPORTS}`],
  ['nv=DMARC1', `_dmarc TXT "nv=DMARC1; ${REPORTS}"`, 'dmarc/not-selected', `v=DMARC1; ${REPORTS}`],
  [
    'v=DMARC',
    '_dmarc TXT "v=DMARC"',
    'dmarc/not-selected',
    'v=DMARC1; p=none; rua=mailto:dmarc-reports@example.com',
  ],
  [
    'a blank before v=DMARC1',
    `_dmarc TXT " v=DMARC1; ${REPORTS}"`,
    'dmarc/not-selected',
    `v=DMARC1; ${REPORTS}`,
  ],
  [
    'typographic quotes',
    wire(`_dmarc TXT "“v=DMARC1; ${REPORTS}”"`),
    'dmarc/not-selected',
    `v=DMARC1; ${REPORTS}`,
  ],
  ['DMARC at the domain', `@ TXT "v=DMARC1; ${REPORTS}"`, 'dmarc/wrong-place', `v=DMARC1; ${REPORTS}`],
  ['a doubled name', `_dmarc.example.com TXT "v=DMARC1; ${REPORTS}"`, 'dns/doubled-name', undefined],
  ['no underscore', `dmarc TXT "v=DMARC1; ${REPORTS}"`, 'dns/missing-underscore', undefined],
  [
    'quotes around a key',
    `s1._domainkey TXT "\\"v=DKIM1; ${ED25519}\\""`,
    'dkim/syntax',
    `v=DKIM1; ${ED25519}`,
  ],
];

for (const [what, zone, rule, to] of IGNORED) {
  test(`${rule}: ${what}`, async () => {
    const { findings } = await audit('example.com', fixtureResolver(`${zone}\n${MAIL}`), {
      sections: ['spf', 'dmarc', 'dkim'],
      declared: { selectors: ['s1'] },
    });
    const found = findings.filter((finding) => finding.rule === rule);
    assert.equal(found.length, 1, findings.map((finding) => finding.rule).join(' '));
    if (to !== undefined) assert.equal(found[0]!.changes[0]?.to, `"${to}"`);
  });
}

async function spfSyntax(zone: string) {
  const { findings } = await audit('example.com', fixtureResolver(`${zone}\n${MAIL}`), { sections: ['spf'] });
  return findings.find(({ rule }) => rule === 'spf/syntax')!;
}

test('two records in one are not joined where that would take more than ten lookups', async () => {
  const hosts = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => `a:h${from + index}.example.com`).join(' ');
  const { changes } = await spfSyntax(`@ TXT "v=spf1 ${hosts(0, 6)} ~all v=spf1 ${hosts(6, 11)} -all"`);
  assert.deepEqual(changes, []);
});

test('a token gets a record of its own', async () => {
  const { changes, safety, severity } = await spfSyntax('@ TXT "v=spf1 mx ~all MS=ms123"');
  assert.deepEqual(
    [severity, safety, ...changes.map(({ op, to }) => [op, to])],
    ['notice', 'ask', ['replace', '"v=spf1 mx ~all"'], ['add', '"MS=ms123"']],
  );
});

test('what only the owner knows is asked', async () => {
  const { question } = await spfSyntax('@ TXT "v=spf1 mx include: ~all"');
  assert.equal(question, 'Was nothing to follow “include”? The term is dropped here.');
});
