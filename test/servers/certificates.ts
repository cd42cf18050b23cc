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
  /** RSA of so many bits in place of P-256. */
  rsaBits?: number;
  /** The hash of its signature in place of SHA-256. */
  digest?: 'sha1';
  /** Says where the issuer's certificate is to be had, as public authorities do (RFC 5280 §4.2.2.1). */
  aia?: boolean;
  /** Signed with its own key. */
  selfSigned?: boolean;
  /** Further lines of an OpenSSL extension file. */
  extensions?: readonly string[];
}

/** A certification authority that nobody trusts who was not given `ca`. */
export interface CertificateAuthority {
  /** PEM text: of the first authority the trust anchor. */
  ca: string;
  issue(subject?: CertificateFor): Certificate;
  /** An authority that this one vouches for. */
  intermediate(subject?: CertificateFor): CertificateAuthority;
}

const AUTHORITY = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign'];

/** A new authority: two of them do not vouch for one another's certificates. */
export function throwAwayCa(): CertificateAuthority {
  const own = newKey();
  return authorityOf(sign(own, AUTHORITY, {}), own);
}

function authorityOf(ca: string, own: Key): CertificateAuthority {
  const by = { issuer: ca + own.private };
  return {
    ca,
    issue(subject = {}) {
      const key = newKey(subject.rsaBits);
      const issuer = subject.selfSigned ? {} : by;
      return { key: key.private, cert: sign(key, endEntity(subject), { ...subject, ...issuer }) };
    },
    intermediate(subject = {}) {
      const key = newKey(subject.rsaBits);
      const extensions = [...AUTHORITY, ...issuerAccess(subject)];
      return authorityOf(sign(key, extensions, { ...subject, ...by, name: 'Throw-away intermediate' }), key);
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
function newKey(rsaBits?: number): Key {
  const { privateKey, publicKey } =
    rsaBits === undefined
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: rsaBits });
  const pem = { format: 'pem' } as const;
  return {
    private: privateKey.export({ type: 'pkcs8', ...pem }) as string,
    public: publicKey.export({ type: 'spki', ...pem }) as string,
  };
}

/** RFC 5280 §4.2.1.6: who has no subject has his names in a critical subjectAltName. */
function endEntity({
  names = [],
  addresses = [],
  extensions: more = [],
  ...subject
}: CertificateFor): string[] {
  const alternatives = [
    ...names.map((name) => `DNS:${name}`),
    ...addresses.map((address) => `IP:${address}`),
  ];
  const usage = more.some((line) => line.startsWith('extendedKeyUsage'))
    ? []
    : ['extendedKeyUsage=serverAuth'];
  const extensions = ['basicConstraints=critical,CA:FALSE', ...usage, ...issuerAccess(subject), ...more];
  return alternatives.length === 0
    ? extensions
    : [...extensions, `subjectAltName=critical,${alternatives.join(',')}`];
}

function issuerAccess({ aia }: CertificateFor): string[] {
  return aia ? ['authorityInfoAccess=caIssuers;URI:http://ca.example/ca.der'] : [];
}

/** A certificate of the key, signed by the issuer (certificate and key in one PEM text) or by itself. */
function sign(
  key: Key,
  extensions: string[],
  by: { issuer?: string; expired?: boolean; name?: string; digest?: string },
): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-certificate-'));
  const file = (name: string, text: string): string => {
    writeFileSync(path.join(folder, name), text, { mode: 0o600 });
    return path.join(folder, name);
  };
  try {
    const signer =
      by.issuer === undefined
        ? ['-key', file('key', key.private), '-subj', '/CN=Throw-away']
        : [
            '-force_pubkey',
            file('key', key.public),
            '-CA',
            file('issuer', by.issuer),
            '-subj',
            by.name === undefined ? '/' : `/CN=${by.name}`,
          ];
    const extfile = ['-extfile', file('extensions', `${extensions.join('\n')}\n`)];
    const days = ['-days', by.expired ? '-1' : '30'];
    const digest = [`-${by.digest ?? 'sha256'}`];
    const args = ['x509', '-new', ...signer, ...extfile, ...days, ...digest];
    return execFileSync(OPENSSL, args, { encoding: 'utf8', stdio: 'pipe' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
