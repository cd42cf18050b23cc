import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import { fixtureResolver } from '../support/fixture.ts';

const lines = (...all: string[]): string => all.join('\n');
const spf = (terms: string, ...more: string[]): string => lines(`@ TXT "v=spf1 ${terms}"`, ...more);
const full = (zone: string) => audit('example.com', fixtureResolver(zone), {});
const REJECT = '_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@example.com"';
const HOST = '@ A 203.0.113.80';
const MX = lines('@ MX 10 mail', 'mail A 203.0.113.25');
const VENDOR = (terms: string): string => `_spf.vendor.example. TXT "v=spf1 ${terms}"`;

/** The error that names it, where there is one of this section. */
const EVERYBODY: [what: string, zone: string, rule: string][] = [
  ['an exists that is always there', spf('exists:example.com -all', HOST), 'spf/all-pass'],
  ['an exists made of the domain', spf('exists:%{d} -all', HOST), 'spf/all-pass'],
  [
    'an exists behind a redirect',
    spf('redirect=_spf.vendor.example', VENDOR('exists:a.example -all'), 'a.example. A 203.0.113.1'),
    'spf/all-pass',
  ],
  ['an exists before +all', spf('exists:example.com +all', HOST), 'spf/all-pass'],
  [
    'an include of an exists',
    spf('include:_spf.vendor.example -all', VENDOR('exists:a.example -all'), 'a.example. A 203.0.113.1'),
    'spf/include-pass-all',
  ],
  [
    'an include of a/0',
    spf('include:_spf.vendor.example -all', VENDOR('a/0'), '_spf.vendor.example. A 203.0.113.1'),
    'spf/include-pass-all',
  ],
  [
    'an include of an include of mx//0',
    spf(
      'include:_spf.vendor.example -all',
      VENDOR('include:b.example'),
      'b.example. TXT "v=spf1 mx:c.example//0"',
      'c.example. MX 10 d.example.',
      'd.example. AAAA 2001:db8::1',
    ),
    'spf/include-pass-all',
  ],
  ['a/0', spf('a/0 -all', HOST), 'spf/ip-broad'],
  ['mx/0', spf('mx/0 -all', MX), 'spf/ip-broad'],
  ['the two halves', spf('ip4:0.0.0.0/1 ip4:128.0.0.0/1 -all'), 'spf/ip-broad'],
  ['all of IPv6 that is given out', spf('ip6:2000::/3 -all'), 'spf/ip-broad'],
  ['all but one', spf('-ip4:203.0.113.9 +all'), 'spf/all-pass'],
];

const NOT_EVERYBODY: [what: string, zone: string][] = [
  ['an exists that is not there', spf('exists:gone.example.com -all')],
  ['an exists that depends on the client', spf('exists:%{i}._spf.example.com -all', '*._spf A 203.0.113.2')],
  ['an exists that refuses', spf('-exists:example.com ip4:203.0.113.1 -all', HOST)],
  ['a/0 that finds nothing', spf('a/0 ip4:203.0.113.1 -all')],
  ['an include that takes away', spf('-include:_spf.vendor.example ip4:203.0.113.1 -all', VENDOR('+all'))],
  [
    'an include of neutral',
    spf('include:_spf.vendor.example -all', VENDOR('?exists:a.example'), 'a.example. A 203.0.113.1'),
  ],
  ['everybody refused first', spf('-exists:example.com +all', HOST)],
];

describe('records that let everybody send', () => {
  for (const [what, zone, rule] of EVERYBODY) {
    it(`${what}: an error, and the posture says so`, async () => {
      const { findings, posture, verdict } = await full(lines(zone, REJECT));
      const errors = findings.filter((one) => one.severity === 'error' && one.rule.startsWith('spf/'));
      assert.ok(
        errors.some((one) => one.rule === rule),
        errors.map((one) => one.rule).join(),
      );
      assert.equal(posture!.forged.domain.word, 'passes');
      assert.equal(posture!.protection, 'none');
      assert.equal(verdict, 'fail');
    });
  }

  for (const [what, zone] of NOT_EVERYBODY) {
    it(`${what}: is none`, async () => {
      const { findings, posture } = await full(lines(zone, REJECT));
      assert.deepEqual(
        findings.filter(({ rule }) => /all-pass|pass-all|ip-broad/.test(rule)),
        [],
      );
      assert.equal(posture!.forged.domain.word, 'refused');
    });
  }

  it('are not told of where the lookup that decides failed', async () => {
    for (const [zone, rule] of [
      [spf('exists:slow.example -all', ';! TIMEOUT slow.example A'), 'spf/all-pass'],
      [
        spf('include:_spf.vendor.example -all', VENDOR('a:slow.example/0'), ';! TIMEOUT slow.example A'),
        'spf/include-pass-all',
      ],
    ] as const) {
      const { findings, sections } = await full(zone);
      assert.ok(sections.spf!.rules.blocked.includes(rule), rule);
      assert.deepEqual(
        findings.filter((one) => one.rule === rule),
        [],
      );
    }
  });

  it('are named by the term that does it', async () => {
    const { findings } = await full(lines(EVERYBODY[6]![1]));
    const { message } = findings.find(({ rule }) => rule === 'spf/include-pass-all')!;
    assert.match(message, /the record of b\.example says “mx:c\.example\/\/0”$/);
  });
});

