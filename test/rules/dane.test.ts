import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import type { Resolver } from '../../src/dns/index.ts';
import { SECTIONS } from '../../src/facts/index.ts';
import type { DomainResult } from '../../src/report/schema/report.ts';
import { counted, each } from '../support/counted.ts';
import { declaredIn } from '../support/declared.ts';
import { fixtureResolver } from '../support/fixture.ts';
import { CHAINS } from '../support/fixture-chains.ts';
import { fixtureNet } from '../support/fixture-net.ts';

const HASH = 'c0ffee00'.repeat(8);
const OTHER = 'beef0000'.repeat(8);
const SECURE = ';! SECURE example.com\n';
const MAIL = '@ MX 10 mail\nmail A 192.0.2.1\n';
const TLSA = `_25._tcp.mail TLSA 3 1 1 ${HASH}\n`;
/** A provider's two hosts, signed and with TLSA records. */
const VENDOR = `;! SECURE vendor.example
@ MX 10 mx1.vendor.example.
@ MX 20 mx2.vendor.example.
mx1.vendor.example. A 192.0.2.8
mx2.vendor.example. A 192.0.2.9
_25._tcp.mx1.vendor.example. TLSA 3 1 1 ${HASH}
`;
const VENDOR_BOTH = `${VENDOR}_25._tcp.mx2.vendor.example. TLSA 3 1 1 ${HASH}\n`;

function auditZone(zone: string): Promise<DomainResult> {
  return audit('example.com', fixtureResolver(zone), { sections: ['dane'], declared: declaredIn(zone) });
}

async function fired(zone: string): Promise<string[]> {
  const { findings } = await auditZone(zone);
  return findings.map(({ rule, severity }) => `${rule.replace('dane/', '')} ${severity}`).sort();
}

