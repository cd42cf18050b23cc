import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { audit } from '../src/audit.ts';
import { FULL, SECTIONS } from '../src/facts/index.ts';
import type { SmtpRequest } from '../src/net/index.ts';
import { fixtureResolver } from './support/fixture.ts';
import { fixtureNet } from './support/fixture-net.ts';

/**
 * Defects of other tools in what they say of mail servers, each with its thread or its place in their source, and our
 * answer: the rules that fire (as `rule severity`), and those that must not.
 */
interface Row {
  thread: string;
  defect: string;
  zone: string;
  fires?: string[];
  silent?: string[];
  verdict?: string;
}

const MAIL = '@ MX 10 mail\nmail A 192.0.2.1\n';
const AT = ';@ smtp://192.0.2.1';

const ROWS: Row[] = [
  {
    thread: 'checkdmarc#138',
    defect: 'a certificate that is not trusted is called missing STARTTLS',
    zone: `${MAIL}${AT} self-signed`,
    fires: ['smtp/cert-chain notice'],
    silent: ['smtp/no-starttls', 'smtp/starttls-broken'],
  },
  {
    thread: 'checkdmarc, test_starttls',
    defect: 'a timeout is called missing STARTTLS',
    zone: `${MAIL}${AT} silent`,
    silent: ['smtp/no-starttls', 'smtp/starttls-broken', 'smtp/unreachable'],
    verdict: 'inconclusive',
  },
  {
    thread: 'Internet.nl#1183, Internet.nl#727',
    defect: 'a server that limits its clients is called faulty',
    zone: `${MAIL}${AT} busy`,
    silent: ['smtp/greeting', 'smtp/no-starttls', 'smtp/unreachable'],
    verdict: 'inconclusive',
  },
  {
    thread: 'Internet.nl#400, starttls-everywhere#69',
    defect: 'a greeting that is held back on purpose fails the server',
    zone: `${MAIL}${AT} late`,
    fires: ['smtp/greeting notice'],
    verdict: 'pass',
  },
  {
    thread: 'Internet.nl#1914',
    defect: 'a refused second session is taken for an answer',
    zone: `${MAIL}${AT} probes-refused`,
    silent: ['smtp/tls-old', 'smtp/starttls-injection'],
    verdict: 'inconclusive',
  },
  {
    thread: 'trustymail, mxtoolbox',
    defect: 'port 25 that is closed on our side is a fault of the domain',
    zone: `${MAIL}mail A 192.0.2.2\n${AT} silent\n;@ smtp://192.0.2.2 silent`,
    silent: ['smtp/unreachable', 'smtp/no-starttls'],
    verdict: 'inconclusive',
  },
  {
    thread: 'mxtoolbox, DomainDetective',
    defect: 'a greeting by another name than the reverse name is a fault',
    zone: `${MAIL}1.2.0.192.in-addr.arpa. PTR mx7.vendor.example.\n${AT} banner=mail.example.com_ESMTP`,
    silent: ['smtp/banner-name'],
    verdict: 'pass',
  },
  {
    thread: 'MailCheck, ns.tools',
    defect: 'numbers in a greeting are taken for a version',
    zone: `${MAIL}${AT} banner=mx.example.com_ESMTP_a640c23a62f3a-b2d3.118_-_gsmtp`,
    silent: ['smtp/banner-version'],
    verdict: 'pass',
  },
  {
    thread: 'internet.nl, RFC 7672 §3.1.1',
    defect: 'an expired certificate is a fault although DANE vouches for its key',
    zone: `;! SECURE example.com\n${MAIL}_25._tcp.mail TLSA 3 1 1 4f774ba0bccc6f91751fc0365bca7a281fda48315def22c46fe6544225a4f6d9\n${AT} expired untrusted chain=leaf`,
    silent: ['smtp/cert-expired', 'smtp/cert-chain'],
    verdict: 'pass',
  },
];

describe('defects of peers on mail servers, and our answer', () => {
  for (const { thread, defect, zone, fires = [], silent = [], verdict } of ROWS)
    it(`${thread}: ${defect}`, async () => {
      const result = await audit('example.com', fixtureResolver(zone), {
        sections: ['smtp'],
        net: fixtureNet(zone),
      });
      const found = result.findings.map(({ rule, severity }) => `${rule} ${severity}`);
      assert.deepEqual(
        fires.filter((rule) => !found.includes(rule)),
        [],
        `found ${found.join(', ')}`,
      );
      assert.deepEqual(
        found.filter((rule) => silent.some((other) => rule.startsWith(`${other} `))),
        [],
      );
      if (verdict !== undefined) assert.equal(result.verdict, verdict);
    });

  it('Internet.nl#1425: what the DNS tells is not lost where the servers are not reached', async () => {
    const zone = `${MAIL}@ TXT "v=spf1 mx"\n${AT} silent`;
    const { sections, findings } = await audit('example.com', fixtureResolver(zone), {
      sections: SECTIONS,
      net: fixtureNet(zone),
    });
    assert.equal(sections.smtp?.status, 'inconclusive');
    assert.ok(findings.some(({ rule }) => rule === 'spf/all-missing'));
  });

  it('hardenize#2: no session where none is asked for, and one a question for all domains', async () => {
    const asked: SmtpRequest[] = [];
    const net = fixtureNet(MAIL);
    const counting = {
      ...net,
      smtp: (request: SmtpRequest) => {
        asked.push(request);
        return net.smtp(request);
      },
    };
    await audit('example.com', fixtureResolver(MAIL), { sections: FULL, net: counting });
    assert.deepEqual(asked, []);
    await audit('example.com', fixtureResolver(MAIL), { sections: SECTIONS, net: counting });
    const on25 = asked.filter(({ port }) => port === 25).map(({ probe }) => probe);
    assert.deepEqual(on25.sort(), ['old-tls', 'pipelined', 'session']);
  });
});
