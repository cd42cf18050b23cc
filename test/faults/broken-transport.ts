import type { OpenTransport } from '../../src/dns/client/lane.ts';
import { tcpTo } from '../../src/dns/client/transport/stream.ts';
import type {
  Attempt,
  Exchange,
  Transport,
  TransportName,
} from '../../src/dns/client/transport/transport.ts';
import { udpTo } from '../../src/dns/client/transport/udp.ts';
import { decodeMessage, type Message } from '../../src/dns/wire/index.ts';
import { replyTo } from '../servers/name-server.ts';

/** How an exchange with a server may fail. */
export type Breakage = 'unreachable' | 'silent' | 'malformed' | 'servfail';

export const BREAKAGES: readonly Breakage[] = ['unreachable', 'silent', 'malformed', 'servfail'];

/** Says which exchange fails: the nth of all, from 1, or one that asks this question. */
export type Breaks = (nth: number, question: Message['questions'][number]) => Breakage | undefined;

/** The real transports, some of whose exchanges fail. `count` tells how many there were. */
export function breaking(breaks: Breaks): {
  transports: Partial<Record<TransportName, OpenTransport>>;
  count: () => number;
} {
  let nth = 0;
  const around = (open: OpenTransport): OpenTransport => {
    return (server) => {
      const real = open(server);
      return {
        ...real,
        exchange(query, accept, attempt) {
          const decoded = decodeMessage(query);
          if (!decoded.ok) throw new Error(decoded.problem);
          const breakage = breaks(++nth, decoded.message.questions[0]!);
          return breakage === undefined
            ? real.exchange(query, accept, attempt)
            : broken(breakage, decoded.message, attempt);
        },
      } satisfies Transport;
    };
  };
  return { transports: { UDP: around(udpTo), TCP: around(tcpTo) }, count: () => nth };
}

function broken(breakage: Breakage, query: Message, attempt: Attempt): Promise<Exchange> {
  return new Promise((resolve) => {
    attempt.begin((fault) => resolve({ ok: false, ...fault }));
    if (breakage === 'servfail') resolve({ ok: true, message: replyTo(query, { rcode: 2 }), size: 12 });
    else if (breakage !== 'silent') resolve({ ok: false, reason: breakage, detail: 'as the test says' });
  });
}