const CASES: [what: string, zone: string, findings: string[]][] = [
  ['no TLSA records', SECURE + MAIL, []],
  ['no TLSA records in an unsigned zone', `;! INSECURE example.com\n${MAIL}`, []],
  ['3 1 1 in a signed zone', SECURE + MAIL + TLSA, []],
  ['the next key beside it', `${SECURE + MAIL + TLSA}_25._tcp.mail TLSA 3 1 1 ${OTHER}`, []],
  ['an authority beside it', `${SECURE + MAIL + TLSA}_25._tcp.mail TLSA 2 1 1 ${OTHER}`, []],
  ['SHA-512', `${SECURE + MAIL}_25._tcp.mail TLSA 3 1 2 ${HASH + OTHER}`, []],
  ['a private matching type beside it', `${SECURE + MAIL + TLSA}_25._tcp.mail TLSA 3 1 255 c0ffee`, []],
  ['whether it is signed is not known', MAIL + TLSA, []],
  ['in an unsigned zone', `;! INSECURE example.com\n${MAIL}${TLSA}`, ['tlsa-unsigned error']],
  [
    'in an unsigned zone of a provider',
    `;! INSECURE .\n${VENDOR_BOTH.replace(/^.*\n/, '')}`,
    ['tlsa-unsigned notice'],
  ],
  ['at the provider', `${SECURE}${VENDOR_BOTH}`, []],
  [
    'at the provider, the domain itself not signed',
    `;! INSECURE example.com\n${VENDOR_BOTH}`,
    ['mx-unsigned notice'],
  ],
  ['at one of the provider’s hosts', `${SECURE}${VENDOR}`, ['partial notice']],
  [
    'at the own host, and a backup elsewhere without',
    `${SECURE + MAIL + TLSA}@ MX 20 mx.vendor.example.\nmx.vendor.example. A 192.0.2.9`,
    ['partial warning'],
  ],
  ['a backup that does not exist lets nothing through', `${SECURE + MAIL + TLSA}@ MX 20 gone`, []],
  ['too short', `${SECURE + MAIL}_25._tcp.mail TLSA 3 1 1 c0ffee`, ['malformed error']],
  [
    'too short, beside a good one',
    `${SECURE + MAIL + TLSA}_25._tcp.mail TLSA 3 1 1 c0ffee`,
    ['malformed warning'],
  ],
  [
    'SHA-512 by its number, SHA-256 by its length',
    `${SECURE + MAIL}_25._tcp.mail TLSA 3 1 2 ${HASH}`,
    ['malformed error'],
  ],
  [
    'numbers that mean nothing',
    `${SECURE + MAIL}_25._tcp.mail TLSA 4 2 3 ${HASH}`,
    Array(3).fill('malformed error'),
  ],
  [
    'a whole certificate that is none',
    `${SECURE + MAIL}_25._tcp.mail TLSA 3 0 0 3082c0ffee`,
    ['malformed error'],
  ],
  ['usage 0 alone', `${SECURE + MAIL}_25._tcp.mail TLSA 0 0 1 ${HASH}`, ['usage-pkix warning']],
  ['usage 1 beside 3', `${SECURE + MAIL + TLSA}_25._tcp.mail TLSA 1 1 1 ${OTHER}`, ['usage-pkix warning']],
  ['3 0 1', `${SECURE + MAIL}_25._tcp.mail TLSA 3 0 1 ${HASH}`, ['full-cert notice']],
  ['2 0 1', `${SECURE + MAIL}_25._tcp.mail TLSA 2 0 1 ${HASH}`, []],
  ['no MX: the domain itself', `${SECURE}@ A 192.0.2.1\n_25._tcp TLSA 3 1 1 c0ffee`, ['malformed error']],
  ['no MX and no address', `${SECURE}_25._tcp TLSA 3 1 1 c0ffee`, []],
  ['a null MX', `${SECURE}@ MX 0 .\n_25._tcp TLSA 3 1 1 c0ffee`, []],
  ['TLSA by an alias', `${SECURE + MAIL}_25._tcp.mail CNAME tlsa\ntlsa TLSA 3 1 1 ${HASH}`, []],
  [
    'TLSA by an alias into an unsigned zone',
    `${SECURE};! INSECURE vendor.example\n${MAIL}_25._tcp.mail CNAME tlsa.vendor.example.\ntlsa.vendor.example. TLSA 3 1 1 ${HASH}`,
    ['tlsa-unsigned error'],
  ],
  [
    'an alias to an unsigned host whose name server fails to answer for TLSA',
    `${SECURE};! INSECURE vendor.example\n;! SERVFAIL _25._tcp.mx.vendor.example TLSA\n@ MX 10 mail\nmail CNAME mx.vendor.example.\nmx.vendor.example. A 192.0.2.9\n${TLSA}`,
    [],
  ],
  // RFC 7672 §2.2.2: senders do not ask for TLSA records there.
  [
    'an unsigned host whose name server fails to answer for TLSA',
    `;! INSECURE example.com\n;! SERVFAIL _25._tcp.mail.example.com TLSA\n${MAIL}`,
    [],
  ],
];

