import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Server } from '../server.ts';

/**
 * Opens a TLS connection to a server whose certificate must hold its name, or its address where no name is given
 * (RFC 8310 §8.1, RFC 9325 §3.1.1).
 */
export function openTls({ host, port, name, ca }: Server, protocol: 'dot' | 'h2'): TLSSocket {
  const identity = name ?? host;
  // Loaded where it is needed, which most runs are not.
  const { connect } = process.getBuiltinModule('node:tls');
  return connect({
    host,
    port,
    ALPNProtocols: [protocol],
    minVersion: 'TLSv1.2',
    ...(ca !== undefined && { ca: [...ca] }),
    // Server names are names (RFC 6066 §3); an address is compared with the certificate all the same.
    ...(isIP(identity) === 0 && { servername: identity }),
  });
}