describe('wide ranges', () => {
  const message = async (terms: string) =>
    (await full(spf(terms))).findings.find(({ rule }) => rule === 'spf/ip-broad')?.message;

  it('are told in numbers that say something', async () => {
    assert.equal(
      await message('ip4:203.0.113.0/8 -all'),
      '“ip4:203.0.113.0/8” lets 16,777,216 IPv4 addresses pass SPF as example.com',
    );
    assert.equal(
      await message('ip6:2001:db8::/19 -all'),
      '“ip6:2001:db8::/19” lets as much of IPv6 as 8,192 providers have (a /32 each) pass SPF as example.com',
    );
    assert.equal(await message('a/0 -all'), undefined);
  });
});

const QUIET: [what: string, zone: string][] = [
  ['mx beside a null MX', spf('mx -all', '@ MX 0 .')],
  ['a and mx with neither', spf('a mx -all')],
  ['a name that is gone', spf('a:gone.example mx:gone.example exists:gone.example -all')],
  ['MX hosts that are gone', spf('mx:b.example -all', 'b.example. MX 10 gone.example.')],
  ['an include that lets nobody pass', spf('include:_spf.vendor.example -all', VENDOR('a mx -all'))],
  ['an include that takes away', spf('-include:_spf.vendor.example -all', VENDOR('+all'))],
];

const SENDERS: [what: string, zone: string][] = [
  ['an address', spf('ip4:203.0.113.1 -all')],
  ['a host', spf('a:b.example -all', 'b.example. AAAA 2001:db8::1')],
  ['macros', spf('exists:%{i}._spf.example.com -all')],
  ['ptr', spf('ptr -all')],
  [
    'one live host among dead ones',
    spf(
      'mx:b.example -all',
      'b.example. MX 10 gone.example.',
      'b.example. MX 20 c.example.',
      'c.example. A 203.0.113.1',
    ),
  ],
];

describe('whether SPF lets anything send', () => {
  const FALSE_ALARMS = /^(?:mx\/null-but-sends|mx\/missing|dkim\/none-possible|dmarc\/rua-missing)$/;
  for (const [what, zone] of QUIET) {
    it(`${what}: a quiet domain`, async () => {
      const { posture, findings } = await full(lines(zone, '_dmarc TXT "v=DMARC1; p=reject"'));
      assert.equal(posture!.role.value, 'no-mail');
      assert.ok(posture!.role.signals.includes('SPF lets nothing send'));
      assert.deepEqual(
        findings.filter(({ rule }) => FALSE_ALARMS.test(rule)),
        [],
      );
    });
  }

  for (const [what, zone] of SENDERS) {
    it(`${what}: it sends`, async () => {
      const { posture } = await full(lines(zone, '@ MX 0 .'));
      assert.equal(posture!.role.value, 'send-only');
    });
  }

  for (const [what, zone] of [
    ['an address', spf('a:slow.example -all', ';! SERVFAIL slow.example A')],
    ['an include', spf('include:slow.example -all', ';! TIMEOUT slow.example TXT')],
    ['an MX', spf('mx:slow.example -all', ';! TIMEOUT slow.example MX')],
    ['an exists', spf('exists:slow.example -all', ';! TIMEOUT slow.example A')],
  ] as const) {
    it(`${what} that was not answered: nobody knows`, async () => {
      const { posture, sections, verdict } = await full(lines(zone, '@ MX 0 .'));
      assert.equal(posture!.role.value, 'unknown');
      assert.ok(sections.mx!.rules.blocked.includes('mx/null-but-sends'));
      assert.notEqual(verdict, 'pass');
    });
  }
});
