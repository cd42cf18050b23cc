import type { Certificate, CertificateFault, SmtpAnswer } from '../../net/index.ts';
import { type Asked, Blocked } from '../known.ts';
import type { SmtpFacts, SmtpServer } from '../smtp.ts';
import { askedOfSmtp, type Concerned, concerned, requireTls, serversOf, tlsOf } from './servers.ts';

/** Of a certificate that does not hold, what is wrong with it. */
export interface FaultyCertificate extends Concerned {
  detail: string;
}

/** Hosts whose certificates have one of these faults, by the clock and the authorities of this machine. */
export function faultyCertificates(
  smtp: SmtpFacts,
  faults: readonly CertificateFault[],
): FaultyCertificate[] {
  return concerned(smtp, (server) => detailOf(server, faults) !== undefined).map((found) => ({
    ...found,
    detail: detailOf(found.servers[0]!, faults)!,
  }));
}

function detailOf(server: SmtpServer, wanted: readonly CertificateFault[]): string | undefined {
  const tls = tlsOf(server);
  if (tls?.ownTrouble !== undefined) return undefined;
  return tls?.faults.find(({ fault }) => wanted.includes(fault))?.detail;
}

/** A session whose certificate our own clock or authorities leave in doubt. */
export function inDoubt(server: { session?: SmtpAnswer }): Asked[] {
  const detail = tlsOf(server)?.ownTrouble;
  if (server.session === undefined || detail === undefined) return [];
  return [{ ...askedOfSmtp(server.session), status: 'failed', reason: 'own-trouble', detail }];
}

/** Throws where a certificate was not seen, or where our own clock or authorities are in doubt. */
export function requireCertificates(smtp: SmtpFacts): void {
  const doubtful = serversOf(smtp).flatMap(inDoubt);
  if (doubtful.length > 0) throw new Blocked(doubtful);
  requireTls(smtp);
}

/** The server's own certificate. */
export function leafOf(server: SmtpServer): Certificate | undefined {
  return tlsOf(server)?.chain[0];
}

const DAY_MS = 86_400_000;
const SOON_DAYS = 14;

/**
 * Days that are left, where that is so few that a renewal must have failed: two weeks, or of certificates that live for days
 * only a quarter of their life.
 */
export function daysLeft({ notBefore, notAfter }: Certificate, now: Date): number | undefined {
  const leftMs = Date.parse(notAfter) - now.getTime();
  const lifeMs = Date.parse(notAfter) - Date.parse(notBefore);
  const isSoon = leftMs >= 0 && leftMs < Math.min(SOON_DAYS * DAY_MS, lifeMs / 4);
  return isSoon ? Math.floor(leftMs / DAY_MS) : undefined;
}
