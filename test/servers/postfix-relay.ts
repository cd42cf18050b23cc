import { type RunningPostfix, runPostfix } from './postfix.ts';

export interface RelayOptions {
  /** Where it hands on whatever it takes. */
  relay: { host: string; port: number };
  /** `encrypt`: STARTTLS or nothing; `wrapper`: TLS from the first octet; `none`: in the clear. */
  tls: 'none' | 'encrypt' | 'wrapper';
  helo?: string;
}

export interface RunningRelay extends RunningPostfix {
  /** Where it takes mail itself. */
  address: { host: string; port: number };
}

const HOST = '127.0.0.1';

/** Postfix as a server that sends, on loopback, relaying everything. */
export async function startRelay(options: RelayOptions): Promise<RunningRelay> {
  const postfix = await runPostfix({
    settings: settingsOf(options),
    services: (port) => `${HOST}:${port} inet n - n - - smtpd\n${SERVICES}`,
    addresses: [HOST],
  });
  return { ...postfix, address: { host: HOST, port: postfix.port } };
}

function settingsOf({ relay, tls, helo = 'mta.example.net' }: RelayOptions): string {
  return `myhostname = ${helo}
mynetworks = 127.0.0.0/8
relayhost = [${relay.host}]:${relay.port}
smtp_tls_security_level = ${tls === 'none' ? 'none' : 'encrypt'}
smtp_tls_wrappermode = ${tls === 'wrapper' ? 'yes' : 'no'}
smtp_destination_concurrency_limit = 20
smtp_connection_cache_on_demand = yes
disable_dns_lookups = yes
`;
}

const SERVICES = `cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
proxymap unix - - n - - proxymap
scache unix - - n - 1 scache
`;
