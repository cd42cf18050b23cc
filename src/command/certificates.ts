import { X509Certificate } from 'node:crypto';
import { UsageError } from './usage-error.ts';

const BEGIN = '-----BEGIN CERTIFICATE-----';

/** OpenSSL passes over one that cannot be read, and over all behind it, in silence. */
export function checkCertificates(shown: string, pem: string): void {
  const [, ...each] = pem.split(BEGIN);
  if (each.length === 0) throw new UsageError(`${shown}: no certificate in it; give PEM`);
  const broken = each.findIndex((rest) => !isCertificate(`${BEGIN}${rest}`));
  if (broken !== -1) throw new UsageError(`${shown}: certificate ${broken + 1} in it cannot be read`);
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}
