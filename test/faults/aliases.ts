import type { Name } from '../../src/dns/index.ts';
import { cname, nsOf, SOA } from '../dns/asking.ts';
import type { Query, Reply } from '../servers/name-server.ts';
import { type Fault, failed, noData, noName, type Published } from './fault.ts';
import { POSITIONS, type Position, RECORDS } from './healthy.ts';

/** Aliases that lead nowhere, and denials of all kinds. */

const LOOP = failed('cname-loop', { finding: 'dns/alias-loop' });

/** Names in a chain from the question's own. */
function chain({ name }: Query, ...targets: Name[]): Reply {
  return { answers: targets.map((target, index) => cname(targets[index - 1] ?? name, target)) };
}

function numbered(count: number): Name[] {
  return Array.from({ length: count }, (_, index) => `a${index + 1}.vendor.example`);
}

/** The name with an alias instead, and its records at the end of it. */
function behind(...targets: Name[]): Published['records'] {
  return (position) => {
    const { name, type } = POSITIONS[position];
    const links = targets.map((target, index) => `${targets[index - 1] ?? name}. CNAME ${target}.`);
    return [...links, `${targets.at(-1)}. ${type} ${dataAt(position)}`].join('\n');
  };
}

function dataAt(position: Position): string {
  return RECORDS[position].replace(/^\S+ \S+ (mail)?/, (_all, host?: string) =>
    host ? 'mail.example.com.' : '',
  );
}

export const aliases: readonly Fault[] = [
  { id: 'F16', what: 'an alias of itself', does: (query) => chain(query, query.name), ends: LOOP },
  {
    id: 'F16',
    what: 'two aliases of each other',
    thin: true,
    does: (query) => chain(query, 'a.vendor.example', query.name),
    ends: LOOP,
  },
  {
    id: 'F16',
    what: 'a loop behind the first alias',
    thin: true,
    does: (query) => chain(query, 'a.vendor.example', 'b.vendor.example', 'a.vendor.example'),
    ends: LOOP,
  },
  {
    id: 'F16',
    what: 'a chain of 17 aliases',
    thin: true,
    does: (query) => chain(query, ...numbered(17)),
    ends: LOOP,
  },
  {
    id: 'F16',
    what: 'a chain of 12 aliases with the records at its end',
    thin: true,
    ends: { lookup: 'published', records: behind(...numbered(12)) },
  },
  {
    id: 'F16',
    what: 'an alias beside the records',
    ends: {
      lookup: 'published',
      records: (position) => `${RECORDS[position]}\n${POSITIONS[position].name}. CNAME other.vendor.example.`,
      finding: everywhere('dns/cname-conflict'),
    },
  },
  {
    id: 'F17',
    what: 'an alias that points to nothing',
    ends: {
      lookup: 'published',
      records: (position) => `${POSITIONS[position].name}. CNAME nowhere.vendor.example.`,
      finding: { '_dmarc TXT': 'dmarc/cname-dangling', 'nested include TXT': 'spf/include-nxdomain' },
    },
  },
  {
    id: 'F17',
    what: 'an alias alone, whose target is denied when it is asked for',
    thin: true,
    does: (query) => chain(query, 'nowhere.vendor.example'),
    ends: {
      lookup: 'published',
      records: (position) => `${POSITIONS[position].name}. CNAME nowhere.vendor.example.`,
    },
  },
  {
    id: 'F18',
    what: 'a referral to the name servers of the zone',
    does: ({ name }) => ({ authorities: [nsOf(name)] }),
    ends: failed('lame', { tries: 2, detail: /only refers to the name servers of / }),
  },
  {
    id: 'F18',
    what: 'a referral to the root',
    thin: true,
    does: () => ({ authorities: [nsOf('.')] }),
    ends: failed('lame', { tries: 2 }),
  },
  {
    id: 'F18',
    what: 'a referral with the SOA of another zone',
    thin: true,
    does: ({ name }) => ({ authorities: [nsOf(name), { ...SOA, name: 'example.org' }] }),
    ends: failed('lame', { tries: 2 }),
  },
  {
    id: 'F18',
    what: 'a referral of one of two servers',
    thin: true,
    second: true,
    does: ({ name }) => ({ authorities: [nsOf(name)] }),
    ends: { lookup: 'present' },
  },
  { id: 'F19', what: 'no data, with an SOA', ends: noData },
  { id: 'F19', what: 'no data, without SOA and NS', does: () => ({}), ends: noData },
  {
    id: 'F19',
    what: 'no data, with NS, said by an authority',
    thin: true,
    does: ({ name }) => ({ flags: { aa: true }, authorities: [nsOf(name)] }),
    ends: noData,
  },
  { id: 'F19', what: 'no name, with an SOA', ends: noName },
  {
    id: 'F19',
    what: 'no name, without an SOA',
    thin: true,
    does: (_query, { rcode }) => (rcode === 3 ? { rcode } : {}),
    ends: noName,
  },
  {
    id: 'F19',
    what: 'no name, and records',
    does: (_query, right) => ({ ...right, rcode: 3 }),
    ends: failed('ambiguous', { tries: 2, detail: /NXDOMAIN and gives records/ }),
  },
];

function everywhere(rule: string): Partial<Record<Position, string>> {
  return Object.fromEntries(Object.keys(POSITIONS).map((position) => [position, rule]));
}
