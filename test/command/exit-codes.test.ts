import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { mailcheck } from '../support/command.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'mailcheck-'));
const file = (name: string, text: string): string => {
  const place = path.join(folder, name);
  writeFileSync(place, text);
  return place;
};

const healthy = ['--zone', 'examples/example.com.zone', '--offline', '--selector', 'mail'];
const broken = ['--zone', 'examples/shop.example.zone', '--offline'];
/** Nothing listens there. */
const dead = ['--server', '127.0.0.1:9', '--timeout', '5'];
const list = file('two.txt', '# ours\nexample.com\n\nshop.example\n');

const CASES: [number, string[]][] = [
  [0, ['full', 'example.com', ...healthy]],
  [0, ['example.com', ...healthy]],
  [0, ['mx', 'postmaster@example.com', ...healthy]],
  [1, ['full', 'shop.example', ...broken]],
  [0, ['full', 'shop.example', ...broken, '--fail-on', 'never']],
  [0, ['mx', 'shop.example', ...broken]],
  [1, ['full', 'example.com', 'shop.example', ...healthy, ...broken]],
  [1, ['full', list, ...healthy, ...broken]],
  [1, ['full', `@${list}`, ...healthy, ...broken]],
  [2, ['full', 'example.com', 'no such domain', ...healthy]],
  [1, ['full', 'shop.example', 'no such domain', ...broken]],
  [3, ['full', 'example.com', ...dead]],
  [3, ['mx', 'example.com', ...dead]],
  [3, ['a', 'example.com', ...dead]],
  [3, ['spf', 'example.com', ...dead]],
  [3, ['dkim', 'example.com', '--selector', 's1', ...dead]],
  [3, ['dmarc', 'example.com', ...dead]],
  [0, ['full', 'example.com', ...dead, '--on-incomplete', 'pass']],
  [0, ['full', 'example.com', ...dead, '--fail-on', 'never']],
  [2, ['full', 'example.com', 'bad domain', ...dead]],
  [0, ['--help']],
  [0, ['spf', '--help']],
  [0, ['--version']],
  [0, ['rules']],
  [0, ['explain', 'spf/lookup-limit']],
  [2, []],
  [2, ['full']],
  [2, ['explain', 'spf/lookup-limits']],
  [2, ['explain']],
  [2, ['full', 'example.com', '--no-such-option']],
  [2, ['full', 'example.com', '--format', 'pdf']],
  [2, ['full', 'example.com', '--fail-on', 'fatal']],
  [2, ['full', 'example.com', '--timeout', '-1']],
  [2, ['full', 'example.com', '--timeout', 'NaN']],
  [2, ['full', 'example.com', '--timeout', '1e9']],
  [2, ['full', 'example.com', '--concurrency', '0']],
  [2, ['full', 'example.com', '--selector', '../x']],
  [2, ['full', 'example.com', '--selector', 'a'.repeat(64)]],
  [2, ['full', 'example.com', '--role', 'parked']],
  [2, ['full', 'example.com', '--server', 'dns.example']],
  [2, ['full', 'example.com', '--server', 'udp://192.0.2.1']],
  [2, ['full', 'example.com', '--server', 'tls://192.0.2.1/path']],
  [2, ['full', 'example.com', '--server', 'https://dns.example:0/']],
  [2, ['full', 'example.com', '--ca', 'nowhere.pem']],
  [2, ['full', 'example.com', '--ca', 'package.json']],
  [2, ['full', 'example.com', '--server', '192.0.2.1:99999']],
  [2, ['full', 'example.com', '--ignore', 'spf/nothing', ...healthy]],
  [2, ['full', 'example.com', '--offline']],
  [2, ['full', 'example.com', '--zone', 'no-such.zone']],
  [2, ['full', 'example.com', '--zone', folder]],
  [2, ['full', 'example.com', '--zone', file('bad.zone', '$ORIGIN example.com.\n@ 60 TXT "open\n')]],
  [
    2,
    [
      'full',
      'example.com',
      '--zone',
      file('two-soa.zone', '$TTL 60\n$ORIGIN example.com.\n@ SOA a b 1 1 1 1 1\n@ SOA a b 2 1 1 1 1\n'),
    ],
  ],
  [2, ['full', 'example.com', '--zone', file('empty.zone', '; nothing\n')]],
  [2, ['full', 'example.com', '--zone', file('no-origin.zone', '@ 60 TXT "x"\n')]],
  [2, ['full', 'other.example', ...healthy]],
  [2, ['full', 'example.com', '--replay', 'no-such.json']],
  [2, ['full', 'example.com', '--replay', file('no.json', '{}')]],
  [2, ['full', 'example.com', '--replay', file('garbage.json', '\u0000\u0001')]],
  [2, ['full', '@no-such-list.txt']],
  [2, ['full', `@${folder}`]],
  [2, ['full', `@${file('empty.txt', '# nothing\n')}`, ...healthy]],
  [2, ['full', `@${file('utf16.txt', '\ufffde\0x\0')}`, ...healthy]],
  [2, ['full', 'example.com', ...healthy, '-o', 'pdf=x']],
  [2, ['full', 'example.com', ...healthy, '-o', `json=${folder}/no/such/folder/x.json`]],
];

