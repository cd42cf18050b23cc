import { edns } from '../dns/asking.ts';
import type { Query, Reply } from '../servers/name-server.ts';
import { type Fault, failed, present, retried } from './fault.ts';

/** Servers that answer, and say that they cannot or will not. */

const SERVFAIL: Reply = { rcode: 2 };

const wantsValidation = ({ message }: Query): boolean => !message.flags.cd;
const hasEdns = ({ message }: Query): boolean => message.edns !== undefined;

/** RFC 8914 §4: the extended error in words stands in the report. */
function servfail(code: number): Reply {
  return { ...SERVFAIL, edns: edns({ code, text: '' }) };
}

const RCODES: [rcode: number, what: string, reason: 'refused' | 'rcode'][] = [
  [1, 'FORMERR', 'rcode'],
  [4, 'NOTIMP', 'rcode'],
  [5, 'REFUSED', 'refused'],
  [6, 'YXDOMAIN', 'rcode'],
  [8, 'NXRRSET', 'rcode'],
  [9, 'NOTAUTH', 'rcode'],
  [10, 'NOTZONE', 'rcode'],
  [11, 'response code 11', 'rcode'],
  [16, 'BADVERS', 'rcode'],
  [23, 'BADCOOKIE', 'rcode'],
];

export const refusals: readonly Fault[] = [
  {
    id: 'F01',
    what: 'SERVFAIL, always',
    does: () => SERVFAIL,
    ends: failed('servfail', { tries: 3, detail: /^SERVFAIL$/ }),
  },
  {
    id: 'F01',
    what: 'SERVFAIL of one of two servers',
    second: true,
    does: () => SERVFAIL,
    ends: present,
  },
  {
    id: 'F01',
    what: 'SERVFAIL unless validation is switched off',
    does: (query, right) => (wantsValidation(query) ? SERVFAIL : right),
    ends: failed('bogus', { finding: 'dns/bogus' }),
  },
  {
    id: 'F01',
    what: 'SERVFAIL that says DNSSEC bogus',
    does: () => servfail(6),
    ends: failed('bogus', { finding: 'dns/bogus', detail: /EDE 6, DNSSEC bogus/ }),
  },
  {
    id: 'F01',
    what: 'SERVFAIL that says that no authority can be reached',
    does: () => servfail(22),
    ends: failed('servfail', { tries: 2, detail: /EDE 22, no reachable authority/ }),
  },
  {
    id: 'F02',
    what: 'SERVFAIL to the first query alone',
    does: ({ nth }, right) => (nth === 1 ? SERVFAIL : right),
    over: ['UDP', 'TCP', 'TLS', 'HTTPS'],
    ends: retried,
  },
  {
    id: 'F02',
    what: 'SERVFAIL to the first query over TCP alone',
    // The first one goes over UDP, where it is truncated.
    does: ({ nth }, right) => (nth === 2 ? SERVFAIL : right),
    over: ['TC'],
    ends: retried,
  },
  ...RCODES.map(
    ([rcode, what, reason]): Fault => ({
      id: 'F03',
      what: `${what}, always`,
      thin: what !== 'REFUSED' && what !== 'YXDOMAIN',
      // Codes over 15 need EDNS to be said, whatever the query has.
      does: () => (rcode > 15 ? { rcode, edns: edns() } : { rcode }),
      ends: failed(reason, { tries: 2, detail: new RegExp(`^${what}$`) }),
    }),
  ),
  ...[1, 4, 16].map(
    (rcode): Fault => ({
      id: 'F03',
      what: `response code ${rcode} to queries with EDNS alone`,
      thin: rcode !== 1,
      does: (query, right) => (hasEdns(query) ? { rcode, edns: edns() } : { ...right, edns: undefined }),
      ends: retried,
    }),
  ),
  {
    id: 'F03',
    what: 'REFUSED of one of two servers',
    second: true,
    thin: true,
    does: () => ({ rcode: 5 }),
    ends: present,
  },
];
