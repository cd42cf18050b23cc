import type { Query, Reply } from '../servers/name-server.ts';
import { SILENCE } from '../servers/name-server.ts';
import { type Fault, failed, present, retried } from './fault.ts';
import { TIMING } from './scenario.ts';
import { EVERY_WAY, type Way } from './ways.ts';

/** Answers that do not come, come late or twice, and packets that are none. */

/** Behind a truncated answer it is known at least that there is one. */
function silent(way: Way): ReturnType<typeof failed> {
  if (way === 'TC') return failed('truncated', { detail: /over TCP: no answer within \d/ });
  return failed('timeout', { tries: 2, detail: /^no answer over .* within \d/ });
}

/** RFC 5452 §9.1: what belongs to another question is no answer. */
const STRANGE: Record<string, (query: Query, right: Reply) => Reply> = {
  'a wrong id': ({ message }, right) => ({ ...right, id: message.id ^ 1 }),
  'another name': ({ message }, right) => ({
    ...right,
    questions: [{ ...message.questions[0]!, name: 'example.org' }],
  }),
  'another type': ({ message }, right) => ({
    ...right,
    questions: [{ ...message.questions[0]!, type: 'SRV' }],
  }),
  'another class': ({ message }, right) => ({
    ...right,
    questions: [{ ...message.questions[0]!, class: 3 }],
  }),
  'a query': (_query, right) => ({ ...right, flags: { qr: false } }),
};

/** After the next try was sent, and before the end of all. */
const LATE = { waitMs: 3 * TIMING.firstMs };

export const silences: readonly Fault[] = [
  { id: 'F04', what: 'no reply of one of two servers', second: true, does: () => SILENCE, ends: present },
  {
    id: 'F04',
    what: 'no reply to the first query',
    over: ['UDP', 'TCP', 'TLS', 'HTTPS'],
    does: ({ nth }, right) => (nth === 1 ? SILENCE : right),
    ends: retried,
  },
  { id: 'F05', what: 'no reply at all', isSilent: true, does: () => SILENCE, ends: silent },
  ...Object.entries(STRANGE).flatMap(([what, strange]): Fault[] => [
    {
      id: 'F07',
      what: `${what}, then the answer`,
      thin: what !== 'a wrong id',
      over: ['UDP', 'TC', 'TCP', 'TLS'],
      does: (query, right) => [strange(query, right), right],
      ends: { lookup: 'present', anomalies: 1 },
    },
    {
      id: 'F07',
      what: `${what} and no answer`,
      isSilent: true,
      thin: what !== 'another name',
      // Over HTTPS a request has its response, and the id says nothing (RFC 8484 §4.1).
      over: what === 'a wrong id' ? ['UDP', 'TC', 'TCP', 'TLS'] : EVERY_WAY,
      does: strange,
      ends: (way) =>
        way === 'TC'
          ? failed(['truncated', 'forged'], { anomalies: 1 })
          : failed(['timeout', 'forged', 'malformed', 'truncated'], { anomalies: 1 }),
    },
  ]),
  {
    id: 'F07',
    what: 'answers from another port alone',
    isSilent: true,
    over: ['UDP'],
    does: (_query, right) => ({ elsewhere: right }),
    ends: failed('timeout', { tries: 3 }),
  },
  {
    id: 'F08',
    what: 'a hundred wrong packets, then the answer',
    over: ['UDP'],
    does: (query, right) =>
      query.transport === 'udp'
        ? [...Array.from({ length: 100 }, () => STRANGE['a wrong id']!(query, right)), right]
        : right,
    ends: { lookup: 'present', tries: 2, anomalies: 3 },
  },
  { id: 'F33', what: 'every answer twice', does: (_query, right) => [right, right], ends: present },
  {
    id: 'F33',
    what: 'every answer late, after the next try was sent',
    over: ['UDP', 'TC', 'TCP', 'TLS', 'HTTPS'],
    does: (_query, right) => [LATE, right, right],
    ends: present,
  },
  {
    id: 'F33',
    what: 'the first answer late, after that of the second try',
    does: ({ nth }, right) => (nth === 1 ? [LATE, right] : right),
    ends: present,
  },
];
