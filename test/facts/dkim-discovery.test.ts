import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import { nameKey, type Resolver } from '../../src/dns/index.ts';
import { COMMON_SELECTORS, deepSelectors } from '../../src/facts/dkim/selectors.ts';
import type { Declared } from '../../src/facts/index.ts';
import { ownerOf } from '../../src/facts/provider.ts';
import { PROVIDERS } from '../../src/facts/providers.ts';
import { selectorProblem } from '../../src/facts/selector.ts';
import type { DomainResult } from '../../src/report/schema/report.ts';
import { mailcheck } from '../support/command.ts';
import { fixtureResolver } from '../support/fixture.ts';
import { sharedFolder, sharedText, skipUnless } from '../support/shared.ts';

const KEY = 'v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g=';
const NOW = new Date('2026-11-23T12:00:00Z');

async function discovered(zone: string, declared: Declared = {}, sections?: ['dkim']) {
  const asked: string[] = [];
  const world = fixtureResolver(zone);
  const resolver: Resolver = {
    ask(name, type, at) {
      asked.push(`${nameKey(name)} ${type}`);
      return world.ask(name, type, at);
    },
  };
  const result: DomainResult = await audit('example.com', resolver, {
    declared: { now: NOW, ...declared },
    ...(sections && { sections }),
  });
  return { asked, keys: asked.filter((question) => question.includes('_domainkey')), result };
}

/** Every provider with selectors of its own in SPF at once: the worst case. */
const INCLUDES = PROVIDERS.flatMap(({ spf: [include] = [], more }) =>
  more && include ? [`include:${include}`] : [],
);
const MANY = `@ MX 10 mx.pphosted.com.
@ TXT ${`v=spf1 ${INCLUDES.join(' ')} ~all`
  .match(/.{1,255}/g)!
  .map((part) => `"${part}"`)
  .join(' ')}
7f3a._domainkey TXT "${KEY}"`;

describe('discovery of selectors', () => {
  it('costs 75 queries at most', async () => {
    for (const zone of ['@ MX 10 mail\nmail A 192.0.2.1', MANY, ';! TIMEOUT * *']) {
      const { keys, asked } = await discovered(zone);
      assert.ok(keys.length <= 75, `${keys.length} queries`);
      assert.ok(asked.length <= 400, `${asked.length} queries`);
    }
    assert.equal((await discovered(MANY)).keys.length, 75);
  });

  it('asks for what MX and SPF show, and for nothing else', async () => {
    const named = async (zone: string) => (await discovered(zone)).result.sections.dkim!.facts.tried;
    assert.ok((await named('@ MX 10 mx1-us1.ppe-hosted.com.')).includes('ppk1'));
    assert.ok((await named('@ TXT "v=spf1 include:spf.mtasv.net ~all"')).includes('pm'));
    assert.ok((await named('@ TXT "v=spf1 redirect=_spf.salesforce.com"')).includes('sf1'));
    assert.deepEqual(await named('@ TXT "v=spf1 include:evil-spf.mtasv.net.example ~all"'), COMMON_SELECTORS);
    assert.deepEqual(await named('@ MX 10 mail\n@ TXT "pphosted.com"'), COMMON_SELECTORS);
  });

  it('finds the key of a provider that MX shows', async () => {
    const { result } = await discovered(`@ MX 10 mx.pphosted.com.\npphosted._domainkey TXT "${KEY}"`);
    assert.deepEqual(
      result.sections.dkim!.facts.keys.map(({ selector }) => selector),
      ['pphosted'],
    );
  });

  it('guesses nothing where that is not wanted', async () => {
    const { keys, result } = await discovered(`mail._domainkey TXT "${KEY}"`, {
      guess: 'none',
      selectors: ['s7'],
    });
    assert.equal(keys.filter((question) => question.endsWith('TXT')).length, 5);
    assert.deepEqual(result.sections.dkim!.facts.tried, ['s7']);
    const silent = await discovered(`mail._domainkey TXT "${KEY}"`, { guess: 'none' });
    assert.deepEqual(
      silent.result.findings.filter(({ rule }) => rule === 'dkim/no-selector-found'),
      [],
    );
  });

  it('looks deep where that is wanted, and spares it where nothing exists', async () => {
    const zone = (selector: string) => `@ MX 10 mail\n${selector}._domainkey TXT "${KEY}"`;
    for (const selector of ['202501', '20261101', '2026b', 'default2611', 'scph0326', '202603r', 'example']) {
      const { result, keys } = await discovered(zone(selector), { guess: 'deep' }, ['dkim']);
      assert.equal(result.sections.dkim!.facts.status, 'found', selector);
      assert.ok(keys.length <= 475, `${keys.length} queries`);
    }
    const none = await discovered('@ MX 10 mail', { guess: 'deep' }, ['dkim']);
    assert.ok(none.keys.length <= 75);
    const lying = `${zone('202501')}\nmail._domainkey TXT "${KEY}"\n;! NXDOMAIN _domainkey.example.com TXT`;
    assert.equal(
      (await discovered(lying, { guess: 'deep' }, ['dkim'])).result.sections.dkim!.facts.keys.length,
      2,
    );
  });

  it('looks 24 months back', () => {
    const names = deepSelectors('example.com', new Date('2026-01-31T23:59:59Z'));
    for (const [name, expected] of [
      ['202601', true],
      ['202402', true],
      ['202401', false],
      ['202602', false],
    ] as const)
      assert.equal(names.includes(name), expected, name);
    assert.ok(names.length <= 400);
  });
});