describe('rules of dane, as far as the DNS tells', () => {
  for (const [what, zone, findings] of CASES)
    it(what, async () => assert.deepEqual(await fired(zone), findings));

  /** RFC 7672 §2.2.3. */
  const ALIAS = `${SECURE}@ MX 10 mail\nmail CNAME real\nreal A 192.0.2.1\n`;
  for (const [what, zone, base] of [
    [
      'the end of an alias comes first',
      `${ALIAS}_25._tcp.real TLSA 3 1 1 ${HASH}\n_25._tcp.mail TLSA 3 1 1 ${OTHER}`,
      'real',
    ],
    ['the host’s own name where its end has none', `${ALIAS}_25._tcp.mail TLSA 3 1 1 ${OTHER}`, 'mail'],
    [
      'the host’s own name where its end is not signed',
      `${SECURE};! INSECURE vendor.example\n@ MX 10 mail\nmail CNAME mx.vendor.example.\nmx.vendor.example. A 192.0.2.9\n_25._tcp.mx.vendor.example. TLSA 3 1 1 ${HASH}\n_25._tcp.mail TLSA 3 1 1 ${OTHER}`,
      'mail',
    ],
  ] as const) {
    it(what, async () => {
      const [host] = (await auditZone(zone)).sections.dane!.facts.hosts;
      assert.deepEqual([host!.base, host!.state], [`${base}.example.com`, 'active']);
    });
  }

  it('what was not answered leaves it open, and no host is called bare', async () => {
    const zone = `${SECURE};! SERVFAIL _25._tcp.backup.example.com TLSA\n${MAIL}${TLSA}@ MX 20 backup\nbackup A 192.0.2.2`;
    const { findings, sections, inconclusive } = await auditZone(zone);
    assert.deepEqual(findings, []);
    assert.deepEqual(
      inconclusive.map(({ name, type }) => `${name} ${type}`),
      ['_25._tcp.backup.example.com TLSA'],
    );
    assert.ok(sections.dane!.rules.blocked.includes('dane/partial'));
  });

  it('MX not answered: nothing is known of any host', async () => {
    const { findings, sections } = await auditZone(`;! TIMEOUT example.com MX\n${MAIL}`);
    assert.deepEqual(findings, []);
    assert.equal(sections.dane!.status, 'inconclusive');
  });

  it('hosts that can be none are not asked for', async () => {
    const { resolver, asked } = counted(
      '@ MX 10 192.0.2.1.\n@ MX 20 localhost.\n@ MX 30 x.msv1.invalid.\n@ MX 40 mail\nmail A 192.0.2.1',
    );
    await audit('example.com', resolver, { sections: ['dane'] });
    assert.deepEqual(
      [...asked].filter((question) => question.includes(' TLSA')).map((question) => question.split(' ')[0]),
      ['_25._tcp.mail.example.com'],
    );
  });

  it('are asked for beside the addresses', async () => {
    const order: string[] = [];
    const world = fixtureResolver(SECURE + MAIL + TLSA);
    await audit(
      'example.com',
      {
        async ask(name, type, at) {
          order.push(`${name} ${type}`);
          await new Promise((resolve) => setTimeout(resolve, 20));
          order.push(`answered ${name} ${type}`);
          return world.ask(name, type, at);
        },
      },
      { sections: ['dane'] },
    );
    assert.ok(
      order.indexOf('_25._tcp.mail.example.com TLSA') < order.indexOf('answered mail.example.com A'),
      order.join('\n'),
    );
  });
});

const LEAF = '4f774ba0bccc6f91751fc0365bca7a281fda48315def22c46fe6544225a4f6d9';
const MIDDLE = '2985da896eea9639560b49701432e795e959974f6959a3aafa2921940febe09e';
const SELF = 'a9267c50b7ce12c1d0bf6467a39d59a38ad7f1fc3c3fa2ba7f5d225a122d1c2d';
const LIVE = `;? now 2027-01-01\n${SECURE}${MAIL}`;
const sends = (chain: string): string => `;@ smtp://192.0.2.1 chain=${chain}\n`;

async function firedLive(zone: string): Promise<string[]> {
  const { findings } = await audit('example.com', fixtureResolver(zone), {
    sections: SECTIONS,
    declared: declaredIn(zone),
    net: fixtureNet(zone),
  });
  return findings
    .filter(({ rule }) => rule.startsWith('dane/'))
    .map(({ rule, severity }) => `${rule.replace('dane/', '')} ${severity}`)
    .sort();
}

