import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import { type Net, noNet } from '../../src/net/index.ts';
import type { DomainResult } from '../../src/report/schema/report.ts';
import { fixtureResolver } from '../support/fixture.ts';
import { fixtureNet } from '../support/fixture-net.ts';

const URL_OF = 'https://mta-sts.example.com/.well-known/mta-sts.txt';
const MAIL = '@ MX 10 mail\nmail A 192.0.2.1';
const NULL_MX = '@ MX 0 .\n@ TXT "v=spf1 -all"';
const HOST = 'mta-sts A 192.0.2.80';
const RECORD = '_mta-sts TXT "v=STSv1; id=1"';
const record = (text: string): string => `_mta-sts TXT "${text}"`;
const lines = (...all: string[]): string => all.join('\n');

/** The server's answer to a policy of these lines. */
const says = (what: string, ...body: string[]): string =>
  [`;@ ${URL_OF} ${what}`, ...body.map((line) => `;| ${line}`)].join('\n');
const serves = (...body: string[]): string => says('200 text/plain', ...body);
const policy = (mode: string, ...mx: string[]): string =>
  serves('version: STSv1', `mode: ${mode}`, ...mx.map((one) => `mx: ${one}`), 'max_age: 604800');
const GOOD = policy('enforce', 'mail.example.com');
const world = (...all: string[]): string => lines(MAIL, HOST, ...all);

function auditZone(zone: string): Promise<DomainResult> {
  return audit('example.com', fixtureResolver(zone), { sections: ['mta-sts'], net: fixtureNet(zone) });
}

async function fired(zone: string): Promise<string[]> {
  const { findings } = await auditZone(zone);
  return findings
    .filter(({ rule }) => rule.startsWith('mta-sts/'))
    .map(({ rule, severity }) => rule.slice('mta-sts/'.length) + (severity === 'error' ? '' : `:${severity}`))
    .sort();
}

type Case = [what: string, zone: string, rules: string[], outcome?: string];

const RECORDS: Case[] = [
  ['all in order', world(RECORD, GOOD), [], 'policy'],
  ['no record', lines(MAIL), ['missing:notice'], 'none'],
  ['no record of a domain that takes no mail', NULL_MX, [], 'none'],
  ['no record of a web site', '@ A 192.0.2.1', [], 'none'],
  ['other texts alone', world(record('v=spf1 -all'), record('token=abc'), GOOD), ['missing:notice'], 'none'],
  ['a wildcard’s SPF', lines(MAIL, '* TXT "v=spf1 -all"'), ['missing:notice'], 'none'],
  [
    'a wildcard alias to a host that is gone',
    lines(MAIL, '* CNAME web.vendor.example.', 'vendor.example. A 192.0.2.9'),
    ['missing:notice'],
    'none',
  ],
  ['other text beside the record', world(RECORD, record('v=spf1 -all'), GOOD), [], 'policy'],
  ['a near miss beside the record', world(RECORD, record('v=stsv1; id=2'), GOOD), [], 'policy'],
  ['the record in two strings', world('_mta-sts TXT "v=STS" "v1; id=1"', GOOD), [], 'policy'],
  [
    'the record by alias',
    world('_mta-sts CNAME r.vendor.example.', 'r.vendor.example. TXT "v=STSv1; id=1"', GOOD),
    [],
  ],
  ['no blank, no semicolon at the end', world(record('v=STSv1;id=20160831085700Z'), GOOD), []],
  ['two records', world(RECORD, record('v=STSv1; id=2'), GOOD), ['multiple'], 'broken'],
  ['no semicolon', world(record('v=STSv1 id=1'), GOOD), ['not-selected'], 'broken'],
  ['small letters', world(record('v=stsv1; id=1'), GOOD), ['not-selected'], 'broken'],
  ['a leading blank', world(record(' v=STSv1; id=1'), GOOD), ['not-selected'], 'broken'],
  ['no version', world(record('id=20260101'), GOOD), ['not-selected'], 'broken'],
  [
    'the policy in the record',
    world(record('version: STSv1; mode: enforce'), GOOD),
    ['not-selected'],
    'broken',
  ],
  [
    'typographic quotes',
    world(record('\\226\\128\\156v=STSv1; id=1\\226\\128\\157'), GOOD),
    ['not-selected'],
    'broken',
  ],
  ['an id with hyphens', world(record('v=STSv1; id=2026-01-01'), GOOD), ['syntax'], 'broken'],
  ['an id that is too long', world(record(`v=STSv1; id=${'1'.repeat(33)}`), GOOD), ['syntax'], 'broken'],
  ['no id', world(record('v=STSv1;'), GOOD), ['syntax'], 'broken'],
  ['an id in capitals', world(record('v=STSv1; ID=1'), GOOD), ['syntax'], 'broken'],
  ['a colon for the sign', world(record('v=STSv1; id:1'), GOOD), ['syntax'], 'broken'],
  ['a blank at the sign', world(record('v=STSv1; id = 1'), GOOD), ['syntax'], 'broken'],
  ['two semicolons', world(record('v=STSv1;; id=1'), GOOD), ['syntax:warning'], 'broken'],
  ['a blank before the semicolon', world(record('v=STSv1 ; id=1'), GOOD), ['syntax:warning'], 'policy'],
  ['two ids', world(record('v=STSv1; id=1; id=2'), GOOD), ['syntax:notice'], 'policy'],
  ['a field of somebody’s own', world(record('v=STSv1; id=1; x=2'), GOOD), ['syntax:notice'], 'policy'],
  ['the record at the domain', world('@ TXT "v=STSv1; id=1"', GOOD), ['wrong-place'], 'none'],
  ['the record at both', world('@ TXT "v=STSv1; id=1"', RECORD, GOOD), []],
];

