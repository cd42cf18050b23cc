import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { connect, createServer } from 'node:tls';
import { chainFaults, ownTrouble } from '../../src/net/certificate-faults.ts';
import { namesHost, namesOf } from '../../src/net/certificate-names.ts';
import { authoritiesFor, type TlsFacts, tlsFactsOf } from '../../src/net/index.ts';
import { type CertificateFor, OPENSSL, throwAwayCa } from '../servers/certificates.ts';
import { skipUnless } from '../support/shared.ts';

const HOST = 'mail.example.com';
const skip = skipUnless(existsSync(OPENSSL), 'openssl is not installed');

/** What TLS with a server that sends this chain shows. */
async function factsOf(
  sent: { cert: string; key: string },
  ca: readonly string[],
  { host = HOST, now = new Date() } = {},
): Promise<TlsFacts> {
  // The default level of OpenSSL would keep the server from using what is too weak.
  const server = createServer({ ...sent, ciphers: 'DEFAULT@SECLEVEL=0' }, (socket) =>
    socket.on('error', () => {}),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const trust = { ca, now: () => now };
  const socket = connect({
    host: '127.0.0.1',
    port,
    servername: host,
    ca: authoritiesFor(trust),
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
  });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('secureConnect', resolve);
      socket.once('error', reject);
    });
    return tlsFactsOf(socket, host, trust);
  } finally {
    socket.destroy();
    server.close();
  }
}

const faultsOf = ({ faults }: TlsFacts): string[] => faults.map(({ fault }) => fault);

