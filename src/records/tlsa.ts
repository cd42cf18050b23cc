import { createPublicKey, X509Certificate } from 'node:crypto';
import type { DataOf } from '../dns/index.ts';

export type TlsaData = DataOf<'TLSA'>;

/** What is wrong with a TLSA record, whatever the server sends (RFC 6698 §2.1). */
export interface TlsaFault {
  code: 'usage' | 'selector' | 'matching-type' | 'length' | 'not-hashed';
  message: string;
  hint: string;
}

export interface TlsaRecord {
  data: TlsaData;
  faults: TlsaFault[];
  /** A sender can do something with it: no fault, and a usage that counts in SMTP (RFC 7672 §3.1). */
  isUsable: boolean;
}

export const PKIX_TA = 0;
export const PKIX_EE = 1;
export const DANE_TA = 2;
export const DANE_EE = 3;
export const SPKI = 1;
export const FULL = 0;

/** RFC 7218 §2.1. */
const USAGES = ['PKIX-TA', 'PKIX-EE', 'DANE-TA', 'DANE-EE'];

/** `3 1 1`: the way in which people speak of them. */
export function parametersOf({ usage, selector, matchingType }: TlsaData): string {
  return `${usage} ${selector} ${matchingType}`;
}

export function usageName(usage: number): string {
  return USAGES[usage] ?? `usage ${usage}`;
}

/** RFC 7672 §3.1.3: what a sender does about usages 0 and 1 is not defined, and most skip them. */
export function isForSmtp({ usage }: TlsaData): boolean {
  return usage === DANE_TA || usage === DANE_EE;
}

export function readTlsa(data: TlsaData): TlsaRecord {
  const faults = [...outOfRange(data), ...ofTheData(data)];
  return { data, faults, isUsable: faults.length === 0 && isForSmtp(data) };
}

/** Values that are assigned: RFC 6698 §7.2–7.4, the private ones (255) left to those who agreed on them. */
const RANGES = [
  ['usage', 'usage', 3, 'write 3 for the server’s own key, 2 for its authority'],
  ['selector', 'selector', 1, 'write 1 for the public key, 0 for the whole certificate'],
  ['matchingType', 'matching-type', 2, 'write 1 for SHA-256'],
] as const;
const PRIVATE = 255;

function outOfRange(data: TlsaData): TlsaFault[] {
  return RANGES.filter(([field, , most]) => data[field] > most && data[field] !== PRIVATE).map(
    ([field, code, most, hint]) => ({
      code,
      message: `${code.replace('-', ' ')} ${data[field]} means nothing: 0 to ${most} are defined`,
      hint,
    }),
  );
}

const DIGESTS = [undefined, { name: 'SHA-256', octets: 32 }, { name: 'SHA-512', octets: 64 }];

function ofTheData(record: TlsaData): TlsaFault[] {
  const { matchingType, data } = record;
  const octets = data.length / 2;
  const digest = DIGESTS[matchingType];
  if (matchingType === FULL) return isWhole(record) ? [] : [notWhole(record, octets)];
  if (digest === undefined || octets === digest.octets) return [];
  const message = `${octets} octets; ${digest.name} has ${digest.octets}`;
  return [{ code: 'length', message, hint: 'compute the hash anew and paste it whole' }];
}

/** RFC 6698 §2.1.3: with matching type 0 the certificate, or its public key, itself. */
function isWhole({ selector, data }: TlsaData): boolean {
  if (selector > SPKI) return true;
  const octets = Buffer.from(data, 'hex');
  try {
    if (selector === SPKI) createPublicKey({ key: octets, format: 'der', type: 'spki' });
    else new X509Certificate(octets);
    return true;
  } catch {
    return false;
  }
}

function notWhole({ selector }: TlsaData, octets: number): TlsaFault {
  const wanted = selector === SPKI ? 'public key' : 'certificate';
  const hash = octets === 32 ? 1 : octets === 64 ? 2 : undefined;
  return hash === undefined
    ? {
        code: 'not-hashed',
        message: `matching type 0, and the data is no whole ${wanted}`,
        hint: 'write the matching type 1 and the SHA-256 of it',
      }
    : {
        code: 'not-hashed',
        message: `matching type 0 means the whole ${wanted}, and the data is as long as a hash`,
        hint: `write the matching type ${hash}`,
      };
}
