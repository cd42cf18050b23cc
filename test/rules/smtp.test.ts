import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import type { Net } from '../../src/net/index.ts';
import { CauseTally } from '../../src/report/causes.ts';
import type { DomainResult } from '../../src/report/schema/report.ts';
import { declaredIn } from '../support/declared.ts';
import { fixtureResolver } from '../support/fixture.ts';
import { fixtureNet } from '../support/fixture-net.ts';

/** Zone text; findings of the section as `rule severity`; rules of the section that are left open; the verdict. */
type Case = [what: string, zone: string, findings: string[], blocked?: string[], verdict?: string];

const ONE = '@ MX 10 mail\nmail A 192.0.2.1';
const TWO = `${ONE}\n@ MX 20 backup\nbackup A 192.0.2.2`;
const DUAL = `${ONE}\nmail AAAA 2001:db8::1`;
const at = (address: string, words: string): string => `\n;@ smtp://${address} ${words}`;
const one = (words: string): string => ONE + at('192.0.2.1', words);

/** Rules that every session tells something to; those that read what TLS showed; those that ask more. */
const SESSION = [
  'auth-before-tls',
  'banner-name',
  'banner-version',
  'ehlo-rejected',
  'greeting',
  'unreachable',
];
const TLS = ['no-starttls', 'starttls-broken'];
const CERTIFICATE = ['cert-chain', 'cert-expired', 'cert-expiring', 'cert-key', 'cert-name'];
const SHOWN = [...CERTIFICATE, 'cert-inconsistent', 'cipher-weak', 'tls13-missing'];
const PROBES = ['starttls-injection', 'tls-old'];
const ALL = [...SESSION, ...TLS, ...SHOWN, ...PROBES];

const POLICY = `
_mta-sts TXT "v=STSv1; id=20260101T000000"
mta-sts A 192.0.2.80
;@ https://mta-sts.example.com/.well-known/mta-sts.txt 200 text/plain
;| version: STSv1
;| mode: enforce
;| mx: mail.example.com
;| max_age: 604800
`;
const TESTING = POLICY.replace('enforce', 'testing');
const VOUCHED = `;! SECURE example.com
_25._tcp.mail TLSA 3 1 1 4f774ba0bccc6f91751fc0365bca7a281fda48315def22c46fe6544225a4f6d9
`;
const OTHER_KEY = VOUCHED.replace('4f774ba0', '00000000');

