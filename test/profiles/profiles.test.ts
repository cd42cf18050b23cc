import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import { PROFILES } from '../../src/profiles/index.ts';
import { fixtureResolver } from '../support/fixture.ts';
import { fixtureNet } from '../support/fixture-net.ts';
import { PUBLIC_KEYS } from '../zones/keys.ts';

const KEY = `s1._domainkey TXT "v=DKIM1; k=rsa; p=${PUBLIC_KEYS.KEY1.slice(0, 200)}" "${PUBLIC_KEYS.KEY1.slice(200)}"`;
/** 512 bits. */
const WEAK_KEY =
  's1._domainkey TXT "v=DKIM1; p=MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBALkeVXkUlbWmXZIkmfHNZMeHhCBhVjUYnXUqSBGZZvLPhwMqdbTtOFUKVjCA6CkM6YaV6QqfvMJAcm7uM1U9lJsCAwEAAQ=="';
const MX = '@ MX 10 mx1\nmx1 A 203.0.113.7\n';
const REVERSE = '7.113.0.203.in-addr.arpa. PTR mx1.example.com.\n';
const SPF = '@ TXT "v=spf1 ip4:203.0.113.7 -all"\n';
const REPORTS = 'rua=mailto:d@example.com,mailto:reports@dmarc.cyber.dhs.gov';
const DMARC = `_dmarc TXT "v=DMARC1; p=reject; ${REPORTS}"\n`;
/** DANE and MTA-STS, and IPv6. */
const TRANSPORT = `;! SECURE example.com
mx1 AAAA 2001:db8::7
_25._tcp.mx1 TLSA 3 1 1 ${'c0ffee00'.repeat(8)}
_25._tcp.mx1 TLSA 3 1 1 ${'beef0000'.repeat(8)}
_mta-sts TXT "v=STSv1; id=1"
mta-sts A 192.0.2.80
;@ https://mta-sts.example.com/.well-known/mta-sts.txt 200 text/plain
;| version: STSv1
;| mode: enforce
;| mx: mx1.example.com
;| max_age: 604800
`;
const SENDER = `${TRANSPORT}${MX}${REVERSE}${SPF}${KEY}\n${DMARC}`;
/** Those who are sent reports of other domains take them. */
const TAKERS = ['dmarc.cyber.dhs.gov', 'vendor.example']
  .map((host) => `${host}. A 192.0.2.9\nexample.com._report._dmarc.${host}. TXT "v=DMARC1"\n`)
  .join('');
const QUIET =
  '@ A 192.0.2.80\n@ MX 0 .\n@ TXT "v=spf1 -all"\n_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@vendor.example"\n';
const NOT_FOR_SENDERS = ['cisa-bod-18-01', 'asd-ism', 'internet.nl', 'no-mail'];

async function held(name: string, zone: string, selectors: string[] = ['s1']) {
  const profiles = PROFILES.filter(({ id }) => id === name);
  assert.equal(profiles.length, 1, name);
  const result = await audit('example.com', fixtureResolver(TAKERS + zone), {
    profiles,
    declared: { selectors },
    net: fixtureNet(zone),
  });
  const [one] = result.profiles;
  const statuses = Object.fromEntries(one!.requirements.map(({ id, status }) => [id, status]));
  return { ...result, status: one!.status, statuses, requirements: one!.requirements };
}

