import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import { createNet } from '../../src/net/index.ts';
import type { DomainResult } from '../../src/report/schema/report.ts';
import { OPENSSL, throwAwayCa } from '../servers/certificates.ts';
import { httpsServer } from '../servers/https.ts';
import { marking, SVG } from '../servers/marks.ts';
import { startNameServer } from '../servers/name-server.ts';
import { fromZone } from '../servers/zone-answers.ts';
import { skipUnless } from '../support/shared.ts';
import { patient } from './asking.ts';

/** The whole way: a name server, a web server with logo and certificate, and what the audit makes of them. */

const ZONE = `_dmarc TXT "v=DMARC1; p=reject"
default._bimi TXT "v=BIMI1; l=https://logo.example.com/logo.svg; a=https://logo.example.com/mark.pem"
logo A 127.0.0.1`;

const skip = skipUnless(existsSync(OPENSSL), 'openssl is not installed');
const web = skip ? undefined! : throwAwayCa();
const marks = skip ? undefined! : throwAwayCa();

type Serve = (request: IncomingMessage, response: ServerResponse) => void;

const files =
  (logo: string, mark: string): Serve =>
  ({ url }, response) =>
    void response.writeHead(200, { 'content-type': 'image/svg+xml' }).end(url === '/logo.svg' ? logo : mark);

async function audited(serve: Serve, names = ['logo.example.com']): Promise<DomainResult> {
  const dns = await startNameServer(fromZone(ZONE));
  const resolver = patient(dns.server);
  const server = await httpsServer(web.issue({ names }), serve);
  const net = createNet({ allowPrivate: true, ca: [web.ca], httpsPort: server.port, totalMs: 2000 });
  try {
    const declared = { markAuthorities: [marks.ca] };
    return await audit('example.com', resolver, { sections: ['bimi'], net, declared, timeout: 60 });
  } finally {
    await net.close();
    await server.stop();
    await resolver.close();
    await dns.close();
  }
}

const found = ({ findings }: DomainResult): string[] =>
  findings.filter(({ severity }) => severity !== 'notice').map(({ rule }) => rule);

describe('BIMI over real connections', { skip }, () => {
  it('a logo and its certificate in order: nothing to say', async () => {
    const result = await audited(files(SVG, marks.issue(marking()).cert));
    assert.deepEqual([result.verdict, found(result), result.inconclusive], ['pass', [], []]);
    const { logo, certificate } = result.sections.bimi!.facts;
    assert.deepEqual([logo!.status, logo!.octets, certificate!.status], ['read', SVG.length, 'read']);
  });

  it('another logo than the certificate holds, with a script in it', async () => {
    const other = SVG.replace('<title>Example</title>', '<title>Other</title><script/>');
    const result = await audited(files(other, marks.issue(marking()).cert));
    assert.equal(result.verdict, 'fail');
    assert.deepEqual(found(result), ['bimi/cert-logo-mismatch', 'bimi/logo-script']);
  });

  it('a redirect is followed', async () => {
    const served = files(SVG, marks.issue(marking()).cert);
    const result = await audited((request, response) => {
      if (request.url === '/logo.svg')
        return void response.writeHead(302, { location: 'https://logo.example.com/new.svg' }).end();
      if (request.url === '/new.svg') request.url = '/logo.svg';
      served(request, response);
    });
    assert.deepEqual([result.verdict, found(result)], ['pass', []]);
  });

  it('a web server that nobody trusts: the logo was not read', async () => {
    const result = await audited(files(SVG, ''), ['other.example.com']);
    assert.equal(result.sections.bimi!.facts.logo!.status, 'refused');
    assert.deepEqual(
      [result.verdict, found(result)],
      ['fail', ['bimi/cert-unreachable', 'bimi/logo-unreachable']],
    );
  });
});
