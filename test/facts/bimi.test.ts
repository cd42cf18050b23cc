import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { audit } from '../../src/audit.ts';
import { type Resolver, recorded } from '../../src/dns/index.ts';
import type { Net } from '../../src/net/index.ts';
import type { DomainResult } from '../../src/report/schema/report.ts';
import { OPENSSL, throwAwayCa } from '../servers/certificates.ts';
import { FOR_MARKS, logotype, marking, SVG } from '../servers/marks.ts';
import { failing, fixtureResolver } from '../support/fixture.ts';
import { FIXTURE_TLS, fixtureNet } from '../support/fixture-net.ts';
import { projectFolder } from '../support/project.ts';
import { skipUnless } from '../support/shared.ts';

const LOGO = 'https://logo.example.com/logo.svg';
const PEM = 'https://logo.example.com/logo.pem';
const DMARC = '_dmarc TXT "v=DMARC1; p=reject"\n';
const ZONE = `${DMARC}default._bimi TXT "v=BIMI1; l=${LOGO}; a=${PEM}"\nlogo A 192.0.2.80\n`;

/** One that an authority issued: OpenSSL’s command leaves the kind of mark out of the subjects that it writes. */
function issued(name: string): string {
  const folder = path.join(projectFolder(), 'node_modules', '@postalsys', 'vmc', 'test', 'fixtures');
  return readFileSync(path.join(folder, `${name}.pem`), 'utf8');
}