const LIVE_CASES: [what: string, zone: string, findings: string[]][] = [
  ['the key in use', `${LIVE + sends('leaf')}_25._tcp.mail TLSA 3 1 1 ${LEAF}`, []],
  ['self-signed, for nobody', `${LIVE + sends('self')}_25._tcp.mail TLSA 3 1 1 ${SELF}`, []],
  ['another key', `${LIVE + sends('leaf')}_25._tcp.mail TLSA 3 1 1 ${SELF}`, ['no-match error']],
  [
    'another key, and the MX record not signed',
    `${LIVE.replace(SECURE, ';! SECURE mail.example.com\n;! INSECURE example.com\n') + sends('leaf')}_25._tcp.mail TLSA 3 1 1 ${SELF}`,
    ['mx-unsigned warning', 'no-match error'],
  ],
  [
    'another key, whether it is signed not known',
    `${LIVE.replace(SECURE, '') + sends('leaf')}_25._tcp.mail TLSA 3 1 1 ${SELF}`,
    ['no-match warning'],
  ],
  [
    'another key, not signed: nobody asks',
    `${LIVE.replace(SECURE, ';! INSECURE example.com\n') + sends('leaf')}_25._tcp.mail TLSA 3 1 1 ${SELF}`,
    ['tlsa-unsigned error'],
  ],
  [
    'two authorities of Let’s Encrypt',
    `${LIVE + sends('leaf')}_25._tcp.mail TLSA 2 1 1 ${MIDDLE}\n_25._tcp.mail TLSA 2 1 1 ${HASH}`,
    [],
  ],
  [
    'out of date below an authority',
    `${LIVE.replace('2027', '2200') + sends('leaf')}_25._tcp.mail TLSA 2 1 1 ${MIDDLE}`,
    ['no-match error'],
  ],
  [
    'out of date below an authority, by a clock of ours in doubt',
    `${LIVE.replace('2027', '2200') + sends('leaf own-trouble')}_25._tcp.mail TLSA 2 1 1 ${MIDDLE}`,
    [],
  ],
  [
    'one of two addresses shows another key',
    `${LIVE + sends('leaf')}mail A 192.0.2.2\n;@ smtp://192.0.2.2 chain=self\n_25._tcp.mail TLSA 3 1 1 ${LEAF}`,
    ['no-match error'],
  ],
  [
    'what cannot be reached proves nothing',
    `${LIVE};@ smtp://192.0.2.1 refused\n_25._tcp.mail TLSA 3 1 1 ${SELF}`,
    [],
  ],
  [
    'only records that nobody can use',
    `${LIVE + sends('leaf')}_25._tcp.mail TLSA 1 1 1 ${SELF}`,
    ['usage-pkix warning'],
  ],
  [
    'a stronger hash that was forgotten',
    `${LIVE + sends('leaf')}_25._tcp.mail TLSA 3 1 1 ${LEAF}\n_25._tcp.mail TLSA 3 1 2 ${HASH + OTHER}`,
    ['combination-stale warning'],
  ],
];

describe('rules of dane, the servers spoken to', () => {
  for (const [what, zone, findings] of LIVE_CASES)
    it(what, async () => assert.deepEqual(await firedLive(zone), findings));

  it('the record that the server would pass by is proposed', async () => {
    const zone = `${LIVE + sends('leaf')}_25._tcp.mail TLSA 3 1 1 ${SELF}`;
    const { findings } = await audit('example.com', fixtureResolver(zone), {
      sections: SECTIONS,
      declared: declaredIn(zone),
      net: fixtureNet(zone),
    });
    const { changes, safety } = findings.find(({ rule }) => rule === 'dane/no-match')!;
    assert.deepEqual(changes, [
      { op: 'add', name: '_25._tcp.mail.example.com', type: 'TLSA', to: `3 1 1 ${LEAF}` },
    ]);
    assert.equal(safety, 'ask');
  });
});

const WHOLE = createHash('sha256').update(Buffer.from(CHAINS['leaf']![0]!, 'base64')).digest('hex');
const HOSTS = each(16, (index) => `@ MX 20 mx${index + 1}\nmx${index + 1} A 192.0.2.${index + 20}\n`, '');
const NEXT = ';? next-key mail.example.com leaf\n';
const NEXT_LEAF = ';? next-key mail.example.com alone\n';
const NEXT_KEY = ';? next-key mail.example.com key:leaf\n';