describe('--selectors', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'mailcheck-'));
  const recording = (now: string): string => {
    const file = path.join(folder, `${now.slice(0, 4)}.json`);
    writeFileSync(file, JSON.stringify({ mailcheckRecording: 1, now, answers: [] }));
    return file;
  };
  after(() => rmSync(folder, { recursive: true }));

  it('guesses by the date of a recording', async () => {
    const args = ['dkim', 'example.com', '--json', '--selectors', 'deep', '--replay'];
    const { stdout } = await mailcheck([...args, recording('2024-06-30T10:00:00.000Z')]);
    const { tried } = JSON.parse(stdout).results[0].sections.dkim.facts;
    assert.ok(tried.includes('202406') && tried.includes('202207'));
    assert.ok(!tried.includes('202407') && !tried.includes('202206'));
    assert.equal((await mailcheck([...args, recording('once upon a time')])).code, 2);
  });

  it('knows three stages', async () => {
    assert.equal((await mailcheck(['dkim', 'example.com', '--selectors', 'all'])).code, 2);
  });
});

const noCorpora = skipUnless(existsSync(path.join(sharedFolder(), 'corpora')), 'no folder of corpora');

/** How much of a corpus’ occurrences lies at names that have a row, or right above them. */
function shareOf(corpus: string, trait: 'mx' | 'spf'): number {
  const suffixes = PROVIDERS.flatMap((provider) => provider[trait] ?? []);
  let [all, known] = [0, 0];
  for (const line of sharedText('corpora', corpus).trim().split('\n')) {
    const [count, name = ''] = line.split('\t');
    all += Number(count);
    const above = trait === 'mx' && suffixes.some((suffix) => suffix.endsWith(`.${name}`));
    if (above || ownerOf(name, trait, PROVIDERS)) known += Number(count);
  }
  return known / all;
}

describe('the table of providers', () => {
  it('holds names that can be asked for, each once', () => {
    const all = PROVIDERS.flatMap(({ common = [], more = [] }) => [...common, ...more]);
    assert.equal(new Set(all).size, all.length);
    for (const name of [...all, ...deepSelectors('example.com', NOW)])
      assert.equal(selectorProblem(name), undefined, name);
    for (const trait of ['mx', 'spf', 'targets'] as const) {
      const suffixes = PROVIDERS.flatMap((provider) => provider[trait] ?? []);
      assert.equal(new Set(suffixes).size, suffixes.length, trait);
    }
  });

  it('matches whole labels, the longest suffix first', () => {
    const name = (host: string) => ownerOf(host, 'targets', PROVIDERS)?.name;
    assert.equal(name('pdk1._domainkey.x1.dkim1.MAILGUN.com'), 'Mailgun');
    assert.equal(name('evil-mailgun.net'), undefined);
    assert.equal(name('mailgun.net.example'), undefined);
    const made = [
      { name: 'outer', kind: 'sending', targets: ['vendor.example'], source: 'lists' },
      { name: 'inner', kind: 'sending', targets: ['mail.vendor.example'], source: 'lists' },
    ] as const;
    assert.equal(ownerOf('a.mail.vendor.example', 'targets', made)?.name, 'inner');
    assert.equal(ownerOf('a.mail.vendor.example', 'targets', made.toReversed())?.name, 'inner');
    assert.equal(ownerOf('a.vendor.example', 'targets', made)?.name, 'outer');
  });

  const named: [host: string, trait: 'mx' | 'spf' | 'targets', expected: string][] = [
    ['example-com.mail.protection.office365.us', 'mx', 'Microsoft 365'],
    ['spf.protection.partner.outlook.cn', 'spf', 'Microsoft 365'],
    ['selector1-example-com._domainkey.example.onmicrosoft.us', 'targets', 'Microsoft 365'],
    ['mx2.zohocloud.ca', 'mx', 'Zoho'],
    ['mx.zoho.jp', 'mx', 'Zoho'],
    ['zohomail.eu', 'spf', 'Zoho'],
    ['mxa-00000000.gslb.gpphosted.com', 'mx', 'Proofpoint'],
    ['je-smtp-inbound-1.mimecast-offshore.com', 'mx', 'Mimecast'],
    ['mx00.1and1.co.uk', 'mx', 'IONOS'],
    ['mx4.ovh.net', 'mx', 'OVH'],
    ['token.dkim.amazonses.com', 'targets', 'Amazon SES'],
    ['token.dkim.eu-central-2.amazonses.com', 'targets', 'Amazon SES'],
  ];
  for (const [host, trait, expected] of named)
    it(`${host}, ${trait}: ${expected}`, () => assert.equal(ownerOf(host, trait, PROVIDERS)?.name, expected));

  it('knows by MX and SPF whoever signs under selectors of its own alone', () => {
    const fixed = PROVIDERS.filter((provider) => provider.fixed);
    assert.ok(fixed.length > 0);
    for (const { name, kind, mx = [], spf = [], common = [] } of fixed)
      assert.ok(kind === 'mailbox' && mx.length > 0 && spf.length > 0 && common.length > 0, name);
  });

  it('knows the names that municipal domains use most', { skip: noCorpora }, () => {
    assert.ok(shareOf('top-mx.tsv', 'mx') > 0.55, `MX: ${shareOf('top-mx.tsv', 'mx')}`);
    assert.ok(shareOf('top-includes.tsv', 'spf') > 0.5, `SPF: ${shareOf('top-includes.tsv', 'spf')}`);
  });

  it('is right about the alias that it knows', () => {
    for (const { aliases = {}, targets = [], common = [], name } of PROVIDERS) {
      for (const [selector, target] of Object.entries(aliases)) {
        assert.ok(common.includes(selector), `${name}: ${selector}`);
        assert.ok(
          ownerOf(target.replace('{domain}', 'example.com'), 'targets', PROVIDERS)?.name === name,
          target,
        );
        assert.notEqual(targets.length, 0);
      }
    }
  });
});
