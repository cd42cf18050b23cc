import type {
  Certificate,
  CertificateFault,
  NetFailure,
  SmtpAnswer,
  SmtpRequest,
} from '../../src/net/index.ts';
import { CHAINS } from './fixture-chains.ts';
import { FIXTURE_TLS } from './fixture-net.ts';

/**
 * The mail servers of a fixture, a comment each in its zone. One that is not told of is as it should be, with TLS 1.3 and a
 * valid certificate on port 25, and closed on all others. `;@ smtp://192.0.2.1 self-signed TLSv1.2` differs:
 *
 * - no connection: `refused`, `silent`, `no-route`; no session: `busy` (421), `mute` (no greeting), `ssh`, `late`
 * - `helo-only`, `no-starttls`, `starttls-refused`, `starttls-broken`, `starttls-unknown`
 * - a version (`TLSv1`), a cipher, `old-tls`, `pipelined`
 * - of the certificate: its faults, `own-trouble` (a clock of ours in doubt), `key=1024`, `until=2026-12-01`, `from=…`, `name=mail.example.net`
 * - `chain=leaf`: real certificates, as in fixture-chains.ts; without it there is none that could be read
 * - `banner=mail_ESMTP_Postfix_(3.7)`, `auth` (before TLS, too), `probes-refused`
 */
export function fixtureSmtp(zone: string): (request: SmtpRequest) => SmtpAnswer {
  const servers = new Map(
    zone
      .split('\n')
      .filter((line) => line.startsWith(';@ smtp://'))
      .map((line) => line.slice(';@ smtp://'.length).trim().split(/\s+/))
      .map(([at, ...words]) => [at!, words]),
  );
  return (request) => {
    const { address, port } = request;
    const source = { server: `${address}:${port}` };
    const at = port === 25 ? address : `${address}:${port}`;
    const words = servers.get(at) ?? (port === 25 ? [] : ['refused']);
    return { ...answer(request, new Words(words)), ...request, source, tries: 1 };
  };
}

class Words {
  readonly #words: string[];

  constructor(words: string[]) {
    this.#words = words;
  }

  has(word: string): boolean {
    return this.#words.includes(word);
  }

  value(key: string): string | undefined {
    const word = this.#words.find((one) => one.startsWith(`${key}=`));
    return word?.slice(key.length + 1).replaceAll('_', ' ');
  }

  find(pattern: RegExp): string | undefined {
    return this.#words.find((word) => pattern.test(word));
  }
}

type Shown = SmtpAnswer extends infer A
  ? A extends unknown
    ? Omit<A, keyof SmtpRequest | 'source' | 'tries'>
    : never
  : never;

function answer({ name, port, probe }: SmtpRequest, words: Words): Shown {
  const failed = (reason: NetFailure, detail: string, isReached: boolean): Shown =>
    ({ status: 'failed', reason, detail, isReached }) as Shown;
  if (words.has('refused')) return failed('unreachable', 'connection refused', false);
  if (words.has('no-route')) return failed('no-route', 'no way to that address from here', false);
  if (words.has('silent')) return failed('timeout', 'nobody answers', false);
  if (words.has('busy')) return failed('refused', 'it greets with 421 4.7.0 try later', true);
  if (words.has('mute')) return failed('timeout', 'no answer in time (waiting for its greeting)', true);
  if (words.has('ssh')) return { status: 'not-smtp', said: 'SSH-2.0-OpenSSH_9.2' } as Shown;
  if (probe !== 'session') {
    if (words.has('probes-refused')) return failed('refused', 'it greets with 421 too many sessions', true);
    const given = probe === 'old-tls' ? 'TLSv1.1' : '250 2.0.0 Ok';
    return { status: 'probed', accepted: words.has(probe) ? given : null } as Shown;
  }
  const security = securityOf(name, words);
  const hasStartTls = port !== 465 && security.state !== 'not-offered';
  const isOld = words.has('helo-only');
  const listed = ['PIPELINING', 'SIZE 52428800', '8BITMIME', 'SMTPUTF8'];
  return {
    status: 'answered',
    greeting: { code: 220, lines: [words.value('banner') ?? `${name} ESMTP`] },
    isLate: words.has('late'),
    refusedEhlo: isOld ? { code: 502, lines: ['5.5.1 not understood'] } : null,
    extensions: isOld
      ? []
      : [...listed, ...(words.has('auth') ? ['AUTH PLAIN LOGIN'] : []), ...(hasStartTls ? ['STARTTLS'] : [])],
    security,
  } as Shown;
}

type Session = SmtpAnswer & { status: 'answered' };

function securityOf(name: string, words: Words): Session['security'] {
  if (words.has('no-starttls') || words.has('helo-only')) return { state: 'not-offered' };
  if (words.has('starttls-refused'))
    return { state: 'refused', reply: { code: 454, lines: ['4.7.0 TLS not available'] } };
  if (words.has('starttls-broken')) return { state: 'broken', detail: 'what it sends is no TLS' };
  if (words.has('starttls-unknown'))
    return {
      state: 'unknown',
      reason: 'timeout',
      detail: 'no answer in time (waiting for the TLS handshake)',
    };
  const version = words.find(/^TLSv/) ?? FIXTURE_TLS.version;
  const isNew = version === FIXTURE_TLS.version;
  const faults = FAULTS.filter((fault) => words.has(fault));
  return {
    state: 'established',
    tls: {
      version,
      cipher: words.find(/^TLS_/) ?? (isNew ? FIXTURE_TLS.cipher : 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'),
      chain: chainOf(name, words),
      faults: faults.map((fault) => ({ fault, detail: `${fault}, as the fixture says` })),
      ...(words.has('own-trouble') && { ownTrouble: 'the clock of this machine shows 2020-01-01' }),
    },
    extensions: ['PIPELINING', 'SIZE 52428800', '8BITMIME', 'SMTPUTF8', 'AUTH PLAIN LOGIN'],
  };
}

function chainOf(name: string, words: Words): Certificate[] {
  const real = CHAINS[words.value('chain') ?? ''];
  const shown = certificate(name, words);
  return real?.map((der) => ({ ...shown, der })) ?? [shown];
}

const FAULTS: CertificateFault[] = [
  'expired',
  'not-yet-valid',
  'wrong-name',
  'self-signed',
  'untrusted',
  'incomplete-chain',
  'weak',
];

function certificate(name: string, words: Words): Certificate {
  const certified = words.value('name') ?? (words.has('wrong-name') ? 'other.example' : name);
  const day = (key: string, usual: string): string => `${words.value(key) ?? usual}T00:00:00.000Z`;
  return {
    der: Buffer.from(certified).toString('base64'),
    subject: `CN=${certified}`,
    issuer: 'CN=Example Authority',
    names: [certified],
    notBefore: day('from', '2026-01-31'),
    notAfter: day('until', '2027-01-31'),
    keyType: words.has('key=1024') ? 'rsa' : 'ec',
    keyBits: Number(words.value('key') ?? 256),
  };
}