const NEXT_CASES: [what: string, zone: string, state: string, findings: string[]][] = [
  ['nothing names it', LIVE + NEXT + TLSA, 'missing', ['next-key error']],
  [
    'its record stands beside the present one',
    `${LIVE + NEXT + TLSA}_25._tcp.mail TLSA 3 1 1 ${LEAF}`,
    'ready',
    [],
  ],
  ['the key alone', `${LIVE + NEXT_KEY + TLSA}_25._tcp.mail TLSA 3 1 1 ${LEAF}`, 'ready', []],
  ['the key alone, named by nothing', LIVE + NEXT_KEY + TLSA, 'missing', ['next-key error']],
  ['its authority is named', `${LIVE + NEXT}_25._tcp.mail TLSA 2 1 1 ${MIDDLE}`, 'ready', []],
  [
    'another authority is named',
    `${LIVE + NEXT}_25._tcp.mail TLSA 2 1 1 ${HASH}`,
    'missing',
    ['next-key error'],
  ],
  [
    'the key alone, and an authority is named',
    `${LIVE + NEXT_KEY}_25._tcp.mail TLSA 2 1 1 ${MIDDLE}`,
    'certificate-wanted',
    ['next-key error'],
  ],
  [
    'below an alias of the TLSA name',
    `${LIVE + NEXT}_25._tcp.mail CNAME dane\ndane TLSA 3 1 1 ${LEAF}`,
    'ready',
    [],
  ],
  [
    'one of two hashes names it',
    `${LIVE + NEXT + TLSA}_25._tcp.mail TLSA 3 1 2 ${HASH + OTHER}\n_25._tcp.mail TLSA 3 1 1 ${LEAF}`,
    'missing',
    ['next-key error'],
  ],
  [
    'an authority that does not issue it is named beside it',
    `${LIVE + NEXT}_25._tcp.mail TLSA 2 1 1 ${HASH}\n_25._tcp.mail TLSA 3 1 1 ${LEAF}`,
    'missing',
    ['next-key error'],
  ],
  [
    'the key alone, named beside an authority',
    `${LIVE + NEXT_KEY}_25._tcp.mail TLSA 2 1 1 ${MIDDLE}\n_25._tcp.mail TLSA 3 1 1 ${LEAF}`,
    'ready',
    [],
  ],
  [
    'the whole certificate',
    `${LIVE + NEXT}_25._tcp.mail TLSA 3 0 1 ${HASH}\n_25._tcp.mail TLSA 3 0 1 ${WHOLE}`,
    'ready',
    ['full-cert notice'],
  ],
  [
    'the key alone, and whole certificates are named',
    `${LIVE + NEXT_KEY}_25._tcp.mail TLSA 3 0 1 ${WHOLE}`,
    'certificate-wanted',
    ['full-cert notice', 'next-key error'],
  ],
  [
    'not signed: nobody asks',
    `${LIVE.replace(SECURE, ';! INSECURE example.com\n') + NEXT + TLSA}`,
    'not-checked',
    ['tlsa-unsigned error'],
  ],
  [
    'at the last of many hosts',
    `${LIVE}${HOSTS}${NEXT.replace('mail.', 'mx16.')}_25._tcp.mx16 TLSA 3 1 1 ${LEAF}`,
    'ready',
    ['partial warning'],
  ],
  [
    'the certificate without its chain, and an authority is named',
    `${LIVE + NEXT_LEAF}_25._tcp.mail TLSA 2 1 1 ${MIDDLE}`,
    'certificate-wanted',
    ['next-key error'],
  ],
  [
    'the certificate without its chain, named',
    `${LIVE + NEXT_LEAF}_25._tcp.mail TLSA 3 1 1 ${LEAF}`,
    'ready',
    [],
  ],
  [
    'one signed by itself, and an authority is named',
    `${LIVE}${NEXT.replace('leaf', 'self')}_25._tcp.mail TLSA 2 1 1 ${MIDDLE}`,
    'missing',
    ['next-key error'],
  ],
  ['nothing is published', LIVE + NEXT, 'not-checked', []],
  ['no such server', LIVE + TLSA + NEXT.replace('mail.', 'mial.'), 'no-server', ['next-key error']],
  ['the TLSA lookup fails', `${LIVE + NEXT};! SERVFAIL _25._tcp.mail.example.com TLSA\n`, 'unknown', []],
  ['the MX lookup fails', `${LIVE + NEXT + TLSA};! SERVFAIL example.com MX\n`, 'unknown', []],
];