const HOSTS: Case[] = [
  ['no policy host', lines(MAIL, RECORD), ['host-missing'], 'broken'],
  ['a policy host without address', lines(MAIL, RECORD, 'mta-sts TXT "x"'), ['host-missing'], 'broken'],
  [
    'a policy host of the inside',
    lines(MAIL, RECORD, 'mta-sts A 10.0.0.1', says('NOT-PUBLIC')),
    ['host-missing'],
    'broken',
  ],
  [
    'an alias that leads nowhere',
    lines(MAIL, RECORD, 'mta-sts CNAME s.vendor.example.', 'vendor.example. A 192.0.2.9'),
    ['cname-dangling'],
    'broken',
  ],
  [
    'an alias into nobody’s domain',
    lines(MAIL, RECORD, 'mta-sts CNAME s.gone.example.'),
    ['cname-dangling'],
    'broken',
  ],
  [
    'the record’s alias leads nowhere',
    lines(MAIL, '_mta-sts CNAME r.gone.example.'),
    ['cname-dangling'],
    'broken',
  ],
  ['expired', world(RECORD, says('expired')), ['policy-tls'], 'broken'],
  ['another name', world(RECORD, says('wrong-name')), ['policy-tls'], 'broken'],
  [
    'expired, and what is wrong with the file too',
    world(
      RECORD,
      says('expired 200 text/html', 'version: STSv1', 'mode: x', 'mx: other.example.net', 'max_age: 1'),
    ),
    ['content-type:warning', 'max-age-short:warning', 'mx-stale:notice', 'policy-mode', 'policy-tls'],
    'broken',
  ],
  ['404', world(RECORD, says('404 text/html')), ['http-status'], 'broken'],
  ['410', world(RECORD, says('410 text/html')), ['http-status'], 'broken'],
  ['204', world(RECORD, says('204 text/plain')), ['http-status'], 'broken'],
  ['a redirect', world(RECORD, says('301 https://www.example.com/')), ['redirect'], 'broken'],
  ['a redirect to itself', world(RECORD, says(`302 ${URL_OF}`)), ['redirect'], 'broken'],
  [
    'a web page',
    world(RECORD, says('200 text/html', '<html>', '<p>Not found</p>')),
    ['content-type:warning', 'policy-syntax'],
    'broken',
  ],
  ['an empty file', world(RECORD, says('200 text/plain')), ['policy-syntax'], 'broken'],
  [
    'no type',
    world(RECORD, says('200', ...['version: STSv1', 'mode: none', 'max_age: 1'])),
    ['content-type:warning', 'mode-none:notice'],
    'policy',
  ],
  ['a large file', world(RECORD, says('200 text/plain 70000')), ['size'], 'broken'],
];

const file = (...body: string[]): string => world(RECORD, serves(...body));
const REST = ['mode: enforce', 'mx: mail.example.com', 'max_age: 604800'];
const V = 'version: STSv1';

