import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export const OPENSSL = '/usr/bin/openssl';

/** PEM texts, as `node:tls` and configuration files take them. */
export interface Certificate {
  cert: string;
  key: string;
}

/** What the certificate is for; nothing of it given, it names nobody. */
export interface CertificateFor {
  /** DNS names, for subjectAltName; `*.example.com` too. */
  names?: readonly string[];
  /** IP addresses, for subjectAltName. */
  addresses?: readonly string[];
  /** Its time is over since yesterday. */
  expired?: boolean;
}

/** A certification authority that nobody trusts who was not given `ca`. */
export interface CertificateAuthority {
  /** PEM text, the trust anchor. */
  ca: string;
  issue(subject?: CertificateFor): Certificate;
}

/** A new authority: two of them do not vouch for one another's certificates. */
export function throwAwayCa(): CertificateAuthority {
  const own = newKey();
  const ca = sign(own, ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign'], {});
  return {
    ca,
    issue(subject = {}) {
      const key = newKey();
      return {
        key: key.private,
        cert: sign(key, endEntity(subject), { ...subject, issuer: ca + own.private }),
      };
    },
  };
}

let ours: (Certificate & { ca: string }) | undefined;

/** A valid certificate for 127.0.0.1, ::1 and localhost, one for the whole process, since making it takes time. */
export function loopbackCertificate(): Certificate & { ca: string } {
  if (ours === undefined) {
    const authority = throwAwayCa();
    const subject = { names: ['localhost'], addresses: ['127.0.0.1', '::1'] };
    ours = { ca: authority.ca, ...authority.issue(subject) };
  }
  return ours;
}

interface Key {
  private: string;
  public: string;
}

/** P-256 takes a fraction of the time of RSA. */
function newKey(): Key {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = { format: 'pem' } as const;
  return {
    private: privateKey.export({ type: 'pkcs8', ...pem }) as string,
    public: publicKey.export({ type: 'spki', ...pem }) as string,
  };
}

/** RFC 5280 §4.2.1.6: who has no subject has his names in a critical subjectAltName. */
function endEntity({ names = [], addresses = [] }: CertificateFor): string[] {
  const alternatives = [
    ...names.map((name) => `DNS:${name}`),
    ...addresses.map((address) => `IP:${address}`),
  ];
  const extensions = ['basicConstraints=critical,CA:FALSE', 'extendedKeyUsage=serverAuth'];
  return alternatives.length === 0
    ? extensions
    : [...extensions, `subjectAltName=critical,${alternatives.join(',')}`];
}

/** A certificate of the key, signed by the issuer (certificate and key in one PEM text) or by itself. */
function sign(key: Key, extensions: string[], by: { issuer?: string; expired?: boolean }): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-certificate-'));
  const file = (name: string, text: string): string => {
    writeFileSync(path.join(folder, name), text, { mode: 0o600 });
    return path.join(folder, name);
  };
  try {
    const signer =
      by.issuer === undefined
        ? ['-key', file('key', key.private), '-subj', '/CN=Throw-away']
        : ['-force_pubkey', file('key', key.public), '-CA', file('issuer', by.issuer), '-subj', '/'];
    const extfile = ['-extfile', file('extensions', `${extensions.join('\n')}\n`)];
    const days = ['-days', by.expired ? '-1' : '30'];
    const args = ['x509', '-new', ...signer, ...extfile, ...days];
    return execFileSync(OPENSSL, args, { encoding: 'utf8', stdio: 'pipe' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
