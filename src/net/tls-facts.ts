import { X509Certificate } from 'node:crypto';
import * as tls from 'node:tls';
import { chainFaults, ownTrouble } from './certificate-faults.ts';
import { describeCertificate, sentChain } from './certificates.ts';
import type { TlsFacts } from './types.ts';

/** Whom this machine trusts, and what time it is. */
export interface Trust {
  /** PEM texts of authorities beside those that come with Node. */
  ca?: readonly string[];
  now: () => Date;
}

/** Newer versions of Node tell whom this machine trusts; older ones, whom Node comes with. */
function usualAuthorities(): readonly string[] {
  const { getCACertificates } = tls as { getCACertificates?: (type: 'default') => string[] };
  return getCACertificates?.('default') ?? tls.rootCertificates;
}

/** Reading them takes a while: once for a process. */
let usual: X509Certificate[] | undefined;

function knownAuthorities({ ca = [] }: Trust): X509Certificate[] {
  usual ??= [...new Set([...usualAuthorities(), ...tls.rootCertificates])].flatMap(certificatesIn);
  return [...usual, ...ca.flatMap(certificatesIn)];
}

/** For `ca` of `tls.connect`: with authorities of one's own the usual ones must be named too. */
export function authoritiesFor({ ca = [] }: Trust): string[] | undefined {
  return ca.length === 0 ? undefined : [...usualAuthorities(), ...ca];
}

/**
 * What TLS showed of a server, every fault of its chain named for that host.
 * @param socket connected with `rejectUnauthorized: false`, no session resumed, and `checkServerIdentity` that finds nothing.
 */
export function tlsFactsOf(socket: tls.TLSSocket, host: string, trust: Trust): TlsFacts {
  const leaf = socket.getPeerX509Certificate();
  const chain = leaf === undefined ? [] : sentChain(leaf);
  // Node sets a code here, whatever its types say.
  const verdict = socket.authorized ? null : String(socket.authorizationError ?? 'UNSPECIFIED');
  const authorities = (): X509Certificate[] => knownAuthorities(trust);
  const check = { chain, host, now: trust.now(), verdict, authorities };
  const faults = chainFaults(check);
  const trouble = ownTrouble(check, faults);
  return {
    version: socket.getProtocol() ?? 'unknown',
    cipher: socket.getCipher()?.standardName ?? 'unknown',
    chain: chain.map(describeCertificate),
    faults,
    ...(trouble !== undefined && { ownTrouble: trouble }),
  };
}

const PEM = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** The certificates of a PEM text; those that cannot be read are left out. */
export function certificatesIn(pem: string): X509Certificate[] {
  return (pem.match(PEM) ?? []).flatMap((text) => {
    try {
      return [new X509Certificate(text)];
    } catch {
      return [];
    }
  });
}
