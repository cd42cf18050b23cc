import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { OPENSSL } from './certificates.ts';

/** A certificate and its key, in PEM. */
export interface Issued {
  cert: string;
  key: string;
  /** DER in base64, as a server's chain is told. */
  der: string;
}

export interface Wanted {
  subject: string;
  /** DNS names; without any it may issue others. */
  names?: readonly string[];
  /** None: it signs itself. */
  issuer?: Issued;
  expired?: boolean;
}

export function issued({ subject, names, issuer, expired = false }: Wanted): Issued {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = privateKey.export({ format: 'pem', type: 'pkcs8' }) as string;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-chain-'));
  const file = (name: string, text: string): string => {
    writeFileSync(path.join(folder, name), text, { mode: 0o600 });
    return path.join(folder, name);
  };
  try {
    const extensions =
      names === undefined
        ? 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign'
        : `basicConstraints=critical,CA:FALSE${names.length === 0 ? '' : `\nsubjectAltName=${names.map((name) => `DNS:${name}`).join(',')}`}`;
    const by =
      issuer === undefined
        ? ['-key', file('key', key)]
        : [
            '-force_pubkey',
            file('public', publicKey.export({ format: 'pem', type: 'spki' }) as string),
            '-CA',
            file('issuer', issuer.cert + issuer.key),
          ];
    const args = ['x509', '-new', ...by, '-subj', `/CN=${subject}`, '-days', expired ? '-1' : '30'];
    const cert = execFileSync(OPENSSL, [...args, '-extfile', file('extensions', `${extensions}\n`)], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
    return { cert, key, der: cert.replaceAll(/-----[^-]+-----|\s/g, '') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