const cases: Record<string, Case[]> = {
  'servers as they should be': [
    ['one', ONE, [], [], 'pass'],
    ['over both families', DUAL, [], [], 'pass'],
    ['no mail wanted', '@ MX 0 .', [], [], 'pass'],
    ['nothing receives', 'www A 192.0.2.80', [], [], 'pass'],
    ['the domain itself receives', '@ A 192.0.2.1', [], [], 'pass'],
  ],
  'what is not reached proves nothing': [
    ['one server, refused', one('refused'), [], ALL, 'inconclusive'],
    ['one server, silent', one('silent'), [], ALL, 'inconclusive'],
    ['all servers', TWO + at('192.0.2.1', 'silent') + at('192.0.2.2', 'silent'), [], ALL, 'inconclusive'],
    ['a greeting that does not come', one('mute'), [], ALL, 'inconclusive'],
    ['421', one('busy'), [], ALL, 'inconclusive'],
    ['TLS that ends in silence', one('starttls-unknown'), [], [...TLS, ...SHOWN, ...PROBES], 'inconclusive'],
    ['questions beyond the first', one('probes-refused'), [], PROBES, 'inconclusive'],
    ['the MX set', `${ONE}\n;! SERVFAIL example.com MX`, [], ALL, 'inconclusive'],
    ['the addresses', `${ONE}\n;! SERVFAIL mail.example.com A`, [], ALL, 'inconclusive'],
    ['one of two servers that does not talk', TWO + at('192.0.2.1', 'mute'), [], ALL, 'inconclusive'],
  ],
  'a dead server among living ones': [
    ['another host', TWO + at('192.0.2.2', 'silent'), ['unreachable warning'], [], 'pass'],
    [
      'another address',
      `${ONE}\nmail A 192.0.2.2${at('192.0.2.2', 'refused')}`,
      ['unreachable warning'],
      [],
      'pass',
    ],
    [
      'one that was busy lives',
      TWO + at('192.0.2.1', 'busy') + at('192.0.2.2', 'silent'),
      ['unreachable warning'],
      ALL,
    ],
    ['the whole other family', DUAL + at('2001:db8::1', 'silent'), [], ALL, 'inconclusive'],
    ['no IPv6 here', DUAL + at('2001:db8::1', 'no-route'), [], [], 'pass'],
    [
      'no IPv6 here, and nothing else',
      `@ MX 10 mail\nmail AAAA 2001:db8::1${at('2001:db8::1', 'no-route')}`,
      [],
      ALL,
    ],
  ],
  'faults that a session proves': [
    ['no STARTTLS', one('no-starttls'), ['no-starttls error'], [], 'fail'],
    ['STARTTLS refused for now', one('starttls-refused'), ['starttls-broken warning'], [], 'pass'],
    ['another service', one('ssh'), ['greeting warning'], [], 'pass'],
    ['a slow greeting', one('late'), ['greeting notice'], [], 'pass'],
    ['HELO only', one('helo-only'), ['ehlo-rejected warning', 'no-starttls error'], [], 'fail'],
    ['old TLS beside the new', one('old-tls'), ['tls-old notice'], [], 'pass'],
    ['passwords in clear on port 25', one('auth'), ['auth-before-tls notice'], [], 'pass'],
    [
      'a fault at one of two addresses',
      DUAL + at('2001:db8::1', 'no-starttls'),
      ['no-starttls error'],
      [],
      'fail',
    ],
  ],
  certificates: [
    ['for another name', one('wrong-name'), ['cert-name notice'], [], 'pass'],
    ['expired', one('expired'), ['cert-expired notice'], [], 'pass'],
    ['without an issuer', one('incomplete-chain'), ['cert-chain notice'], [], 'pass'],
    ['judged by a wrong clock', one('not-yet-valid own-trouble'), [], CERTIFICATE],
    ['MTA-STS enforces', `${one('wrong-name')}${POLICY}`, ['cert-name error'], [], 'fail'],
    [
      'MTA-STS enforces, for another host',
      `${TWO}${POLICY}${at('192.0.2.2', 'expired')}`,
      ['cert-expired notice'],
    ],
    ['MTA-STS tests', `${one('wrong-name')}${TESTING}`, ['cert-name notice'], [], 'pass'],
    [
      'MTA-STS not read',
      `${one('wrong-name')}\n;! SERVFAIL _mta-sts.example.com TXT`,
      ['cert-name notice'],
      ['cert-name'],
    ],
    [
      'DANE vouches for a key whose certificate ends soon',
      `;? now 2026-11-25\n${VOUCHED}${one('from=2026-09-01 until=2026-12-01 chain=leaf')}`,
      [],
    ],
    ['DANE vouches for the key', `${VOUCHED}${one('wrong-name expired untrusted chain=leaf')}`, []],
    [
      'DANE vouches for the key, and MTA-STS enforces',
      `${VOUCHED}${one('expired chain=leaf')}${POLICY}`,
      ['cert-expired error'],
    ],
    ['DANE names another key', `${OTHER_KEY}${one('self-signed chain=leaf')}`, ['cert-chain notice']],
  ],
  'handing in mail': [
    ['without TLS, where nobody was told of it', `${ONE}${at('192.0.2.1:587', 'no-starttls')}`, []],
    [
      'a port that belongs to the other service',
      `${ONE}\n_submission._tcp SRV 0 1 465 mail`,
      ['submission-srv warning'],
    ],
    ['another port', `${ONE}\n_submission._tcp SRV 0 1 2525 mail`, []],
    [
      'a closed port',
      `${ONE}\n_submission._tcp SRV 0 1 587 mail`,
      [],
      ['submission-cert', 'submission-no-tls'],
    ],
    [
      'not answered',
      `${ONE}\n;! SERVFAIL _submission._tcp.example.com SRV`,
      [],
      ['submission-cert', 'submission-no-tls', 'submission-srv'],
    ],
    [
      'a certificate that is for another name, and out of date',
      `${ONE}\n_submissions._tcp SRV 0 1 465 mail${at('192.0.2.1:465', 'expired wrong-name')}`,
      ['submission-cert warning'],
    ],
    [
      'a certificate, by a clock of ours in doubt',
      `${ONE}\n_submissions._tcp SRV 0 1 465 mail${at('192.0.2.1:465', 'expired own-trouble')}`,
      [],
      ['submission-cert'],
    ],
    ['a certificate, where nobody was told of the server', `${ONE}${at('192.0.2.1:465', 'expired')}`, []],
    [
      'TLS of which nothing was heard',
      `${ONE}\n_submissions._tcp SRV 0 1 465 mail${at('192.0.2.1:465', 'starttls-unknown')}`,
      [],
      ['submission-cert', 'submission-no-tls'],
    ],
    [
      'a server whose addresses are not answered',
      `${ONE}\n_submissions._tcp SRV 0 1 465 smtp\n;! SERVFAIL smtp.example.com A\n;! SERVFAIL smtp.example.com AAAA`,
      [],
      ['submission-cert', 'submission-no-tls', 'submission-srv'],
    ],
    [
      'TLS that fails',
      `${ONE}\n_submissions._tcp SRV 0 1 465 mail${at('192.0.2.1:465', 'starttls-broken')}`,
      ['submission-no-tls warning'],
    ],
  ],
};

