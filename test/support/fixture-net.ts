import type { CertificateFault, HttpsAnswer, Net, TlsFacts } from '../../src/net/index.ts';
import { fixtureSmtp } from './fixture-smtp.ts';

/**
 * What the servers of a fixture say, in comments of its zone:
 * `;@ https://mta-sts.example.com/.well-known/mta-sts.txt 200 text/plain`, then a line `;| …` for each of the body;
 * `;@ URL 301 https://www.example.com/` redirects, `;@ URL TIMEOUT` does not answer, `;@ URL NOT-PUBLIC` is not spoken to, `;@ URL expired` (or another fault of
 * a certificate) is not to be trusted, `;@ URL expired 200 text/plain` nor what it says. `;@ URL 200 text/plain 70000` says
 * so many octets first. What is not listed refuses the connection.
 */
export function fixtureNet(zone: string): Net {
  const answers = answersIn(zone);
  const smtp = fixtureSmtp(zone);
  return {
    smtp: async (request) => smtp(request),
    https: async ({ url, mostOctets }) => {
      const answer = answers.get(url) ?? refused(url);
      if (answer.status !== 'answered') return answer;
      return { ...answer, body: answer.body.slice(0, mostOctets), cut: answer.body.length > mostOctets };
    },
  };
}

const source = { server: '192.0.2.80' };

function refused(url: string): HttpsAnswer {
  return {
    status: 'failed',
    reason: 'unreachable',
    detail: 'connection refused',
    url,
    source,
    tries: 1,
  };
}

const CERTIFICATE_FAULTS: readonly string[] = [
  'expired',
  'not-yet-valid',
  'wrong-name',
  'self-signed',
  'untrusted',
  'incomplete-chain',
] satisfies CertificateFault[];

export const FIXTURE_TLS: TlsFacts = {
  version: 'TLSv1.3',
  cipher: 'TLS_AES_256_GCM_SHA384',
  chain: [],
  faults: [],
};

function answersIn(zone: string): Map<string, HttpsAnswer> {
  const found = new Map<string, HttpsAnswer>();
  let url = '';
  for (const line of zone.split('\n')) {
    const answer = found.get(url);
    if (line.startsWith(';@ ')) {
      const [said = '', what = '', ...more] = line.slice(3).trim().split(/\s+/);
      url = said;
      found.set(url, answerOf(url, what, more));
    } else if (line.startsWith(';|') && answer?.status === 'answered') {
      found.set(url, { ...answer, body: `${answer.body}${line.slice(2).replace(/^ /, '')}\r\n` });
    }
  }
  return found;
}

function answerOf(url: string, what: string, more: string[]): HttpsAnswer {
  const meta = { url, source, tries: 1 };
  if (CERTIFICATE_FAULTS.includes(what)) {
    const faults = [{ fault: what as CertificateFault, detail: `${what} as the fixture says` }];
    const tls = { ...FIXTURE_TLS, faults };
    const [code, ...rest] = more;
    if (code !== undefined) return { ...meta, ...saying(code, rest), tls };
    return { ...meta, status: 'untrusted', detail: `${what} as the fixture says`, tls };
  }
  if (what === 'NOT-PUBLIC')
    return { ...meta, status: 'failed', reason: 'not-public', detail: 'no public address' };
  if (what === 'TIMEOUT')
    return { ...meta, status: 'failed', reason: 'timeout', detail: 'no answer, as the fixture says' };
  return { ...meta, ...saying(what, more), tls: FIXTURE_TLS };
}

function saying(word: string, [more = null, octets]: (string | null)[]) {
  const code = Number(word);
  const isRedirect = code >= 300 && code < 400;
  return {
    status: 'answered' as const,
    code,
    contentType: isRedirect ? null : more,
    location: isRedirect ? more : null,
    body: octets ? `x: ${'x'.repeat(Number(octets))}\r\n` : '',
    cut: false,
  };
}