/** Profile, requirement, zone, what is said of it, words that the reason has. */
const CASES: [string, string, string, string, RegExp][] = [
  ['google-all', 'spf-or-dkim', `${MX}${SPF}`, 'met', /0 of 10/],
  ['google-all', 'spf-or-dkim', `${MX}${KEY}`, 'met', /a key at s1/],
  ['google-all', 'spf-or-dkim', MX, 'unmet', /no SPF record; no selector exists/],
  [
    'google-all',
    'spf-or-dkim',
    `${MX};! SERVFAIL s1._domainkey.example.com TXT`,
    'unknown',
    /s1\._domainkey/,
  ],
  ['google-all', 'reverse-dns', SENDER, 'met', /1 of 1/],
  ['google-all', 'reverse-dns', `${MX}${SPF}`, 'unmet', /203\.0\.113\.7/],
  ['google-all', 'reverse-dns', `${MX}${SPF}${REVERSE.replace('mx1', 'other')}`, 'unmet', /203\.0\.113\.7/],
  ['google-all', 'reverse-dns', `${SENDER};! TIMEOUT 7.113.0.203.in-addr.arpa PTR`, 'unknown', /PTR/],
  [
    'google-all',
    'reverse-dns',
    SENDER.replace('113.7 -all', '113.0/24 -all'),
    'untested',
    /no single address/,
  ],
  ['google-bulk', 'spf', `${MX}${KEY}`, 'unmet', /no SPF record/],
  ['google-bulk', 'spf', `${SENDER}@ TXT "v=spf1 mx -all"`, 'unmet', /2 SPF records/],
  ['google-bulk', 'spf', SENDER.replace('ip4:203', 'ip4:2003'), 'unmet', /is an error/],
  ['google-bulk', 'spf', SENDER.replace('-all', 'include:gone.example -all'), 'unmet', /for some senders/],
  ['google-bulk', 'spf', `${SENDER};! SERVFAIL example.com TXT`, 'unknown', /not read: example\.com TXT/],
  [
    'google-bulk',
    'spf',
    `${SENDER.replace('-all', 'include:slow.example -all')};! TIMEOUT slow.example TXT`,
    'unknown',
    /slow\.example TXT/,
  ],
  ['google-bulk', 'dkim', `${SENDER.replace(KEY, '')}x._domainkey TXT "x"`, 'unmet', /selectors given/],
  [
    'google-bulk',
    'dkim',
    `${SENDER.replace(KEY, 's1._domainkey TXT "v=DKIM1; p="')}`,
    'unmet',
    /selectors given/,
  ],
  ['google-bulk', 'dkim-1024', SENDER.replace(KEY, WEAK_KEY), 'unmet', /s1 has 512 bits/],
  ['google-bulk', 'dkim-2048', SENDER, 'met', /2048/],
  ['google-bulk', 'dmarc', SENDER.replace('p=reject', 'p=none'), 'met', /p=none/],
  ['google-bulk', 'dmarc', SENDER.replace('p=reject; ', ''), 'unmet', /names no policy/],
  ['google-bulk', 'dmarc', SENDER.replace(DMARC, ''), 'unmet', /no DMARC record/],
  ['google-bulk', 'dmarc', `${SENDER}_dmarc TXT "v=DMARC1; p=none"`, 'unmet', /no DMARC record/],
  ['google-bulk', 'dmarc', `${SENDER};! REFUSED _dmarc.example.com TXT`, 'unknown', /_dmarc/],
  ['google-bulk', 'aligned', SENDER, 'untested', /from outside/],
  ['yahoo-bulk', 'dmarc-reports', SENDER.replace(`; ${REPORTS}`, ''), 'unmet', /no rua/],
  [
    'microsoft-highvolume',
    'dmarc-reject',
    SENDER.replace('p=reject', 'p=quarantine'),
    'unmet',
    /quarantine only/,
  ],
  ['cisa-bod-18-01', 'dmarc-reject', SENDER.replace('p=reject', 'p=reject; sp=none'), 'unmet', /subdomains/],
  [
    'cisa-bod-18-01',
    'dmarc-reject',
    SENDER.replace('p=reject', 'p=reject; np=none'),
    'unmet',
    /unused names/,
  ],
  ['cisa-bod-18-01', 'dmarc-reject', SENDER.replace('p=reject', 'p=reject; t=y'), 'unmet', /the domain/],
  ['cisa-bod-18-01', 'dmarc-reject', SENDER.replace('p=reject', 'p=reject; pct=50'), 'unmet', /50 %/],
  ['cisa-bod-18-01', 'dmarc-reports-cisa', SENDER, 'met', /reports@dmarc\.cyber\.dhs\.gov/],
  ['cisa-bod-18-01', 'dmarc-reports-cisa', QUIET, 'unmet', /lacks mailto:reports@/],
  ['asd-ism', 'spf-fail', SENDER.replace('-all', '~all'), 'unmet', /ends in ~all/],
  ['asd-ism', 'spf-fail', SENDER.replace(' -all', ''), 'unmet', /no “all”/],
  [
    'asd-ism',
    'spf-fail',
    `${SENDER.replace('-all', 'redirect=_spf.example.com')}_spf TXT "v=spf1 -all"`,
    'met',
    /-all/,
  ],
  ['asd-ism', 'dkim', QUIET, 'not-applicable', /sends no mail/],
  ['no-mail', 'null-mx', QUIET.replace('@ MX 0 .\n', ''), 'unmet', /falls back/],
  ['no-mail', 'null-mx', QUIET.replace('@ MX 0 .\n', '').replace('@ A 192.0.2.80\n', ''), 'met', /neither/],
  ['no-mail', 'null-mx', `${QUIET};! SERVFAIL example.com MX`, 'unknown', /MX/],
  ['no-mail', 'spf', QUIET.replace('-all', '?all'), 'unmet', /not end in -all/],
  ['no-mail', 'dkim', `${QUIET}*._domainkey TXT "v=DKIM1; p="`, 'met', /wildcard revokes/],
  ['no-mail', 'dkim', `${QUIET}${KEY}`, 'unmet', /s1/],
];