const FILES: Case[] = [
  ['any order', file(...REST.toReversed(), V), [], 'policy'],
  ['no blanks', file('version:STSv1', 'mode:enforce', 'mx:mail.example.com', 'max_age:604800'), []],
  ['tabs and blanks at the end', file('version:\tSTSv1 ', ...REST), []],
  [
    'a key of somebody’s own',
    file(V, ...REST, 'x-note: m\xc3\xb8re text'),
    ['policy-syntax:notice'],
    'policy',
  ],
  ['a key twice', file(V, V, ...REST), ['policy-syntax:notice'], 'policy'],
  ['an empty line', file(V, '', ...REST), ['policy-syntax:warning'], 'policy'],
  ['a byte order mark', file(`\xef\xbb\xbf${V}`, ...REST), ['policy-syntax'], 'broken'],
  ['a blank before the colon', file('version : STSv1', ...REST), ['policy-syntax'], 'broken'],
  ['signs for colons', file('version=STSv1', ...REST), ['policy-syntax'], 'broken'],
  [
    'max-age',
    file(V, 'mode: enforce', 'mx: mail.example.com', 'max-age: 604800'),
    ['policy-syntax'],
    'broken',
  ],
  ['keys in capitals', file('Version: STSv1', ...REST), ['policy-syntax'], 'broken'],
  ['another version', file('version: STSv2', ...REST), ['policy-version'], 'broken'],
  ['no version', file(...REST), ['policy-version'], 'broken'],
  ['a mode in capitals', file(V, 'mode: Enforce', ...REST.slice(1)), ['policy-mode'], 'broken'],
  ['no mode', file(V, ...REST.slice(1)), ['policy-mode'], 'broken'],
  ['over a year', file(V, ...REST.slice(0, 2), 'max_age: 31557601'), ['max-age-invalid'], 'broken'],
  ['a year', file(V, ...REST.slice(0, 2), 'max_age: 31557600'), [], 'policy'],
  ['days', file(V, ...REST.slice(0, 2), 'max_age: 7d'), ['max-age-invalid'], 'broken'],
  ['an hour', file(V, ...REST.slice(0, 2), 'max_age: 3600'), ['max-age-short:warning'], 'policy'],
  ['a day', file(V, ...REST.slice(0, 2), 'max_age: 86400'), [], 'policy'],
  ['a week in testing', file(V, 'mode: testing', ...REST.slice(1)), ['mode-testing:notice'], 'policy'],
  ['none', file(V, 'mode: none', 'max_age: 0'), ['mode-none:notice'], 'policy'],
  ['no host', file(V, 'mode: enforce', 'max_age: 604800'), ['mx-missing'], 'broken'],
  [
    'a dot at the end',
    file(V, 'mode: enforce', 'mx: mail.example.com.', 'max_age: 604800'),
    ['mx-invalid'],
    'broken',
  ],
  ['two hosts in a line', file(V, ...REST, 'mx: a.example.com, b.example.com'), ['mx-invalid'], 'broken'],
  ['an address', file(V, ...REST, 'mx: 192.0.2.1'), ['mx-invalid'], 'broken'],
  ['a star within', file(V, ...REST, 'mx: mail.*.example.com'), ['mx-invalid'], 'broken'],
  [
    'a wildcard of a registry',
    file(V, ...REST, 'mx: *.co.uk', 'mx: *.github.io'),
    ['mx-stale:notice', 'mx-wildcard-wide:warning'],
    'policy',
  ],
  ['a star alone', file(V, ...REST, 'mx: *'), ['mx-invalid'], 'broken'],
];

