import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createSecureContext } from 'node:tls';
import { type KeyAndCertificate, SERVER_NAME, throwAwayCertificate } from '../receive/index.ts';
import { checkCertificates } from './certificates.ts';
import type { ReceiveOptions } from './receive-options.ts';
import { cannotRead } from './unreadable.ts';
import { UsageError } from './usage-error.ts';

/** What `--cert` and `--private-key` name, or a pair made for this run. */
export function certificateOf(
  { cert, privateKey }: Pick<ReceiveOptions, 'cert' | 'privateKey'>,
  cwd: string,
): KeyAndCertificate {
  if (cert === undefined && privateKey === undefined) return throwAwayCertificate(SERVER_NAME);
  if (cert === undefined || privateKey === undefined)
    throw new UsageError('--cert and --private-key go together: give both, or neither');
  const given = {
    cert: textOf(`--cert ${cert}`, cert, cwd),
    key: textOf(`--private-key ${privateKey}`, privateKey, cwd),
  };
  checkCertificates(`--cert ${cert}`, given.cert);
  const key = privateKeyIn(given.key, privateKey);
  if (!new X509Certificate(given.cert).checkPrivateKey(key))
    throw new UsageError(`--private-key ${privateKey} does not belong to the first certificate in ${cert}`);
  checkUse(given, cert);
  return given;
}

function textOf(shown: string, file: string, cwd: string): string {
  try {
    return readFileSync(path.resolve(cwd, file), 'utf8');
  } catch (error) {
    return cannotRead(shown)(error);
  }
}

function privateKeyIn(text: string, file: string) {
  try {
    return createPrivateKey(text);
  } catch {
    throw new UsageError(
      `--private-key ${file}: no private key can be read from it; give PEM, without a passphrase`,
    );
  }
}

/** OpenSSL takes no certificate that is weaker than its settings ask for. */
function checkUse(given: KeyAndCertificate, cert: string): void {
  try {
    createSecureContext(given);
  } catch (error) {
    const { reason, message } = error as Error & { reason?: string };
    throw new UsageError(`--cert ${cert}: TLS does not take it: ${reason ?? message}`);
  }
}
