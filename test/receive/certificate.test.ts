import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { throwAwayCertificate } from '../../src/receive/index.ts';
import { OPENSSL } from '../servers/certificates.ts';
import { skipWithout } from '../servers/process.ts';

function openssl(args: string[], input: string): string {
  return execFileSync(OPENSSL, args, { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] });
}

describe('the throw-away certificate', () => {
  const { cert, key } = throwAwayCertificate('mail.example.com');

  it('is one that OpenSSL reads, and that verifies against itself', { skip: skipWithout(OPENSSL) }, () => {
    const text = openssl(['x509', '-noout', '-text'], cert);
    assert.match(text, /Version: 3/);
    assert.match(text, /Signature Algorithm: ecdsa-with-SHA256/);
    assert.match(text, /DNS:mail\.example\.com/);
    const folder = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-certificate-'));
    const file = path.join(folder, 'cert.pem');
    writeFileSync(file, cert);
    assert.match(openssl(['verify', '-check_ss_sig', '-CAfile', file, file], ''), /OK/);
    rmSync(folder, { recursive: true });
  });

  it('belongs to its key and its name, and is valid today', () => {
    const certificate = new X509Certificate(cert);
    assert.ok(certificate.checkPrivateKey(createPrivateKey(key)));
    assert.ok(certificate.verify(certificate.publicKey));
    assert.equal(certificate.checkHost('mail.example.com'), 'mail.example.com');
    assert.ok(new Date(certificate.validFrom) < new Date() && new Date() < new Date(certificate.validTo));
  });

  it('is another one each time, with a serial number of 16 octets that is positive', () => {
    const others = Array.from({ length: 50 }, () => new X509Certificate(throwAwayCertificate('a.test').cert));
    for (const { serialNumber } of others) assert.match(serialNumber, /^[4-7][0-9A-F]{31}$/);
    assert.equal(new Set(others.map(({ serialNumber }) => serialNumber)).size, others.length);
  });
});