const COVERED: Case[] = [
  ['no matter the case', world(RECORD, policy('enforce', 'MAIL.Example.com')), []],
  ['a wildcard', world(RECORD, policy('enforce', '*.example.com')), []],
  [
    'a wildcard is one label',
    world('@ MX 20 a.b.example.com.', 'a.b A 192.0.2.2', RECORD, policy('enforce', '*.example.com')),
    ['mx-not-covered:warning'],
  ],
  [
    'a wildcard is not the domain itself',
    lines('@ MX 10 @', '@ A 192.0.2.1', HOST, RECORD, policy('enforce', '*.example.com')),
    ['mx-not-covered', 'mx-stale:notice'],
  ],
  [
    'all left out',
    world(RECORD, policy('enforce', 'mx.provider.example')),
    ['mx-not-covered', 'mx-stale:notice'],
    'policy',
  ],
  [
    'all left out in testing',
    world(RECORD, policy('testing', 'mx.provider.example')),
    ['mode-testing:notice', 'mx-not-covered:warning', 'mx-stale:notice'],
  ],
  ['a backup left out', world('@ MX 20 mx2', 'mx2 A 192.0.2.2', RECORD, GOOD), ['mx-not-covered:warning']],
  [
    'one of two preferred left out',
    world('@ MX 10 mx2', 'mx2 A 192.0.2.2', RECORD, GOOD),
    ['mx-not-covered:warning'],
  ],
  ['every preferred one left out', world('@ MX 5 mx2', 'mx2 A 192.0.2.2', RECORD, GOOD), ['mx-not-covered']],
  [
    'left out, but the policy is not trusted',
    world(RECORD, says('expired 200 text/plain', V, 'mode: enforce', 'mx: x.example.net', 'max_age: 604800')),
    ['mx-not-covered:warning', 'mx-stale:notice', 'policy-tls'],
  ],
  [
    'no MX, and the domain is named',
    lines('@ A 192.0.2.1', HOST, RECORD, policy('enforce', 'example.com')),
    [],
  ],
  [
    'no MX, and the domain is left out',
    lines('@ A 192.0.2.1', HOST, RECORD, GOOD),
    ['mx-not-covered', 'mx-stale:notice'],
  ],
  ['nothing to cover', lines(NULL_MX, HOST, RECORD, GOOD), []],
];

describe('rules of mta-sts', () => {
  for (const [what, zone, rules, outcome] of [...RECORDS, ...HOSTS, ...FILES, ...COVERED]) {
    it(`${rules.length === 0 ? 'silent' : 'fires'}: ${what}`, async () => {
      assert.deepEqual(await fired(zone), rules);
      const { sections } = await auditZone(zone);
      if (outcome !== undefined) assert.equal(sections['mta-sts']!.facts.outcome, outcome);
    });
  }
});

const OF_RECORD = [
  'mta-sts/missing',
  'mta-sts/multiple',
  'mta-sts/syntax',
  'mta-sts/not-selected',
  'mta-sts/wrong-place',
];
const OF_HOST = ['mta-sts/host-missing', 'mta-sts/cname-dangling'];
const OF_FILE = [
  ...[
    'policy-tls',
    'http-status',
    'redirect',
    'content-type',
    'size',
    'policy-syntax',
    'policy-version',
    'policy-mode',
  ],
  ...[
    'max-age-invalid',
    'max-age-short',
    'mode-none',
    'mode-testing',
    'mx-invalid',
    'mx-missing',
    'mx-not-covered',
    'mx-stale',
    'mx-wildcard-wide',
  ],
].map((name) => `mta-sts/${name}`);

const BLOCKED: [what: string, zone: string, blocked: string[]][] = [
  [
    'the record',
    world(';! SERVFAIL _mta-sts.example.com TXT', RECORD, GOOD),
    [...OF_RECORD, ...OF_HOST, ...OF_FILE],
  ],
  [
    'the policy host',
    world(';! SERVFAIL mta-sts.example.com A', ';! SERVFAIL mta-sts.example.com AAAA', RECORD, GOOD),
    [...OF_HOST, ...OF_FILE],
  ],
  ['the file, in time', world(RECORD, says('TIMEOUT')), OF_FILE],
  ...[401, 403, 429, 500, 503].map((code): [string, string, string[]] => [
    `the file, with status ${code}`,
    world(RECORD, says(`${code} text/html`)),
    OF_FILE,
  ]),
  ['the file: the connection is refused', world(RECORD), OF_FILE],
  ['MX', world(';! SERVFAIL example.com MX', RECORD, GOOD), ['mta-sts/mx-not-covered', 'mta-sts/mx-stale']],
];

describe('what was not answered is no fault of the policy', () => {
  for (const [what, zone, blocked] of BLOCKED) {
    it(what, async () => {
      const { findings, verdict, sections, inconclusive } = await auditZone(zone);
      assert.deepEqual(
        findings.filter(({ rule }) => rule.startsWith('mta-sts/')),
        [],
      );
      assert.deepEqual(sections['mta-sts']!.rules.blocked.toSorted(), blocked.toSorted());
      assert.equal(verdict, 'inconclusive');
      assert.ok(inconclusive.length > 0);
    });
  }

  it('without a way to the web the file is skipped, not failed', async () => {
    const zone = world(RECORD, GOOD);
    const { verdict, skipped } = await audit('example.com', fixtureResolver(zone), { sections: ['mta-sts'] });
    assert.equal(verdict, 'pass');
    assert.deepEqual(
      skipped.map(({ name }) => name),
      [URL_OF],
    );
  });

  it('without a record nobody is asked for a policy', async () => {
    const asked: string[] = [];
    const net: Net = {
      ...noNet('offline'),
      https: (request) => {
        asked.push(request.url);
        throw new Error('asked');
      },
    };
    await audit('example.com', fixtureResolver(lines(MAIL, HOST)), { sections: ['mta-sts'], net });
    assert.deepEqual(asked, []);
  });
});