/** As if it told another kind of the same length; the signature no longer holds. */
function withMarkType(pem: string, from: string, to: string): string {
  const der = new X509Certificate(pem).raw.toString('latin1').replace(from, to);
  const base64 = Buffer.from(der, 'latin1').toString('base64');
  return `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
}

function files(contents: Record<string, string>): Net {
  const { smtp } = fixtureNet('');
  return {
    smtp,
    https: async ({ url, mostOctets }) => {
      const body = contents[url];
      const meta = { url, source: { server: '192.0.2.80' }, tries: 1 };
      if (body === undefined) return { status: 'failed', reason: 'timeout', detail: 'no answer', ...meta };
      const cut = body.length > mostOctets;
      const got = { code: 200, contentType: null, location: null, body: body.slice(0, mostOctets), cut };
      return { status: 'answered', ...got, tls: FIXTURE_TLS, ...meta };
    },
  };
}

const skip = skipUnless(existsSync(OPENSSL), 'openssl is not installed');
const authority = skip ? undefined! : throwAwayCa();

function audited(pem: string, { svg = SVG, zone = ZONE, now = new Date() } = {}): Promise<DomainResult> {
  const net = files({ [LOGO]: svg, [PEM]: pem });
  const declared = { now, markAuthorities: [authority.ca] };
  return audit('example.com', fixtureResolver(zone), { sections: ['bimi'], net, declared });
}

const rulesOf = ({ findings }: DomainResult): string[] =>
  findings.map(({ rule, severity }) => `${severity} ${rule.replace('bimi/', '')}`).sort();

describe('the certificate of a logo', { skip }, () => {
  it('holds: nothing is said, and the facts tell of it', async () => {
    const result = await audited(authority.issue(marking()).cert);
    assert.deepEqual(rulesOf(result), []);
    const { logo, certificate } = result.sections.bimi!.facts;
    assert.deepEqual([logo!.status, logo!.octets, logo!.faults], ['read', SVG.length, []]);
    const { status, kind, names, sameLogo, faults } = certificate!;
    assert.deepEqual([status, kind, names, sameLogo, faults], ['read', 'VMC', ['example.com'], true, []]);
  });

  const kinds: [what: string, pem: string, expected: string][] = [
    ['a registered mark', issued('paypal_vmc'), 'VMC'],
    ['no kind, as in the first ones', issued('cnn'), 'VMC'],
    ['a mark in prior use', issued('xometry_cmc'), 'CMC'],
    ['a kind to come', withMarkType(issued('xometry_cmc'), 'Prior Use Mark', 'Mark as 1.8 is'), 'CMC'],
  ];
  for (const [what, pem, expected] of kinds)
    it(`${what}: ${expected}`, async () => {
      const { sections } = await audited(pem);
      assert.equal(sections.bimi!.facts.certificate!.kind, expected);
    });

  const DAY_MS = 86_400_000;
  const cases: [what: string, pem: () => string, expected: string[], now?: () => Date][] = [
    ['expired', () => authority.issue(marking(SVG, { expired: true })).cert, ['error cert-expired']],
    [
      'expires soon',
      () => authority.issue(marking()).cert,
      ['warning cert-expired'],
      () => new Date(Date.now() + 20 * DAY_MS),
    ],
    ['expires some day', () => authority.issue(marking()).cert, [], () => new Date(Date.now() + 10 * DAY_MS)],
    [
      'not valid yet',
      () => authority.issue(marking()).cert,
      ['error cert-chain'],
      () => new Date('2026-01-01'),
    ],
    [
      'another domain',
      () => authority.issue(marking(SVG, { names: ['example.net'] })).cert,
      ['error cert-domain'],
    ],
    [
      'a domain below',
      () => authority.issue(marking(SVG, { names: ['www.example.com'] })).cert,
      ['error cert-domain'],
    ],
    ['a selector', () => authority.issue(marking(SVG, { names: ['default._bimi.example.com'] })).cert, []],
    [
      'another logo',
      () => authority.issue(marking(SVG.replace('Example', 'Other'))).cert,
      ['error cert-logo-mismatch'],
    ],
    ['other line ends', () => authority.issue(marking(SVG.replace('\n', '\r\n'))).cert, []],
    [
      'no logo',
      () => authority.issue(marking(SVG, { extensions: [FOR_MARKS] })).cert,
      ['error cert-logo-mismatch'],
    ],
    [
      'a logo that is a bomb',
      () => authority.issue(marking(Buffer.alloc(32 * 1024 * 1024))).cert,
      ['error cert-logo-mismatch'],
    ],
    [
      'for web servers',
      () => authority.issue({ names: ['example.com'], extensions: [logotype(SVG)] }).cert,
      ['error cert-chain'],
    ],
    ['by a stranger', () => throwAwayCa().issue(marking()).cert, ['error cert-chain']],
    ['by itself', () => authority.issue(marking(SVG, { selfSigned: true })).cert, ['error cert-chain']],
    ['a short key', () => authority.issue(marking(SVG, { rsaBits: 1024 })).cert, ['error cert-chain']],
    ['no certificate', () => '<html></html>', ['error cert-unreachable']],
    ['too large', () => 'x'.repeat(1024 * 1024 + 1), ['error cert-unreachable']],
    [
      'damaged',
      () => authority.issue(marking()).cert.replace(/\n.{20}/, '\nAAAAAAAAAAAAAAAAAAAA'),
      ['error cert-unreachable'],
    ],
  ];
  for (const [what, pem, expected, now] of cases)
    it(`${what}: ${expected.join(', ') || 'nothing'}`, async () => {
      assert.deepEqual(rulesOf(await audited(pem(), { ...(now && { now: now() }) })), expected);
    });

  it('comes with its intermediate, or lacks it', async () => {
    const between = authority.intermediate();
    const { cert } = between.issue({ ...marking(), aia: true });
    assert.deepEqual(rulesOf(await audited(cert + between.ca)), []);
    assert.deepEqual(rulesOf(await audited(cert)), ['error cert-chain']);
  });

  it('was signed by nobody whose name it bears: names alone prove nothing', async () => {
    const impostor = throwAwayCa();
    const { cert } = impostor.issue(marking());
    assert.deepEqual(rulesOf(await audited(cert + authority.ca)), ['error cert-chain']);
  });
});

describe('the logo', { skip }, () => {
  const zone = `${DMARC}default._bimi TXT "v=BIMI1; l=${LOGO}; a="\nlogo A 192.0.2.80\n`;
  const packed = gzipSync(SVG).toString('latin1');
  const cases: [what: string, svg: string, expected: string[]][] = [
    ['packed', packed, []],
    ['packed and damaged', packed.slice(0, 40), ['error logo-profile']],
    [
      'a bomb',
      gzipSync(Buffer.alloc(64 * 1024 * 1024)).toString('latin1'),
      ['error logo-profile', 'warning logo-too-big'],
    ],
    ['33 KiB', SVG.replace('</svg>', `<!--${'x'.repeat(33 * 1024)}--></svg>`), ['warning logo-too-big']],
    ['over 1 MiB', 'x'.repeat(1024 * 1024 + 1), ['warning logo-too-big']],
  ];
  for (const [what, svg, expected] of cases)
    it(`${what}: ${expected.join(', ') || 'nothing'}`, async () => {
      assert.deepEqual(rulesOf(await audited('', { svg, zone })), expected);
    });
});

describe('what receivers find', () => {
  const outcome = async (zone: string, domain = 'example.com'): Promise<unknown[]> => {
    const resolver = fixtureResolver(zone);
    const result = await audit(domain, resolver, { sections: ['bimi'], net: fixtureNet(zone) });
    const { outcome: word, inheritedFrom } = result.sections.bimi!.facts;
    return [word, inheritedFrom, result.verdict, ...rulesOf(result)];
  };
  const record = `default._bimi TXT "v=BIMI1; l=${LOGO}; a="\n`;

  it('nothing: no finding', async () =>
    assert.deepEqual(await outcome('@ MX 1 mail'), ['none', null, 'pass']));
  it('a refusal: no finding, whatever DMARC says', async () =>
    assert.deepEqual(await outcome('default._bimi TXT "v=BIMI1; l=; a=;"'), ['declined', null, 'pass']));
  it('the organizational domain’s record, below it: shown, not judged', async () =>
    assert.deepEqual(await outcome(`${DMARC}${record}news A 192.0.2.5`, 'news.example.com'), [
      'inherited',
      'example.com',
      'pass',
    ]));
  it('a refusal of its own below it', async () =>
    assert.deepEqual(
      await outcome(`${DMARC}${record}default._bimi.news TXT "v=BIMI1; l=; a=;"`, 'news.example.com'),
      ['declined', null, 'pass'],
    ));
  it('nobody knows: inconclusive, and nothing is missing', async () =>
    assert.deepEqual(await outcome(`${DMARC};! SERVFAIL default._bimi.example.com TXT`), [
      'unknown',
      null,
      'inconclusive',
    ]));
  it('a logo that was not fetched: inconclusive', async () =>
    assert.deepEqual(await outcome(`${DMARC}${record}logo A 192.0.2.80\n;@ ${LOGO} TIMEOUT`), [
      'logo',
      null,
      'inconclusive',
    ]));
  it('a logo whose host is not known: inconclusive', async () =>
    assert.deepEqual(await outcome(`${DMARC}${record};! TIMEOUT logo.example.com *`), [
      'logo',
      null,
      'inconclusive',
    ]));
  it('a logo host that does not exist', async () =>
    assert.deepEqual(await outcome(`${DMARC}${record}`), ['logo', null, 'fail', 'error logo-unreachable']));
  it('a logo host that is not to be trusted', async () =>
    assert.deepEqual(await outcome(`${DMARC}${record}logo A 192.0.2.80\n;@ ${LOGO} expired`), [
      'logo',
      null,
      'fail',
      'error logo-unreachable',
    ]));
});

describe('DMARC beside a logo', () => {
  const rest = `default._bimi TXT "v=BIMI1; l=${LOGO}; a="\nlogo A 192.0.2.80\n;@ ${LOGO} 200 image/svg+xml\n;| ${SVG}`;
  const said = async (dmarc: string): Promise<string | undefined> => {
    const zone = `${dmarc}\n${rest}`;
    const result = await audit('example.com', fixtureResolver(zone), {
      sections: ['bimi'],
      net: fixtureNet(zone),
    });
    return result.findings
      .find(({ rule }) => rule === 'bimi/dmarc-not-enforced')
      ?.message.replace(/.*: /, '');
  };
  const cases: [tags: string, expected: string | undefined][] = [
    ['p=reject', undefined],
    ['p=quarantine', undefined],
    ['p=quarantine; pct=100', undefined],
    ['p=reject; sp=quarantine; np=none', undefined],
    ['p=none', 'p=none at _dmarc.example.com'],
    ['p=reject; sp=none', 'sp=none at _dmarc.example.com'],
    ['p=quarantine; pct=50', 'pct=50 at _dmarc.example.com'],
    ['p=reject; t=y', 't=y at _dmarc.example.com'],
  ];
  for (const [tags, expected] of cases)
    it(`${tags}: ${expected ?? 'enough'}`, async () =>
      assert.equal(await said(`_dmarc TXT "v=DMARC1; ${tags}"`), expected));
  it('there is none', async () => assert.equal(await said(''), 'there is no DMARC policy'));
});

describe('each answer fails in its turn', { skip }, () => {
  const broken = `_dmarc TXT "v=DMARC1; p=none"\n${ZONE.slice(DMARC.length)}`;
  const worlds: [what: string, zone: string, svg: string][] = [
    ['a healthy domain', ZONE, SVG],
    ['a broken domain', broken, SVG.replace('<title>Example</title>', '<script/>')],
  ];
  const names = (result: DomainResult): Set<string> => new Set(rulesOf(result));

  for (const [what, zone, svg] of worlds)
    it(`${what}: nothing is found that was not there, and it is not called well`, async () => {
      const pem = authority.issue(marking()).cert;
      const { resolver, answers } = recorded(fixtureResolver(zone));
      const declared = { now: new Date(), markAuthorities: [authority.ca] };
      const judged = (world: Resolver, contents: Record<string, string>): Promise<DomainResult> =>
        audit('example.com', world, { sections: ['bimi'], net: files(contents), declared });
      const whole = await judged(resolver, { [LOGO]: svg, [PEM]: pem });
      const known = names(whole);
      const disturbed = [
        ...answers().map(({ name, type }) =>
          judged(failing(fixtureResolver(zone), [{ reason: 'timeout', name, type }]), {
            [LOGO]: svg,
            [PEM]: pem,
          }),
        ),
        judged(fixtureResolver(zone), { [PEM]: pem }),
        judged(fixtureResolver(zone), { [LOGO]: svg }),
      ];
      assert.ok(disturbed.length > 6, `${disturbed.length}`);
      for (const result of await Promise.all(disturbed)) {
        assert.deepEqual(
          [...names(result)].filter((name) => !known.has(name)),
          [],
        );
        const isSame = names(result).size === known.size;
        const verdicts = isSame ? [whole.verdict, 'inconclusive'] : ['inconclusive', 'fail'];
        assert.ok(verdicts.includes(result.verdict), result.verdict);
      }
    });
});
