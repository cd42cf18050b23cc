import {
  aboutServers,
  concerned,
  hasTls,
  requireTls,
  shownServers,
  tlsOf,
} from '../../facts/smtp/servers.ts';
import { hasForwardSecrecy, isWeakCipher } from '../../facts/smtp/tls.ts';
import type { SmtpServer } from '../../facts/smtp.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'smtp/cipher-weak',
  severity: 'warning',
  basis: 'standard',
  title: 'A mail server chooses a weak cipher',
  why: 'We offer every good one. What a server picks then is the best it has: others can read along, now or once its key is stolen.',
  fix: 'Drop the server’s own list of ciphers, the library’s is better; or put ECDHE with AES-GCM or ChaCha20 first.',
  spec: ['RFC 9325 §4.1', 'RFC 9325 §4.2'],
  needs: ['smtp'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
;@ smtp://192.0.2.1 TLSv1.2 TLS_RSA_WITH_3DES_EDE_CBC_SHA
`,
  passes: `
@ MX 10 mail
@ MX 20 backup
mail A 192.0.2.1
backup A 192.0.2.2
;@ smtp://192.0.2.2 TLSv1.2 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
`,
  applies: ({ smtp }) => hasTls(smtp),
  *check({ smtp }) {
    for (const found of concerned(smtp, isWeak))
      yield {
        message: `${shownServers(found)} chooses ${tlsOf(found.servers[0]!)!.cipher}, which is broken`,
        ...aboutServers(found),
        key: 'broken',
      };
    for (const found of concerned(smtp, (server) => !isWeak(server) && keepsNoSecret(server)))
      yield {
        message: `${shownServers(found)} chooses ${tlsOf(found.servers[0]!)!.cipher}: who steals its key can read recorded mail`,
        severity: 'notice' as const,
        ...aboutServers(found),
        key: 'forward-secrecy',
      };
    requireTls(smtp);
  },
});

function isWeak(server: SmtpServer): boolean {
  return isWeakCipher(tlsOf(server)?.cipher ?? '');
}

function keepsNoSecret(server: SmtpServer): boolean {
  const tls = tlsOf(server);
  return tls !== undefined && tls.cipher !== 'unknown' && !hasForwardSecrecy(tls);
}
