import { createPublicKey } from 'node:crypto';
import path from 'node:path';
import { readCertificate, type SentCertificate } from '../facts/dane/certificate.ts';
import type { Declared, NextKey } from '../facts/gathering.ts';
import type { AuditCommandOptions } from './options.ts';
import { contentOf, recordOfKeyFile } from './private-key.ts';
import { cannotRead } from './unreadable.ts';
import { UsageError } from './usage-error.ts';

/** Keys of the operator, with which what is published is compared. */
export type KeysAtHand = Pick<Declared, 'privateKeyOf' | 'nextKeys'>;

/** Reads `--private-key` and `--next-key`. */
export async function readKeysAtHand(
  { privateKey, nextKey = [] }: Pick<AuditCommandOptions, 'privateKey' | 'nextKey'>,
  cwd: string,
): Promise<KeysAtHand> {
  return {
    ...(privateKey !== undefined && { privateKeyOf: await recordOfKeyFile(privateKey, cwd) }),
    ...(nextKey.length > 0 && { nextKeys: await Promise.all(nextKey.map((one) => readNextKey(one, cwd))) }),
  };
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g;

async function readNextKey({ host, file }: { host: string; file: string }, cwd: string): Promise<NextKey> {
  const content = await contentOf(path.resolve(cwd, file)).catch(cannotRead(`the key ${file}`));
  const text = content.toString('latin1');
  const chain = [...text.matchAll(CERTIFICATE)].map(([, der]) => der!.replace(/\s/g, ''));
  const leaf = chain[0] === undefined ? undefined : readCertificate(chain[0]);
  if (leaf !== undefined && isAuthority(leaf, chain.length))
    throw new UsageError(
      `${file} begins with the certificate of an authority: give the server’s own first, as in fullchain.pem`,
    );
  const spki = chain[0] === undefined ? publicKeyIn(text) : leaf?.spki;
  if (spki !== undefined) return { host, spki, chain };
  throw new UsageError(
    `no certificate and no key can be read from ${file}: give PEM of either, a key without passphrase`,
  );
}

/** One that a server signed for itself calls itself an authority too; it comes alone. */
function isAuthority({ x509 }: SentCertificate, sent: number): boolean {
  return x509.ca && (sent > 1 || !x509.checkIssued(x509));
}

/** Of a private key too, its public half. */
function publicKeyIn(text: string): Buffer | undefined {
  try {
    return createPublicKey(text).export({ type: 'spki', format: 'der' });
  } catch {
    return undefined;
  }
}