describe('exit codes', () => {
  for (const [expected, args] of CASES) {
    it(`${expected}: mailcheck ${args.join(' ').replaceAll(folder, '…')}`.slice(0, 120), async () => {
      const { code, stdout, stderr } = await mailcheck(args);
      assert.equal(code, expected, stdout + stderr);
      assert.doesNotMatch(stdout + stderr, /\n\s+at /, 'a stack trace');
      if (code === 2 && stdout === '') assert.match(stderr, /^mailcheck: [^\n]{10,300}\n$/);
      if (code === 3)
        assert.doesNotMatch(
          stdout,
          /missing(?! *$)/m.exec(stdout)?.[0] === undefined ? /$^/ : /no (?:MX|record|policy)\b/,
        );
    });
  }

  const BAD_DOMAINS = [
    '',
    ' ',
    '.',
    '..',
    'a..b',
    '.example.com',
    '-a.com',
    'a-.com',
    `${'a'.repeat(64)}.com`,
    `${'abcdefgh.'.repeat(30)}com`,
    'good.com\0.evil.com',
    'a\nb.com',
    'a\tb.com',
    '\\046.com',
    'https://example.com/',
    'example.com/path',
    '192.0.2.1',
    '2001:db8::1',
    '[2001:db8::1]',
    '3232235521',
    '1.2.3',
    '*.example.com',
    '_dmarc.example.com',
    'localhost',
    'xn--a',
    'xn--zzzzzzzzzz99999.com',
    'exa\u00admple.com',
    'exam\u200dple.com',
    'p\u0430ypal.example',
    '\u202emoc.elpmaxe',
    'user@',
    'user@@',
    'a b.com',
    'exa$mple.com',
    "ex'ample.com",
    'ex;ample.com',
    'example.com:25',
    '\ud800.com',
    'x'.repeat(100_000),
  ];
  for (const entry of BAD_DOMAINS) {
    it(`2: the domain ${JSON.stringify(entry).slice(0, 40)}`, async () => {
      const { code, stdout, stderr } = await mailcheck(['full', ...dead, '--', entry]);
      assert.equal(code, 2, stdout);
      assert.equal(stdout, '');
      assert.match(stderr, /^mailcheck: [^\n]{10,1500}\n$/);
    });
  }

  const GOOD_DOMAINS: [string, string][] = [
    ['EXAMPLE.com', 'example.com'],
    ['example.com.', 'example.com'],
    ['  example.com ', 'example.com'],
    ['Postmaster@Example.COM', 'example.com'],
    ['münchen.example', 'xn--mnchen-3ya.example'],
    ['例え。テスト', 'xn--r8jz45g.xn--zckzah'],
    ['co.uk', 'co.uk'],
    ['com', 'com'],
  ];
  for (const [entry, domain] of GOOD_DOMAINS) {
    it(`${entry} is ${domain}`, async () => {
      const { stdout } = await mailcheck(['mx', ...dead, '--json', '--', entry]);
      assert.equal(JSON.parse(stdout).results[0].domain, domain);
    });
  }
});

describe('output files', () => {
  it('are written whole, in their own format', async () => {
    const target = path.join(folder, 'out.json');
    const { code } = await mailcheck([
      'full',
      'example.com',
      ...healthy,
      '-o',
      `json=${target}`,
      '-o',
      `table=${path.join(folder, 'out.txt')}`,
    ]);
    assert.equal(code, 0);
    assert.equal(JSON.parse(readFileSync(target, 'utf8')).summary.outcome, 'pass');
    assert.match(readFileSync(path.join(folder, 'out.txt'), 'utf8'), /PASS/);
  });

  it('are not written at all when the run breaks off', async () => {
    const before = readdirSync(folder).length;
    await mailcheck(['full', 'not a domain', ...healthy, '-o', `json=${path.join(folder, 'never.json')}`]);
    assert.equal(readdirSync(folder).length, before);
  });
});

