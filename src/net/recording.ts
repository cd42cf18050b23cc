import type { Resolver } from '../dns/index.ts';
import { hostOf } from './addresses.ts';
import { type SmtpAnswer, type SmtpRequest, unasked } from './smtp-types.ts';
import type { HttpsAnswer, Net } from './types.ts';

/** A run's connections to other servers than name servers, kept. */
export interface NetRecording {
  https: HttpsAnswer[];
  smtp: SmtpAnswer[];
}

/** Passes requests on and keeps the answers. */
export function recordedNet(inner: Net): { net: Net; kept: () => NetRecording } {
  const https = new Map<string, HttpsAnswer>();
  const smtp = new Map<string, SmtpAnswer>();
  const sorted = <T>(answers: Map<string, T>): T[] =>
    [...answers].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, answer]) => answer);
  return {
    kept: () => ({ https: sorted(https), smtp: sorted(smtp) }),
    net: {
      async https(request, resolver) {
        const answer = await inner.https(request, resolver);
        https.set(`${answer.url} ${answer.source.server}`, answer);
        return answer;
      },
      async smtp(request, leftMs) {
        const answer = await inner.smtp(request, leftMs);
        smtp.set(sessionKey(request), answer);
        return answer;
      },
    },
  };
}

const NOT_RECORDED = {
  status: 'failed',
  reason: 'not-recorded',
  source: { server: 'recording' },
  tries: 0,
} as const;

/** Answers from a recording alone. What it does not hold has failed: it was never answered. */
export function replayedNet({ https, smtp }: NetRecording): Net {
  const sessions = new Map(smtp.map((answer) => [sessionKey(answer), answer]));
  return {
    async https({ url }, resolver) {
      const answers = https.filter((answer) => answer.url === url);
      // Before and after a change a host may have stood at different addresses.
      const answer = answers.length > 1 ? await standingAt(url, answers, resolver) : answers[0];
      const detail = 'the recording holds no answer of this server';
      return answer ?? { ...NOT_RECORDED, detail, url };
    },
    async smtp(request) {
      const detail = 'the recording holds no session with this server';
      const recorded = sessions.get(sessionKey(request));
      if (recorded !== undefined) return recorded;
      // A probe that time was not left for.
      if (request.probe !== 'session') return unasked(request);
      return { ...NOT_RECORDED, detail, isReached: false, ...request };
    },
  };
}

async function standingAt(
  url: string,
  answers: HttpsAnswer[],
  resolver: Resolver,
): Promise<HttpsAnswer | undefined> {
  const host = hostOf(new URL(url));
  const found = await Promise.all([resolver.ask(host, 'A'), resolver.ask(host, 'AAAA')]);
  const addresses = found.flatMap((answer) =>
    answer.status === 'present' ? answer.records.map(({ address }) => address) : [],
  );
  return answers.find(({ source }) => addresses.includes(source.server)) ?? answers[0];
}

function sessionKey({ name, address, port, probe }: SmtpRequest): string {
  return `${address} ${port} ${name.toLowerCase()} ${probe}`;
}