describe('the chain of a server', { skip }, () => {
  const authority = skip ? undefined! : throwAwayCa();
  const good = { names: [HOST] };

  it('holds under an authority that is trusted, and is told in full', async () => {
    const facts = await factsOf(authority.issue(good), [authority.ca]);
    assert.deepEqual(facts.faults, []);
    assert.equal(facts.version, 'TLSv1.3');
    const [leaf, ...others] = facts.chain;
    assert.deepEqual(others, []);
    assert.deepEqual(leaf!.names, [HOST]);
    assert.equal(leaf!.issuer, 'CN=Throw-away');
    assert.equal(leaf!.keyType, 'ec');
    assert.equal(leaf!.keyBits, 256);
    assert.ok(Date.parse(leaf!.notAfter) > Date.now());
    assert.equal(new X509Certificate(Buffer.from(leaf!.der, 'base64')).issuer, 'CN=Throw-away');
  });

  const cases: [what: string, subject: CertificateFor, faults: string[]][] = [
    ['expired', { ...good, expired: true }, ['expired']],
    ['another name', { names: ['other.example.net'] }, ['wrong-name']],
    ['no name', {}, ['wrong-name']],
    ['its own key', { ...good, selfSigned: true }, ['self-signed']],
    [
      'its own key, another name, expired',
      { selfSigned: true, expired: true },
      ['wrong-name', 'expired', 'self-signed'],
    ],
    ['RSA of 1024 bits', { ...good, rsaBits: 1024 }, ['weak']],
    ['SHA-1', { ...good, digest: 'sha1' }, ['weak']],
    [
      'everything',
      { expired: true, rsaBits: 1024, digest: 'sha1' },
      ['wrong-name', 'expired', 'weak', 'weak'],
    ],
  ];
  for (const [what, subject, faults] of cases)
    it(`${what}: ${faults.join(', ')}`, async () => {
      assert.deepEqual(faultsOf(await factsOf(authority.issue(subject), [authority.ca])), faults);
    });

  it('is not valid yet by an earlier clock, which is no fault of the server where that clock is off', async () => {
    const early = await factsOf(authority.issue(good), [authority.ca], { now: new Date('2020-01-01') });
    assert.deepEqual(faultsOf(early), ['not-yet-valid']);
    assert.match(early.ownTrouble!, /clock of this machine shows 2020-01-01/);
    const written = new X509Certificate(authority.issue(good).cert).validFrom;
    const yesterday = new Date(Date.parse(written) - 86_400_000);
    if (yesterday > new Date('2026-11-01')) {
      const late = await factsOf(authority.issue(good), [authority.ca], { now: yesterday });
      assert.deepEqual([faultsOf(late), late.ownTrouble], [['not-yet-valid'], undefined]);
    }
  });

  it('rests on an authority that nobody here knows: sent or not, it is untrusted', async () => {
    const stranger = throwAwayCa();
    const { cert, key } = stranger.issue(good);
    assert.deepEqual(faultsOf(await factsOf({ cert, key }, [authority.ca])), ['untrusted']);
    const whole = await factsOf({ cert: cert + stranger.ca, key }, [authority.ca]);
    assert.deepEqual(faultsOf(whole), ['untrusted']);
    assert.equal(whole.chain.length, 2);
  });

  it('lacks its intermediate', async () => {
    const intermediate = authority.intermediate();
    const { cert, key } = intermediate.issue({ ...good, aia: true });
    const without = await factsOf({ cert, key }, [authority.ca]);
    assert.deepEqual(faultsOf(without), ['incomplete-chain']);
    assert.match(without.faults[0]!.detail, /does not send the certificate of “Throw-away intermediate”/);
    assert.deepEqual(faultsOf(await factsOf({ cert: cert + intermediate.ca, key }, [authority.ca])), []);
  });

  it('has an intermediate that is expired, in any order', async () => {
    const intermediate = authority.intermediate({ expired: true });
    const { cert, key } = intermediate.issue({ ...good, aia: true });
    const facts = await factsOf({ cert: cert + authority.ca + intermediate.ca, key }, [authority.ca]);
    assert.deepEqual(faultsOf(facts), ['expired']);
    assert.match(facts.faults[0]!.detail, /the certificate of “Throw-away intermediate” was valid until/);
  });

  it('holds in spite of an expired certificate beside the path that is trusted', async () => {
    const { cert, key } = authority.issue(good);
    const idle = authority.intermediate({ expired: true });
    assert.deepEqual(faultsOf(await factsOf({ cert: cert + idle.ca, key }, [authority.ca])), []);
  });

  it('may not be used for servers, which is no kind of its own', async () => {
    const subject = { ...good, extensions: ['extendedKeyUsage=clientAuth'] };
    const facts = await factsOf(authority.issue(subject), [authority.ca]);
    assert.deepEqual(facts.faults, [{ fault: 'other', detail: 'it does not hold: invalid purpose' }]);
  });

  it('is not known to OpenSSL, but to this machine: trouble of this side', () => {
    const chain = [new X509Certificate(authority.issue(good).cert)];
    const authorities = () => [new X509Certificate(authority.ca)];
    const verdict = 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY';
    const check = { chain, host: HOST, now: new Date(), verdict, authorities };
    assert.match(ownTrouble(check, chainFaults(check))!, /list of certification authorities of this machine/);
    const others = { ...check, authorities: () => [] };
    assert.equal(ownTrouble(others, chainFaults(others)), undefined);
  });

  it('names hosts in subjectAltName alone, whatever else stands there', () => {
    const odd = authority.issue({
      extensions: [
        'subjectAltName=@alt',
        '[alt]',
        'URI=https://x.example/, DNS:evil.example.com',
        'DNS=a.example.com',
      ],
    });
    assert.deepEqual(namesOf(new X509Certificate(odd.cert)), ['a.example.com']);
  });
});

describe('RFC 9525 §6.3', () => {
  const rows: [name: string, host: string, expected: boolean][] = [
    ['mail.example.com', 'MAIL.example.com', true],
    ['mail.example.com', 'mail.example.com.', true],
    ['mail.example.com', 'example.com', false],
    ['*.example.com', 'mail.example.com', true],
    ['*.example.com', 'a.mail.example.com', false],
    ['*.example.com', 'example.com', false],
    ['m*.example.com', 'mail.example.com', false],
    ['mail.*.com', 'mail.example.com', false],
    ['*', 'localhost', false],
    ['*', 'example.com', false],
    ['*.xn--bcher-kva.example', 'mail.xn--bcher-kva.example', true],
    ['mail.bücher.example', 'mail.xn--bcher-kva.example', false],
  ];
  for (const [name, host, expected] of rows)
    it(`${name} ${expected ? 'stands' : 'does not stand'} for ${host}`, () => {
      assert.equal(namesHost([name], host), expected);
    });
});
