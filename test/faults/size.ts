import { type Behaviour, SILENCE } from '../servers/name-server.ts';
import { type Fault, failed, present, retried } from './fault.ts';

/** Answers that do not fit UDP, and what goes wrong with connections. */

const TRUNCATED = { flags: { tc: true } };

/** What a server does to a connection in place of answering on it. */
const BROKEN: Record<string, Behaviour> = {
  reset: 'reset',
  closed: 'close',
  'closed within the length': [{ tcpRaw: Uint8Array.of(1) }, 'close'],
  'closed within the answer': [{ tcpRaw: Uint8Array.of(0, 40, 1, 2) }, 'close'],
};
const STUCK: Record<string, Behaviour> = {
  mute: SILENCE,
  'mute behind a length': { tcpRaw: Uint8Array.of(0, 200) },
};

export const sizes: readonly Fault[] = [
  {
    id: 'F09',
    what: 'truncated over UDP, whole over TCP',
    over: ['UDP', 'TCP'],
    does: ({ transport }, right) => (transport === 'udp' ? TRUNCATED : right),
    ends: (way) => (way === 'UDP' ? retried : present),
  },
  {
    id: 'F09',
    what: 'a part over UDP, whole over TCP',
    over: ['UDP'],
    does: ({ transport }, right) => (transport === 'udp' ? { ...right, ...TRUNCATED } : right),
    ends: retried,
  },
  {
    id: 'F09',
    what: 'a denial, truncated, over UDP, the answer over TCP',
    over: ['UDP'],
    does: ({ transport }, right) => (transport === 'udp' ? { ...TRUNCATED, rcode: 3 } : right),
    ends: retried,
  },
  ...Object.entries({ ...BROKEN, ...STUCK }).map(
    ([what, does]): Fault => ({
      id: 'F10',
      what: `truncated over UDP, and over TCP ${what}`,
      isSilent: what in STUCK,
      over: ['TC'],
      does: () => does,
      ends: failed('truncated', { detail: /^the answer is too large for UDP, and over TCP: / }),
    }),
  ),
  ...Object.entries(BROKEN).flatMap(([what, does]): Fault[] => [
    {
      id: 'F10',
      what: `truncated over UDP, and the connection that all share ${what}`,
      over: ['TCP'],
      thin: what !== 'reset',
      does: ({ transport }) => (transport === 'udp' ? TRUNCATED : does),
      ends: failed(['truncated', 'unreachable']),
    },
    {
      id: 'F10',
      what: `the connection that all share ${what}`,
      isSilent: true,
      over: ['TLS', 'HTTPS'],
      thin: what !== 'reset',
      does: () => does,
      ends: failed(['unreachable', 'timeout', 'http', 'malformed', 'forged'], { othersToo: true }),
    },
  ]),
  {
    id: 'F10',
    what: 'the connection reset at the first query, and working afterwards',
    over: ['TCP', 'TLS', 'HTTPS'],
    does: ({ nth }, right) => (nth === 1 ? 'reset' : right),
    ends: retried,
  },
  {
    id: 'F11',
    what: 'an octet now and then',
    isSilent: true,
    over: ['TC'],
    does: (_query, right) => ({ drip: right, octets: 1, everyMs: 100 }),
    ends: failed('truncated', { detail: /over TCP: no answer within/ }),
  },
  {
    id: 'F11',
    what: 'an octet now and then',
    isSilent: true,
    over: ['HTTPS'],
    does: (_query, right) => ({ drip: right, octets: 1, everyMs: 100 }),
    ends: failed('timeout'),
  },
  {
    id: 'F12',
    what: 'truncated wherever it is asked',
    does: () => TRUNCATED,
    ends: failed('malformed', { detail: /truncated even over (?:TCP|TLS|HTTPS)/ }),
  },
  {
    id: 'F12',
    what: 'a part and no more, wherever it is asked',
    does: (_query, right) => ({ ...right, ...TRUNCATED }),
    ends: failed('malformed', { detail: /truncated even over (?:TCP|TLS|HTTPS)/ }),
  },
  {
    id: 'F13',
    what: 'lost over UDP, whole over TCP',
    over: ['UDP', 'TCP'],
    does: ({ transport }, right) => (transport === 'udp' ? SILENCE : right),
    ends: (way) => (way === 'UDP' ? { lookup: 'present', tries: 3 } : present),
  },
];