describe('profiles', () => {
  for (const { id } of PROFILES.filter((one) => one.id !== 'no-mail')) {
    it(`${id}: a domain that does everything right meets it`, async () => {
      const { status, requirements, verdict } = await held(id, SENDER);
      const open = requirements.filter((one) => !['met', 'untested'].includes(one.status));
      assert.deepEqual(open, []);
      assert.equal(status, 'met');
      assert.equal(verdict, 'pass');
    });

    it(`${id}: nothing is called unmet where no lookup is answered`, async () => {
      const { status, requirements, verdict, inconclusive } = await held(id, `${SENDER};! TIMEOUT * *`);
      assert.deepEqual(
        requirements.filter((one) => !['unknown', 'untested'].includes(one.status)),
        [],
      );
      assert.deepEqual([status, verdict], ['unknown', 'inconclusive']);
      assert.ok(inconclusive.some(({ blocks }) => blocks.some((one) => one.startsWith(`${id}/`))));
    });

    if (!NOT_FOR_SENDERS.includes(id))
      it(`${id}: a domain that sends nothing has nothing to do`, async () => {
        const { status, statuses, verdict } = await held(id, QUIET, []);
        assert.deepEqual(new Set(Object.values(statuses)), new Set(['not-applicable']));
        assert.deepEqual([status, verdict], ['not-applicable', 'pass']);
      });
  }

  it('no-mail: a domain without mail meets it', async () => {
    const { status, verdict } = await held('no-mail', QUIET, []);
    assert.deepEqual([status, verdict], ['met', 'pass']);
  });

  for (const [name, requirement, zone, status, because] of CASES)
    it(`${name}/${requirement} is ${status}: ${because.source}`, async () => {
      const found = (await held(name, zone)).requirements.find(({ id }) => id === requirement);
      assert.ok(found, requirement);
      assert.equal(found.status, status, found.because);
      assert.match(found.because, because);
    });

  it('selectors that nobody guesses leave DKIM open, and the profile with it', async () => {
    const zone = SENDER.replace('s1._domainkey', 'q7._domainkey');
    const { statuses, status, verdict } = await held('google-bulk', zone, []);
    assert.equal(statuses['dkim'], 'unknown');
    assert.deepEqual([status, verdict], ['unknown', 'inconclusive']);
    assert.equal((await held('google-bulk', zone, ['q7'])).status, 'met');
  });

  it('every requirement has a name of its own, every profile a source with its date', () => {
    for (const { id, source, requirements } of PROFILES) {
      assert.equal(new Set(requirements.map((one) => one.id)).size, requirements.length, id);
      assert.match(source.url, /^https:\/\//);
      assert.match(source.asOf, /^\d{4}-\d\d-\d\d$/);
    }
  });
});
