import { execFileSync, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { skipWithout } from '../servers/process.ts';

/** Programs that sign mail, none of them ours. */

const folder = mkdtempSync(path.join(tmpdir(), 'mailcheck-'));
const OPENDKIM = '/usr/sbin/opendkim';
const DKIMPY = '/usr/bin/dkimsign';

export interface SigningKey {
  type: 'rsa' | 'ed25519';
  /** PEM. */
  privateKey: string;
  file: string;
  /** What the key record holds, as zone data. */
  record: string;
}

let count = 0;

/** A key pair of this run. Ed25519 is published as its 32 octets alone (RFC 8463 §4). */
export function signingKey(type: SigningKey['type'] = 'rsa', bits = 2048): SigningKey {
  const pair =
    type === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: bits }) : generateKeyPairSync('ed25519');
  const privateKey = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const file = path.join(folder, `key-${count++}.pem`);
  writeFileSync(file, privateKey, { mode: 0o600 });
  const spki = pair.publicKey.export({ type: 'spki', format: 'der' });
  const octets = type === 'rsa' ? spki : spki.subarray(-32);
  const text = `v=DKIM1; k=${type}; p=${octets.toString('base64')}`;
  return { type, privateKey, file, record: text.replace(/.{1,200}/g, '"$&" ').trim() };
}

export interface Signing {
  key: SigningKey;
  domain?: string;
  selector?: string;
  /** Header/body. */
  canonicalization?: string;
  signTime?: string;
  expires?: string;
}

type Signer = (message: string, signing: Signing) => string | Promise<string>;

/** Each puts its signature on top of a message in wire form. */
export const SIGNERS: Record<'OpenDKIM' | 'dkimpy' | 'mailauth', Signer> = {
  OpenDKIM(message, { key, domain = 'example.com', selector = 's1', canonicalization = 'relaxed/relaxed' }) {
    const config = path.join(folder, `opendkim-${count++}.conf`);
    const file = path.join(folder, `message-${count++}.eml`);
    writeFileSync(file, message, 'latin1');
    const settings = {
      Mode: 's',
      Domain: domain,
      Selector: selector,
      KeyFile: key.file,
      Canonicalization: canonicalization,
    };
    const rest = 'RequireSafeKeys no\nSyslog no\n';
    writeFileSync(
      config,
      Object.entries(settings)
        .map(([name, value]) => `${name} ${value}\n`)
        .join('') + rest,
    );
    const { stdout } = spawnSync(OPENDKIM, ['-x', config, '-vvv', '-t', file], { encoding: 'latin1' });
    const value = /hname='DKIM-Signature' hvalue='([^']+)'/.exec(stdout)?.[1];
    if (value === undefined) throw new Error(`OpenDKIM did not sign: ${stdout}`);
    return `DKIM-Signature: ${value.replaceAll('\n', '\r\n')}\r\n${message}`;
  },
  dkimpy(message, { key, domain = 'example.com', selector = 's1', canonicalization = 'relaxed/relaxed' }) {
    const [header, body] = canonicalization.split('/');
    const args = [selector, domain, key.file, '--hcanon', header!, '--bcanon', body!];
    return execFileSync(DKIMPY, args, { input: Buffer.from(message, 'latin1') }).toString('latin1');
  },
  async mailauth(message, { key, domain = 'example.com', selector = 's1', ...options }) {
    const { dkimSign } = createRequire(import.meta.url)('mailauth/lib/dkim/sign') as {
      dkimSign(message: Buffer, options: object): Promise<{ signatures: string; errors: unknown[] }>;
    };
    const signatureData = [{ signingDomain: domain, selector, privateKey: key.privateKey }];
    const made = await dkimSign(Buffer.from(message, 'latin1'), {
      canonicalization: 'relaxed/relaxed',
      ...options,
      signatureData,
    });
    if (made.errors.length > 0) throw new Error('not signed');
    return made.signatures + message;
  },
};

/** The same for ARC (RFC 8617 §5.1). */
export async function sealed(
  message: string,
  { key, domain = 'example.net', selector = 'seal' }: Signing,
): Promise<string> {
  const { sealMessage } = createRequire(import.meta.url)('mailauth/lib/arc') as {
    sealMessage(message: Buffer, seal: object): Promise<Buffer>;
  };
  const seal = {
    signingDomain: domain,
    selector,
    privateKey: key.privateKey,
    authResults: `mx.${domain}; dkim=pass header.d=example.com; dmarc=pass header.from=example.com`,
  };
  return `${(await sealMessage(Buffer.from(message, 'latin1'), seal)).toString('latin1')}${message}`;
}

/** For `skip` of node:test. */
export const withoutSigner: Record<keyof typeof SIGNERS, string | false> = {
  OpenDKIM: skipWithout(OPENDKIM),
  dkimpy: skipWithout(DKIMPY),
  mailauth: false,
};
