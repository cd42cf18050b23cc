import { createSecureContext, type SecureContext } from 'node:tls';
import type { Resolver } from '../dns/index.ts';
import { checkedAddresses, hostOf } from './addresses.ts';
import { type Connect, connectTo } from './connect.ts';
import { failureOf, TimeOver } from './failures.ts';
import { type Fetched, fetchFrom } from './fetch.ts';
import { remembering } from './remembering.ts';
import { authoritiesFor } from './tls-facts.ts';
import type { HttpsRequest, Net, NetFailure } from './types.ts';

/** How policy hosts, logos and certificates are fetched. */
export interface HttpsOptions {
  /** Speaks to addresses that no other network can reach too: for servers of one's own. */
  allowPrivate?: boolean;
  /** PEM texts of authorities to trust beside those that come with Node. */
  ca?: readonly string[];
  /** Default 443. */
  httpsPort?: number;
  /** By which certificates are judged. */
  now?: () => Date;
  /** Milliseconds for one request with all of its redirects, however busy the server keeps us. Default 10,000. */
  totalMs?: number;
  /** Default `mailcheck`. */
  userAgent?: string;
  /** Opens the TCP connections, in place of `node:net`. */
  connect?: Connect;
}

/** The part of an {@link OpenNet} that fetches. */
export interface HttpsNet extends Pick<Net, 'https'> {
  /** Ends what is still going on: it has failed then. */
  closeHttps(): void;
}

/**
 * Speaks HTTPS to whatever public address a name has: each is checked before a connection goes to exactly that address.
 * No proxy, no cookies, nothing reused but answers: the same URL at the same addresses is fetched once.
 */
export function createHttps(options: HttpsOptions = {}): HttpsNet {
  const { totalMs = 10_000 } = options;
  const closing = new AbortController();
  const hop = hops(options);
  return {
    async https(request, resolver) {
      const { signal, stop } = timeOf(totalMs, closing.signal);
      try {
        return { ...(await followed(request, (one) => hop(one, resolver, signal))), url: request.url };
      } finally {
        stop();
      }
    },
    closeHttps: () => closing.abort(new TimeOver('the run was ended')),
  };
}

type Hop = (request: HttpsRequest, resolver: Resolver, signal: AbortSignal) => Promise<Fetched>;

/** One request without its redirects. */
function hops(options: HttpsOptions): Hop {
  const { allowPrivate = false, ca = [], httpsPort: port = 443, now = () => new Date() } = options;
  const { userAgent = 'mailcheck', connect: open = connectTo } = options;
  const trust = { ca, now };
  let made: SecureContext | undefined;
  const context = (): SecureContext => {
    made ??= createSecureContext({ ca: authoritiesFor(trust), minVersion: 'TLSv1.2' });
    return made;
  };
  const once = remembering<Fetched>();
  return async ({ url: text, mostOctets, mustVerify = true }, resolver, signal) => {
    const url = readUrl(text);
    const problem = url === null ? 'it is no URL' : refusal(url, port);
    if (url === null || problem !== undefined) return untold('limit', problem!);
    const host = hostOf(url);
    const addresses = await orTimeOver(checkedAddresses(host, resolver, allowPrivate), signal);
    if (!Array.isArray(addresses)) return { ...addresses, ...NOBODY };
    const target = { url, host, addresses, port, mostOctets, mustVerify };
    const key = [url.href, mostOctets, mustVerify, ...[...addresses].sort()].join(' ');
    return once(key, () => fetchFrom(target, { open, context, trust, userAgent, signal }));
  };
}

function readUrl(text: string, base?: string): URL | null {
  return URL.canParse(text, base) ? new URL(text, base) : null;
}

const NOBODY = { source: { server: 'none' }, tries: 0 };

function untold(reason: NetFailure, detail: string): Fetched {
  return { status: 'failed', reason, detail, ...NOBODY };
}

/** Why a URL is not asked for, whoever chose it. */
function refusal({ protocol, port, username }: URL, allowed: number): string | undefined {
  if (protocol !== 'https:') return 'only https is spoken';
  if (username !== '') return 'a URL with a user name is not asked for';
  return port === '' || Number(port) === allowed
    ? undefined
    : `port ${port} is not spoken to, only ${allowed}`;
}

/** Follows redirects, as many as allowed: each is checked as if it had been asked for by itself. */
async function followed(
  request: HttpsRequest,
  hop: (request: HttpsRequest) => Promise<Fetched>,
): Promise<Fetched> {
  const answer = await hop(request);
  const { redirects, url } = request;
  const next = redirects > 0 ? redirectOf(answer, url) : undefined;
  if (next === undefined) return answer;
  const last = await followed({ ...request, url: next, redirects: redirects - 1 }, hop);
  return { ...last, tries: last.tries + answer.tries };
}

function redirectOf(answer: Fetched, from: string): string | undefined {
  if (answer.status !== 'answered' || answer.location === null) return undefined;
  if (![301, 302, 303, 307, 308].includes(answer.code)) return undefined;
  const next = readUrl(answer.location, from);
  return next?.protocol === 'https:' ? next.href : undefined;
}

/** The time of one request, which ends with the run too. */
function timeOf(totalMs: number, closing: AbortSignal): { signal: AbortSignal; stop: () => void } {
  const over = new AbortController();
  const end = (): void => over.abort(closing.reason);
  const timer = setTimeout(() => over.abort(new TimeOver(`no whole answer in ${totalMs / 1000} s`)), totalMs);
  closing.addEventListener('abort', end, { once: true });
  if (closing.aborted) end();
  return {
    signal: over.signal,
    stop: () => {
      clearTimeout(timer);
      closing.removeEventListener('abort', end);
    },
  };
}

/** The addresses may keep us waiting as well. */
async function orTimeOver<T>(
  work: Promise<T>,
  signal: AbortSignal,
): Promise<T | ReturnType<typeof failureOf>> {
  const over = new Promise<ReturnType<typeof failureOf>>((resolve) => {
    const end = (): void => resolve(failureOf(signal.reason));
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
  });
  return Promise.race([work, over]);
}