describe('a key that comes next', () => {
  for (const [what, zone, state, findings] of NEXT_CASES)
    it(what, async () => {
      const { sections, verdict } = await auditZone(zone);
      assert.deepEqual(
        sections.dane!.facts.nextKeys.map((next) => next.state),
        [state],
      );
      assert.deepEqual([...new Set(await fired(zone))], findings);
      const fails = findings.some((one) => one.endsWith(' error'));
      assert.equal(verdict, state === 'unknown' ? 'inconclusive' : fails ? 'fail' : 'pass');
    });

  it('its record is of the kind that is published, and safe to add; a new kind is asked for', async () => {
    const proposed = async (zone: string) => {
      const { findings } = await auditZone(zone);
      const next = findings.filter(({ rule }) => rule === 'dane/next-key');
      return next.map(({ changes, safety }) => [changes[0]!.to!.slice(0, 6), safety]);
    };
    const sha512 = `_25._tcp.mail TLSA 3 1 2 ${HASH + OTHER}\n`;
    assert.deepEqual(await proposed(LIVE + NEXT + sha512), [['3 1 2 ', 'safe']]);
    const whole = `_25._tcp.mail TLSA 3 0 1 ${HASH}\n`;
    assert.deepEqual(await proposed(LIVE + NEXT + whole), [['3 0 1 ', 'safe']]);
    const authority = `_25._tcp.mail TLSA 2 1 1 ${HASH}\n`;
    assert.deepEqual(await proposed(LIVE + NEXT + authority), [['3 1 1 ', 'ask']]);
    assert.deepEqual(await proposed(LIVE + NEXT + TLSA + sha512), [['3 1 1 ', 'safe']]);
  });

  it('its record stands in the words only where it cannot be proposed', async () => {
    const fixOf = async (zone: string) =>
      (await auditZone(zone)).findings.find(({ rule }) => rule === 'dane/next-key')!.fix;
    assert.match(
      await fixOf(LIVE + NEXT + TLSA),
      /^Publish what follows beside .*, wait 2 hours \(twice the TTL\)/,
    );
    const aliased = `_25._tcp.mail CNAME dane\ndane TLSA 3 1 1 ${HASH}\n`;
    assert.ok((await fixOf(LIVE + NEXT + aliased)).includes(`“3 1 1 ${LEAF}”`));
    const other = `_25._tcp.mail TLSA 3 1 1 ${LEAF}\n_25._tcp.mail TLSA 2 1 1 ${HASH}\n`;
    assert.match(await fixOf(LIVE + NEXT + other), /of each kind/);
  });

  it('why the named authority does not let it pass is told', async () => {
    const messageOf = async (zone: string) =>
      (await auditZone(zone)).findings.find(({ rule }) => rule === 'dane/next-key')!.message;
    const authority = `_25._tcp.mail TLSA 2 1 1 ${MIDDLE}\n`;
    assert.match(
      await messageOf(LIVE + NEXT.replace('leaf', 'other') + authority),
      /pass: it is for another name$/,
    );
    assert.match(await messageOf(LIVE.replace('2027', '2200') + NEXT + authority), /pass: it is out of date/);
  });

  it('it may be used after twice the TTL (RFC 7671 §8.1)', async () => {
    const { sections } = await auditZone(`${LIVE + NEXT}_25._tcp.mail 1800 TLSA 3 1 1 ${LEAF}`);
    assert.equal(sections.dane!.facts.nextKeys[0]!.leadTimeSeconds, 3600);
    const zone = `${LIVE + NEXT}_25._tcp.mail 1800 TLSA 3 1 1 ${LEAF}`;
    const world = fixtureResolver(zone);
    // A resolver's TTL counts down in its cache.
    const cached: Resolver = {
      ask: async (...question) => ({ ...(await world.ask(...question)), source: { server: '192.0.2.53' } }),
    };
    const told = await audit('example.com', cached, { sections: ['dane'], declared: declaredIn(zone) });
    assert.equal(told.sections.dane!.facts.nextKeys[0]!.leadTimeSeconds, null);
  });
});
