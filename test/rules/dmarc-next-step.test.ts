import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import { type Declared, SECTIONS } from '../../src/facts/index.ts';
import { fixtureResolver } from '../support/fixture.ts';

const MX = '@ MX 10 mail\nmail A 192.0.2.1\nvendor.example. A 192.0.2.9\n';
const SPF = '@ TXT "v=spf1 mx ~all"\n';
const KEY = '7f3a._domainkey TXT "v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="\n';
const dmarc = (tags: string): string => `_dmarc TXT "v=DMARC1; ${tags}; rua=mailto:d@example.com"\n`;
const NONE = dmarc('p=none');
const ASIDE = dmarc('p=quarantine');

type Row = [what: string, zone: string, rule: string, to: RegExp | null, fix: RegExp, declared?: Declared];

/** RFC 9989 §7.4: what nothing authenticates, or SPF alone, is not to be refused. */
const ROWS: Row[] = [
  ['SPF and a key', MX + SPF + KEY + NONE, 'p-none', /p=quarantine/, /Read the reports/],
  ['SPF and a key, the last step', MX + SPF + KEY + ASIDE, 'p-quarantine', /p=reject/, /ask for reject/],
  [
    'neither SPF nor a key',
    MX + NONE,
    'p-none',
    null,
    /First publish an SPF record.*, and have all mail signed/,
  ],
  ['SPF without a key', MX + SPF + NONE, 'p-none', null, /First have all mail signed with DKIM/],
  [
    'SPF without a key, the last step',
    MX + SPF + ASIDE,
    'p-quarantine',
    null,
    /First have all mail signed with DKIM/,
  ],
  ['a key without SPF', MX + KEY + NONE, 'p-none', null, /First publish an SPF record/],
  [
    'SPF that is permerror for all',
    `${MX}@ TXT "v=spf1 include:_spf.vendor.example mx ~all"\n${KEY}${NONE}`,
    'p-none',
    null,
    /First repair SPF/,
  ],
  [
    'SPF that is permerror for some',
    `${MX}@ TXT "v=spf1 mx include:_spf.vendor.example ~all"\n${KEY}${NONE}`,
    'p-none',
    /p=quarantine/,
    /Read the reports/,
  ],
  [
    'a server that denies _domainkey and has a usual selector',
    `;! NXDOMAIN _domainkey.example.com TXT\n${MX}${SPF}${KEY.replace('7f3a', 'google')}${NONE}`,
    'p-none',
    /p=quarantine/,
    /Read the reports/,
  ],
  [
    'SPF not answered: neither a step nor a word that it is missing',
    `;! SERVFAIL example.com TXT\n${MX}${KEY}${NONE}`,
    'p-none',
    null,
    /Read the reports/,
  ],
  [
    '_domainkey not answered',
    `;! SERVFAIL _domainkey.example.com TXT\n${MX}${SPF}${NONE}`,
    'p-none',
    /p=quarantine/,
    /Read the reports/,
  ],
  [
    'a test is not ended without a key',
    MX + SPF + dmarc('p=reject; t=y'),
    't-testing',
    null,
    /First have all mail signed/,
  ],
  [
    'a share is not made the whole without SPF',
    MX + KEY + dmarc('p=reject; pct=20'),
    'pct-partial',
    null,
    /First publish/,
  ],
  [
    'the owner says that it sends, and SPF lets nobody',
    `${MX}@ TXT "v=spf1 -all"\n${KEY}${NONE}`,
    'p-none',
    null,
    /First list in SPF who sends/,
    { role: 'mail' },
  ],
  [
    'a domain that only receives goes to reject at once',
    `${MX}@ TXT "v=spf1 -all"\n${NONE}`,
    'p-none',
    /p=reject; rua/,
    /ask for reject/,
  ],
  [
    'a domain that only receives needs no reports before',
    `${MX}@ TXT "v=spf1 -all"\n_dmarc TXT "v=DMARC1; p=none"\n`,
    'p-none-no-rua',
    /"v=DMARC1; p=reject"/,
    /ask for reject/,
  ],
];

describe('the next step of a policy', () => {
  for (const [what, zone, rule, to, fix, declared = {}] of ROWS) {
    for (const sections of [SECTIONS, ['dmarc'] as const]) {
      it(`${what} (${sections.length === 1 ? 'dmarc alone' : 'all sections'})`, async () => {
        const { findings } = await audit('example.com', fixtureResolver(zone), { sections, declared });
        const found = findings.find((finding) => finding.rule === `dmarc/${rule}`);
        assert.ok(found, findings.map((finding) => finding.rule).join(', '));
        assert.match(found.fix, fix);
        if (to === null) assert.deepEqual(found.changes, []);
        else assert.match(found.changes[0]!.to!, to);
        assert.equal(found.safety, to === null ? null : 'ask');
      });
    }
  }

  it('is proposed of the domain’s own record only', async () => {
    const zone = `${MX}${SPF}${KEY}${dmarc('p=reject; pct=20')}sub A 192.0.2.2\n`;
    const { findings } = await audit('sub.example.com', fixtureResolver(zone), {});
    assert.deepEqual(findings.find(({ rule }) => rule === 'dmarc/pct-partial')?.changes, []);
  });
});

describe('a null MX without SPF', () => {
  const PARKED = '@ A 192.0.2.80\n@ MX 0 .\n*._domainkey TXT "v=DKIM1; p="\n';
  const REJECT = '_dmarc TXT "v=DMARC1; p=reject"\n';
  const found = async (zone: string): Promise<string[]> => {
    const { findings, posture } = await audit('example.com', fixtureResolver(zone), {});
    return [posture!.role.value, ...findings.map(({ rule, severity }) => `${rule} ${severity}`)];
  };

  it('says that the domain has no mail; SPF is then a warning', async () => {
    assert.deepEqual(await found(PARKED + REJECT), ['no-mail', 'spf/missing warning']);
  });

  it('is no word about sending where SPF was not answered', async () => {
    const [role] = await found(`;! SERVFAIL example.com TXT\n${PARKED}${REJECT}`);
    assert.equal(role, 'unknown');
  });

  it('is no word about sending beside a text that is meant as SPF', async () => {
    const [role] = await found(`@ TXT "v=spf1mx ~all"\n${PARKED}${REJECT}`);
    assert.equal(role, 'unknown');
  });

  it('is asked about before “-all” is published', async () => {
    const { findings } = await audit('example.com', fixtureResolver(PARKED + REJECT), {});
    const { changes, safety } = findings.find(({ rule }) => rule === 'spf/missing')!;
    assert.deepEqual([changes[0]!.to, safety], ['"v=spf1 -all"', 'ask']);
  });
});