for (const [title, rows] of Object.entries(cases))
  describe(title, () => {
    for (const [what, zone, findings, blocked = [], verdict] of rows)
      it(what, async () => {
        const result = await auditSmtp(zone);
        const { sections } = result;
        const found = result.findings.filter(({ rule }) => rule.startsWith('smtp/'));
        assert.deepEqual(found.map(({ rule, severity }) => `${rule.slice(5)} ${severity}`).sort(), findings);
        const open = sections.smtp!.rules.blocked.map((rule) => rule.slice(5));
        assert.deepEqual(open.sort(), [...blocked].sort());
        if (verdict !== undefined) assert.equal(result.verdict, verdict);
      });
  });

describe('port 25 closed here', () => {
  it('is one cause, told of this network', async () => {
    const { causes, findings } = await auditSmtp(TWO + at('192.0.2.1', 'silent') + at('192.0.2.2', 'silent'));
    assert.deepEqual(
      causes.map(({ kind, name, lookups }) => [kind, name, lookups]),
      [['network', 'port 25', 2]],
    );
    assert.deepEqual(findings, []);
  });

  it('is not said where any server is reached', async () => {
    const { causes } = await auditSmtp(TWO + at('192.0.2.1', 'mute') + at('192.0.2.2', 'silent'));
    assert.deepEqual(causes, []);
  });
});

describe('one session of many fails', () => {
  const zone = `${TWO}\nmail AAAA 2001:db8::1${POLICY}_submissions._tcp SRV 0 1 465 mail\n;@ smtp://192.0.2.1:465 until=2028-01-01`;
  const healthy = fixtureNet(zone);
  const reasons = [
    ['timeout', true, []],
    ['reset', true, []],
    ['refused', true, []],
    ['malformed', true, []],
    ['no-route', false, []],
    ['not-recorded', false, []],
    // IPv6 has one server only: nobody can tell whose trouble it is.
    ['unreachable', false, ['smtp/unreachable']],
  ] as const;

  for (const [reason, isReached, allowed] of reasons)
    it(`${reason}: nothing is said of the domain`, async () => {
      for (let failing = 0, asked = 1; failing < asked; failing++) {
        asked = 0;
        const smtp: Net['smtp'] = async (request) => {
          const answer = await healthy.smtp(request);
          if (asked++ !== failing) return answer;
          const failure = { status: 'failed', reason, detail: 'it fails', isReached } as const;
          return { ...failure, ...request, source: answer.source, tries: 1 };
        };
        const options = { sections: ['smtp'] as const, net: { ...healthy, smtp } };
        const { findings, verdict } = await audit('example.com', fixtureResolver(zone), options);
        const rules = findings.map(({ rule }) => rule).filter((rule) => rule.startsWith('smtp/'));
        assert.deepEqual(
          rules.filter((rule) => !allowed.some((one) => one === rule)),
          [],
        );
        assert.notEqual(verdict, 'fail');
      }
    });
});

describe('port 25 closed here, in a list of domains', () => {
  it('is said once for the run', async () => {
    const tally = new CauseTally();
    for (let domain = 0; domain < 3; domain++) tally.add((await auditSmtp(one('silent'))).causes);
    assert.deepEqual(
      tally.shared().map(({ name, domains, lookups }) => [name, domains, lookups]),
      [['port 25', 3, 3]],
    );
  });
});

function auditSmtp(zone: string): Promise<DomainResult> {
  return audit('example.com', fixtureResolver(zone), {
    sections: ['smtp'],
    declared: declaredIn(zone),
    net: fixtureNet(zone),
  });
}