describe('lists', () => {
  it('may come from standard input, with comments, CRLF, a byte-order mark and columns', async () => {
    const stdin =
      '\ufeff# ours\r\nexample.com,Main\r\nEXAMPLE.COM\r\n\r\nbad_ domain\r\nshop.example ; other\r\n';
    const { stdout } = await mailcheck(['mx', '-', ...healthy, ...broken, '--format', 'ndjson'], { stdin });
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      rows.slice(0, -1).map(({ domain, verdict }) => `${domain} ${verdict}`),
      ['example.com pass', 'bad_ invalid', 'shop.example pass'],
    );
  });

  it('keep the order of their entries', async () => {
    const names = Array.from({ length: 60 }, (_, index) => `d${index}.example`);
    const { stdout, code } = await mailcheck(
      ['mx', '-', ...dead, '--format', 'ndjson', '--concurrency', '7'],
      { stdin: names.join('\n') },
    );
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      rows.slice(0, -1).map(({ domain }) => domain),
      names,
    );
    assert.equal(code, 3);
  });

  it('end early, and whole, when interrupted', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 20);
    const stdin = Array.from({ length: 5000 }, (_, index) => `d${index}.example`).join('\n');
    const { stdout, code } = await mailcheck(['mx', '-', ...dead, '--json', '--concurrency', '2'], {
      stdin,
      interrupted: controller.signal,
    });
    assert.equal(code, 130);
    assert.equal(JSON.parse(stdout).summary.outcome, 'interrupted');
  });

  it('still give the verdict’s code when nobody reads', async () => {
    const { code } = await mailcheck(['full', 'example.com', 'shop.example', ...healthy, ...broken], {
      closesAfter: 1,
    });
    assert.equal(code, 1);
  });
});

describe('record and replay', () => {
  it('gives the same results again, from the recording alone', async () => {
    const recording = path.join(folder, 'recording.json');
    const first = await mailcheck(['full', 'example.com', ...dead, '--json', '--record', recording]);
    const again = await mailcheck(['full', 'example.com', '--json', '--replay', recording]);
    assert.equal(again.code, 3);
    assert.deepEqual(JSON.parse(again.stdout).results, JSON.parse(first.stdout).results);
  });

  it('holds what is not recorded for failed, never for missing', async () => {
    const recording = path.join(folder, 'recording.json');
    const { code, stdout } = await mailcheck(['full', 'other.example', '--json', '--replay', recording]);
    assert.equal(code, 3);
    assert.deepEqual(JSON.parse(stdout).results[0].findings, []);
  });
});

describe('a bug of ours', () => {
  /** A recording with data of the wrong shape stands for it: reading that throws. */
  function poisoned(domain: string): string {
    const meta = { ttl: 60, security: 'unknown', chain: [], source: { server: 'x' }, tries: 1, anomalies: 0 };
    const answers = [{ name: domain, type: 'TXT', status: 'present', records: [{}], ...meta }];
    return file(
      'poison.json',
      JSON.stringify({ mailcheckRecording: 1, now: '2026-01-01T00:00:00Z', answers }),
    );
  }

  it('in one domain does not take the others with it, and exits 4', async () => {
    const replay = ['--replay', poisoned('poison.example')];
    const { code, stdout, stderr } = await mailcheck([
      'spf',
      'first.example',
      'poison.example',
      'last.example',
      '--json',
      ...replay,
    ]);
    const { results, summary } = JSON.parse(stdout);
    assert.deepEqual(
      results.map(({ domain, verdict }: { domain: string; verdict: string }) => `${domain} ${verdict}`),
      ['first.example inconclusive', 'poison.example inconclusive', 'last.example inconclusive'],
    );
    assert.deepEqual([code, summary.outcome, results[1].findings], [4, 'internal', []]);
    assert.match(stderr, /^mailcheck [^\n]+: internal error, please report it: [^\n]+\n$/);
  });

  it('is said in the table too', async () => {
    const { code, stdout } = await mailcheck([
      'spf',
      'poison.example',
      '--replay',
      poisoned('poison.example'),
    ]);
    assert.equal(code, 4);
    assert.match(stdout, /^INCONCLUSIVE {2}poison\.example: internal error: it was not audited$/m);
    assert.doesNotMatch(stdout, /PASS|missing/);
  });
});
