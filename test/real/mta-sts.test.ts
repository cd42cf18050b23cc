import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import type { OpenResolver } from '../../src/dns/index.ts';
import { createNet, type NetOptions } from '../../src/net/index.ts';
import type { DomainResult } from '../../src/report/schema/report.ts';
import { type CertificateFor, OPENSSL, throwAwayCa } from '../servers/certificates.ts';
import { httpsServer } from '../servers/https.ts';
import { type NameServer, startNameServer } from '../servers/name-server.ts';
import { fromZone } from '../servers/zone-answers.ts';
import { skipUnless } from '../support/shared.ts';
import { patient } from './asking.ts';

/** The whole way: a name server, a web server with a certificate, and what the audit makes of them. */

const HOST = 'mta-sts.example.com';
const ZONE = `@ SOA ns1 hostmaster 1 7200 3600 1209600 300
@ NS ns1
ns1 A 192.0.2.53
@ MX 10 mail
mail A 192.0.2.1
_mta-sts TXT "v=STSv1; id=20261101"
mta-sts A 127.0.0.1
_smtp._tls TXT "v=TLSRPTv1; rua=mailto:tls@example.com"`;
const POLICY = 'version: STSv1\r\nmode: enforce\r\nmx: mail.example.com\r\nmax_age: 604800\r\n';

const skip = skipUnless(existsSync(OPENSSL), 'openssl is not installed');
const authority = skip ? undefined! : throwAwayCa();

type Serve = (response: ServerResponse) => void;
const servesPolicy: Serve = (response) =>
  response.writeHead(200, { 'content-type': 'text/plain' }).end(POLICY);

describe('MTA-STS over real connections', { skip }, () => {
  let names: NameServer;
  let resolver: OpenResolver;
  before(async () => {
    names = await startNameServer(fromZone(ZONE));
    resolver = patient(names.server);
  });
  after(async () => {
    await resolver.close();
    await names.close();
  });

  async function audited(
    subject: CertificateFor,
    serve: Serve = servesPolicy,
    options: NetOptions = {},
  ): Promise<DomainResult> {
    const server = await httpsServer(authority.issue(subject), (_request, response) => serve(response));
    const net = createNet({
      allowPrivate: true,
      ca: [authority.ca],
      httpsPort: server.port,
      totalMs: 2000,
      ...options,
    });
    try {
      return await audit('example.com', resolver, { sections: ['mta-sts', 'tls-rpt'], net, timeout: 60 });
    } finally {
      await net.close();
      await server.stop();
    }
  }

  const GOOD = { names: [HOST] };
  const found = ({ findings }: DomainResult) => findings.map(({ rule, severity }) => `${rule} ${severity}`);

  it('a policy in order: nothing to say', async () => {
    const result = await audited(GOOD);
    assert.deepEqual(result.findings, []);
    assert.deepEqual(result.inconclusive, []);
    assert.equal(result.verdict, 'pass');
    const { outcome, policy, fetch } = result.sections['mta-sts']!.facts;
    assert.deepEqual([outcome, policy!.mode, policy!.maxAge], ['policy', 'enforce', 604_800]);
    assert.match(fetch!.tls!.version, /^TLSv1\.[23]$/);
  });

  const UNTRUSTED: [what: string, subject: CertificateFor, fault: string, words: RegExp][] = [
    ['expired', { ...GOOD, expired: true }, 'expired', /valid until \d{4}-\d\d-\d\d/],
    [
      'another name',
      { names: ['www.example.com'] },
      'wrong-name',
      /it is for www\.example\.com, not for mta-sts/,
    ],
    ['its own signature', { ...GOOD, selfSigned: true }, 'self-signed', /signed with its own key/],
  ];

  for (const [what, subject, fault, words] of UNTRUSTED) {
    it(`${what}: the reason is named, and the policy is read all the same`, async () => {
      const result = await audited(subject);
      assert.deepEqual(found(result), ['mta-sts/policy-tls error']);
      assert.match(result.findings[0]!.message, words);
      const { outcome, fetch, policy } = result.sections['mta-sts']!.facts;
      assert.deepEqual(
        fetch!.tls!.faults.map((one) => one.fault),
        [fault],
      );
      assert.deepEqual([outcome, policy!.mode], ['broken', 'enforce']);
    });
  }

  it('an authority that is not known here', async () => {
    const result = await audited(GOOD, servesPolicy, { ca: [] });
    assert.deepEqual(found(result), ['mta-sts/policy-tls error']);
  });

  const ANSWERS: [what: string, serve: Serve, rules: string[]][] = [
    ['404', (to) => to.writeHead(404).end('no'), ['mta-sts/http-status error']],
    [
      'a redirect',
      (to) => to.writeHead(301, { location: `https://${HOST}/` }).end(),
      ['mta-sts/redirect error'],
    ],
    [
      '64 KiB and one more',
      (to) => to.writeHead(200, { 'content-type': 'text/plain' }).end(POLICY + 'x: y\n'.repeat(13_200)),
      ['mta-sts/size error'],
    ],
    [
      'a web page',
      (to) => to.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html>'),
      ['mta-sts/content-type warning', 'mta-sts/policy-syntax error'],
    ],
  ];

  for (const [what, serve, rules] of ANSWERS) {
    it(what, async () => {
      const result = await audited(GOOD, serve);
      const own = found(result).filter((line) => !line.endsWith('policy-syntax notice'));
      assert.deepEqual(own.toSorted(), rules);
    });
  }

  it('a server that drips: nothing is said of the policy', async () => {
    const timers: NodeJS.Timeout[] = [];
    const result = await audited(
      GOOD,
      (response) => {
        response.writeHead(200, { 'content-type': 'text/plain' });
        timers.push(setInterval(() => response.write('x'), 50));
      },
      { totalMs: 500 },
    );
    timers.forEach(clearInterval);
    assert.deepEqual(found(result), []);
    assert.equal(result.verdict, 'inconclusive');
    assert.equal(result.inconclusive[0]!.reason, 'timeout');
  });

  it('an address of the inside is not spoken to', async () => {
    const result = await audited(GOOD, servesPolicy, { allowPrivate: false });
    assert.deepEqual(found(result), ['mta-sts/host-missing error']);
  });
});