const PROPOSED: [rule: string, zone: string, text: string | undefined, safety?: string][] = [
  ['syntax', world(record('v=STSv1; id=2026-01-01'), GOOD), 'v=STSv1; id=20260101', 'safe'],
  ['syntax', world(record('v=STSv1; id=2026-01-01')), 'v=STSv1; id=20260101', 'ask'],
  ['syntax', world(record('v=STSv1; id:1'), GOOD), 'v=STSv1; id=1', 'safe'],
  ['syntax', world(record('v=STSv1;'), GOOD), 'v=STSv1; id=a5963b31a082635c', 'safe'],
  ['syntax', world(record('v=STSv1;')), undefined],
  ['syntax', world(record('v=STSv1; id=2-6'), policy('enforce', 'x.example.net')), undefined],
  ['syntax', world(record('v=STSv1; id=2-6'), policy('testing', 'x.example.net')), 'v=STSv1; id=26', 'safe'],
  ['not-selected', world(record('v=STSv1 id=1'), GOOD), 'v=STSv1; id=1;', 'safe'],
  ['not-selected', world(record('id=1'), GOOD), 'v=STSv1; id=1;', 'safe'],
  ['not-selected', world(record('STSv1; id=1')), 'v=STSv1; id=1;', 'ask'],
  ['wrong-place', world('@ TXT "v=STSv1; id=1"', GOOD), 'v=STSv1; id=1', 'safe'],
  ['wrong-place', lines(MAIL, '@ TXT "v=STSv1; id=1"'), undefined],
  [
    'syntax',
    world('_mta-sts CNAME r.vendor.example.', 'r.vendor.example. TXT "v=STSv1; id=2-6"', GOOD),
    undefined,
  ],
  ['syntax', lines(MAIL, HOST, '* TXT "v=STSv1; id=2-6"', GOOD), undefined],
];

describe('what a finding of mta-sts proposes', () => {
  for (const [rule, zone, text, safety] of PROPOSED) {
    it(`${rule}: ${text ?? 'nothing'}`, async () => {
      const { findings } = await auditZone(zone);
      const found = findings.find((finding) => finding.rule === `mta-sts/${rule}`)!;
      const to = found.changes.find((change) => change.to !== undefined)?.to;
      assert.equal(to?.replace(/^"|"$/g, ''), text);
      if (safety !== undefined) assert.equal(found.safety, safety);
    });
  }
});

describe('what a finding of mta-sts says', () => {
  it('names the line of the file and its octets', async () => {
    const { findings } = await auditZone(file(V, 'mode: Enforce', ...REST.slice(1)));
    const [hit] = findings.filter(({ rule }) => rule === 'mta-sts/policy-mode');
    assert.equal(hit!.message, 'line 2 of the policy file: “Enforce” is no mode');
    assert.equal(hit!.record!.slice(hit!.span!.start, hit!.span!.end), 'Enforce');
    assert.equal(hit!.fix, 'Write mode: enforce');
  });

  it('says that anybody may take the policy over', async () => {
    const { findings } = await auditZone(lines(MAIL, RECORD, 'mta-sts CNAME s.gone.example.'));
    assert.match(
      findings.find(({ rule }) => rule === 'mta-sts/cname-dangling')!.message,
      /anybody may register gone\.example/,
    );
  });

  it('shows a hostile file in bounded time', async () => {
    const started = performance.now();
    const { findings } = await auditZone(file(...Array.from({ length: 9000 }, () => 'mx: *')));
    assert.ok(findings.filter(({ rule }) => rule === 'mta-sts/mx-invalid').length <= 50);
    assert.ok(performance.now() - started < 2000);
  });
});

it('tells which MX hosts have DANE too, for its senders go by that', async () => {
  const zone = world(RECORD, GOOD, `_25._tcp.mail TLSA 3 1 1 ${'ab'.repeat(32)}`);
  const { sections } = await auditZone(zone);
  assert.deepEqual(sections['mta-sts']!.facts.daneHosts, ['mail.example.com']);
});
