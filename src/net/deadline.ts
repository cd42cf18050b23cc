import type { Deadline } from '../dns/index.ts';
import { unasked } from './smtp-types.ts';
import type { Net } from './types.ts';

/** Ends every connection's wait when the time is over: what is still open then has failed, and says nothing. */
export function netWithin({ seconds, leftMs, race }: Deadline, inner: Net): Net {
  const detail = `no answer before the ${seconds} s for this domain were over`;
  return {
    async https(request, resolver) {
      const answer = await race(() => inner.https(request, resolver));
      if (answer !== 'expired') return answer;
      const { url } = request;
      return { status: 'failed', reason: 'timeout', detail, url, source: { server: 'none' }, tries: 0 };
    },
    async smtp(request) {
      const answer = await race(() => inner.smtp(request, leftMs));
      if (answer !== 'expired') return answer;
      // The server is there, and it is our time that is over.
      if (request.probe !== 'session') return unasked(request);
      const open = { reason: 'too-late', detail, isReached: false } as const;
      return { status: 'failed', ...open, ...request, source: { server: 'none' }, tries: 0 };
    },
  };
}
