import { encodeMessage } from '../../src/dns/wire/index.ts';
import { edns, nsOf, txt } from '../dns/asking.ts';
import { type Query, type Reply, replyTo } from '../servers/name-server.ts';
import { type Fault, failed, noData, present } from './fault.ts';
import type { Way } from './ways.ts';

/** Answers that break the rules of the format, and answers that hold what belongs to other names. */

const HEADER = 12;
const ANSWERS = 6;
const ADDITIONALS = 10;
/** Of a record whose owner is a pointer. */
const RDLENGTH = 10;
const RDATA = 12;

interface Spoilt {
  octets: Buffer;
  /** Where the first record begins. */
  record: number;
}

type Spoil = (spoilt: Spoilt) => Uint8Array;

/** The right answer in octets, and what is done to them. */
function spoiling(spoil: Spoil): (query: Query, right: Reply) => Uint8Array {
  return ({ message }, right) => {
    const whole = replyTo(message, { ...right, edns: undefined });
    const record = encodeMessage({ ...whole, answers: [] }).length;
    return spoil({ octets: Buffer.from(encodeMessage(whole)), record });
  };
}

/** The message with another record in place of its own. */
function withRecord({ octets, record }: Spoilt, ...pieces: (Uint8Array | number[])[]): Uint8Array {
  return Buffer.concat([octets.subarray(0, record), ...pieces.map((piece) => Buffer.from(piece))]);
}

const TXT_IN_300 = [0, 16, 0, 1, 0, 0, 1, 44];
const LONG_LABEL = [63, ...Buffer.alloc(63, 'a')];
const OPT = [0, 0, 41, 4, 208, 0, 0, 0, 0, 0, 0];

const SPOILT: Record<string, Spoil> = {
  'cut within the answer': ({ octets }) => octets.subarray(0, -3),
  'cut within the question': ({ octets }) => octets.subarray(0, HEADER + 4),
  'noise behind the question': ({ octets, record }) => octets.fill(0xa7, record),
  'more answers counted than there are': ({ octets }) => octets.fill(2, ANSWERS + 1, ANSWERS + 2),
  'fewer answers counted than there are': ({ octets }) => octets.fill(0, ANSWERS, ANSWERS + 2),
  'more additional records counted than there are': ({ octets }) =>
    octets.fill(9, ADDITIONALS + 1, ADDITIONALS + 2),
  'an owner that points to itself': ({ octets, record }) => {
    octets.writeUInt16BE(0xc000 | record, record);
    return octets;
  },
  'an owner that points forward': ({ octets, record }) => {
    octets.writeUInt16BE(0xc000 | (record + RDATA), record);
    return octets;
  },
  'a label of type 01': (spoilt) => withRecord(spoilt, [0x41, 0x61, 0], TXT_IN_300, [0, 2, 1, 97]),
  'a label of type 10': (spoilt) => withRecord(spoilt, [0x81, 0x61, 0], TXT_IN_300, [0, 2, 1, 97]),
  'an owner of more than 255 octets': (spoilt) =>
    withRecord(spoilt, LONG_LABEL, LONG_LABEL, LONG_LABEL, LONG_LABEL, [0], TXT_IN_300, [0, 2, 1, 97]),
  'a length of data that reaches beyond the end': ({ octets, record }) => {
    octets.writeUInt16BE(octets.readUInt16BE(record + RDLENGTH) + 9, record + RDLENGTH);
    return octets;
  },
  'a length of data that is too small': ({ octets, record }) => {
    octets.writeUInt16BE(octets.readUInt16BE(record + RDLENGTH) - 1, record + RDLENGTH);
    return octets;
  },
  'no data': ({ octets, record }) => {
    octets.writeUInt16BE(0, record + RDLENGTH);
    return octets.subarray(0, record + RDATA);
  },
  'a text that is longer than its record': (spoilt) =>
    withRecord(spoilt, [0xc0, HEADER], TXT_IN_300, [0, 3, 200, 97, 98]),
  'octets behind the end': ({ octets }) => Buffer.concat([octets, Buffer.of(0)]),
  'two OPT records': ({ octets }) => {
    octets.writeUInt16BE(2, ADDITIONALS);
    return Buffer.concat([octets, Buffer.from([...OPT, ...OPT])]);
  },
  'an OPT record among the answers': (spoilt) => withRecord(spoilt, OPT),
};

/** What cannot be read over TCP either leaves what is known: the answer is too large for UDP. */
function malformed(way: Way): ReturnType<typeof failed> {
  return failed(way === 'TC' ? 'truncated' : 'malformed', { tries: 2 });
}

/** The same records at a name that nobody asked for. */
function foreign({ answers = [] }: Reply, name = 'www.example.org'): NonNullable<Reply['answers']> {
  return answers.map((record) => ({ ...record, name }));
}

const ELSEWHERE = failed('malformed', { detail: /other records than those asked for/ });

const MISPLACED: Omit<Fault, 'id'>[] = [
  {
    what: 'records of another name alone',
    does: (_query, right) => ({ answers: foreign(right) }),
    ends: ELSEWHERE,
  },
  {
    what: 'records of a name below alone',
    thin: true,
    does: (query, right) => ({ answers: foreign(right, `www.${query.name}`) }),
    ends: ELSEWHERE,
  },
  {
    what: 'records of class CH alone',
    thin: true,
    does: (_query, { answers = [] }) => ({ answers: answers.map((record) => ({ ...record, class: 3 })) }),
    ends: ELSEWHERE,
  },
  {
    what: 'records of another type alone',
    thin: true,
    does: ({ name }) => ({
      answers: [
        { name, type: 'SRV', class: 1, ttl: 1, data: { priority: 0, weight: 0, port: 25, target: name } },
      ],
    }),
    ends: ELSEWHERE,
  },
  {
    what: 'a DNAME of another name alone',
    thin: true,
    does: () => ({
      answers: [{ name: 'example.org', type: 'DNAME', class: 1, ttl: 1, data: { target: 'example.net' } }],
    }),
    ends: ELSEWHERE,
  },
  {
    what: 'an alias of another name, and the records that it leads to',
    thin: true,
    does: (_query, right) => ({
      answers: [
        { name: 'example.org', type: 'CNAME', class: 1, ttl: 1, data: { target: 'www.example.org' } },
        ...foreign(right),
      ],
    }),
    ends: ELSEWHERE,
  },
  {
    what: 'records of another name before the right ones',
    does: (_query, right) => ({
      answers: [...foreign(right), txt('foreign', { name: 'org' }), ...right.answers!],
    }),
    ends: present,
  },
  {
    what: 'records of another name beside a proper denial',
    does: (query, right) => ({ ...right, answers: [txt('foreign', { name: `x.${query.name}` })] }),
    ends: noData,
  },
  {
    what: 'name servers and addresses that nobody asked for',
    thin: true,
    does: (query, right) => ({
      ...right,
      authorities: [nsOf(query.name)],
      additionals: [
        { name: 'mail.example.com', type: 'A', class: 1, ttl: 9, data: { address: '203.0.113.66' } },
      ],
      edns: edns(),
    }),
    ends: present,
  },
];

export const malformations: readonly Fault[] = [
  ...Object.entries(SPOILT).map(
    ([what, spoil], index): Fault => ({
      id: 'F14',
      what,
      thin: index > 2,
      does: spoiling(spoil),
      ends: malformed,
    }),
  ),
  ...MISPLACED.map((fault): Fault => ({ id: 'F15', ...fault })),
];
