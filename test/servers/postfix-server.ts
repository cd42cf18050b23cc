import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Certificate } from './certificates.ts';
import { type RunningPostfix, runPostfix } from './postfix.ts';

/** One address that Postfix listens on, and what is special there. */
export interface PostfixListener {
  address: string;
  /** Without one STARTTLS is not offered. */
  certificate?: Certificate;
  /** Seconds that postscreen waits with the greeting. */
  greetWait?: number;
  /** As Postfix writes it: `>=TLSv1.2`. */
  protocols?: string;
  /** TLS from the first octet. */
  implicit?: boolean;
}

/** Postfix as a server that is spoken to, on loopback. */
export function startPostfix(listeners: readonly PostfixListener[]): Promise<RunningPostfix> {
  return runPostfix({
    settings: SETTINGS,
    services: (port, folder) =>
      SERVICES + listeners.map((listener, index) => serviceOf(listener, index, port, folder)).join(''),
    addresses: listeners.map(({ address }) => address),
  });
}

const SETTINGS = `myhostname = mail.example.com
smtputf8_enable = no
postscreen_access_list =
postscreen_cache_map =
smtpd_tls_session_cache_database =
`;

const SERVICES = `tlsproxy unix - - n - 0 tlsproxy
dnsblog unix - - n - 0 dnsblog
`;

function serviceOf(listener: PostfixListener, index: number, port: number, folder: string): string {
  const { address, certificate, greetWait, protocols, implicit } = listener;
  const chain = path.join(folder, `${index}.pem`);
  if (certificate) writeFileSync(chain, certificate.key + certificate.cert, { mode: 0o600 });
  const tls = certificate
    ? ['smtpd_tls_security_level=may', `smtpd_tls_chain_files=${chain}`]
    : ['smtpd_tls_security_level=none'];
  const options = [
    ...tls,
    ...(protocols === undefined ? [] : [`smtpd_tls_protocols=${protocols}`]),
    ...(implicit ? ['smtpd_tls_wrappermode=yes'] : []),
  ];
  if (greetWait === undefined) return `${address}:${port} inet n - n - - smtpd\n${written(options)}`;
  const screen = [...options, `postscreen_greet_wait=${greetWait}s`];
  return `${address}:${port} inet n - n - 1 postscreen\n${written(screen)}smtpd pass - - n - - smtpd\n${written(tls)}`;
}

function written(options: readonly string[]): string {
  return options.map((option) => `  -o ${option}\n`).join('');
}
