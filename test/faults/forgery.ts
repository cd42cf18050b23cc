import type { AnyRecord } from '../../src/dns/types.ts';
import { type EdnsOption, encodeMessage, type Message } from '../../src/dns/wire/index.ts';
import { cname, edns, nsOf, SOA, txt } from '../dns/asking.ts';
import { type Action, type Query, type Reply, replyTo } from '../servers/name-server.ts';

/** Packets that a forger sends, or a broken server; none of them says anything about the question. */

export interface Forgery {
  what: string;
  packet: (query: Query) => Action;
  /**
   * `ignored`: whatever else comes still counts. `refused`: it ends a try, for only the server can have sent it.
   * `doubted`: over UDP it is not trusted, and TCP is asked.
   */
  fate: 'ignored' | 'refused' | 'doubted';
  /** Default: every transport. */
  over?: 'UDP' | 'without HTTPS';
  /** The server has shown before that it sends cookies. */
  cookies?: boolean;
}

const COOKIE = 10;
const NXDOMAIN = 3;

/** What must never come out of an answer. */
export const FORGED = 'forged';

function lie(fields: Partial<AnyRecord> = {}): AnyRecord {
  return txt(FORGED, { name: QUESTION, ...fields });
}

/** Letters enough for their case not to be guessed. */
export const QUESTION = 'a-long-name-of-many-letters.example.com';

/** The cookie that a query brings and, unless none is wanted, what the server adds to it (RFC 7873 §4). */
export function cookie({ message }: Query, server: Uint8Array | undefined = Buffer.alloc(16, 7)): EdnsOption {
  const sent = message.edns?.options.find(({ code }) => code === COOKIE)?.octets ?? Buffer.alloc(8);
  return { code: COOKIE, octets: Buffer.concat([sent.subarray(0, 8), server]) };
}

export function withOptions(...options: EdnsOption[]): Pick<Reply, 'edns'> {
  return { edns: { ...edns(), options } };
}

function otherwise({ message }: Query, change: (question: Message['questions'][number]) => object): Reply {
  const [question] = message.questions;
  return { questions: [{ ...question!, ...change(question!) }], answers: [lie()] };
}

function inOtherCase(query: Query): Pick<Message, 'questions'> {
  const [question] = query.message.questions;
  const name = [...question!.name]
    .map((letter) => (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()))
    .join('');
  return { questions: [{ ...question!, name }] };
}

function octets({ message }: Query, reply: Reply): Buffer {
  return Buffer.from(encodeMessage(replyTo(message, { edns: undefined, ...reply })));
}

/** A reply without records whose octets are then spoilt. */
function spoilt(query: Query, ...pieces: number[][]): Buffer {
  const counted = octets(query, {});
  counted.writeUInt16BE(1, 6);
  return Buffer.concat([counted, ...pieces.map((piece) => Buffer.from(piece))]);
}

const TXT_IN_9 = [0, 16, 0, 1, 0, 0, 0, 9];
const OPT = [0, 0, 41, 4, 208, 0, 0, 0, 0, 0, 0];
const LIE = [7, 6, ...Buffer.from(FORGED)];

const NOT_FOR_US: [what: string, packet: Forgery['packet'], over?: Forgery['over']][] = [
  ['a wrong id', ({ message }) => ({ id: message.id ^ 0x5555, answers: [lie()] }), 'without HTTPS'],
  ['the next id', ({ message }) => ({ id: (message.id + 1) & 0xffff, answers: [lie()] }), 'without HTTPS'],
  ['id 0', ({ message }) => ({ id: message.id === 0 ? 1 : 0, answers: [lie()] }), 'without HTTPS'],
  ['another name', (query) => otherwise(query, () => ({ name: 'example.org' }))],
  ['a name below', (query) => otherwise(query, ({ name }) => ({ name: `www.${name}` }))],
  ['the name above', (query) => otherwise(query, () => ({ name: 'example.com' }))],
  [
    'a name with a dot within a label',
    (query) => otherwise(query, ({ name }) => ({ name: name.replace('.', '\\.') })),
  ],
  ['a name with a NUL', (query) => otherwise(query, ({ name }) => ({ name: name.replace('.', '\\000.') }))],
  ['another type', (query) => otherwise(query, () => ({ type: 'MX' }))],
  ['type ANY', (query) => otherwise(query, () => ({ type: 'TYPE255' }))],
  ['class CH', (query) => otherwise(query, () => ({ class: 3 }))],
  ['class ANY', (query) => otherwise(query, () => ({ class: 255 }))],
  ['no question', () => ({ questions: [], answers: [lie()] })],
  [
    'two questions',
    ({ message: { questions } }) => ({ questions: [...questions, ...questions], answers: [lie()] }),
  ],
  ['a query', () => ({ flags: { qr: false }, answers: [lie()] })],
  ...[1, 2, 3, 4, 5, 15].map((opcode): [string, Forgery['packet']] => [
    `opcode ${opcode}`,
    () => ({ opcode, answers: [lie()] }),
  ]),
  [
    'a denial with a wrong id',
    ({ message }) => ({ id: message.id ^ 1, rcode: NXDOMAIN, authorities: [SOA] }),
    'without HTTPS',
  ],
  [
    'a denial of another name',
    (query) => ({ ...otherwise(query, () => ({ name: 'example.org' })), answers: [], rcode: NXDOMAIN }),
  ],
  [
    'an empty answer to a shorter question',
    (query) => ({ ...otherwise(query, () => ({ name: 'com' })), answers: [], edns: undefined }),
  ],
  ['a denial without a question', () => ({ questions: [], rcode: NXDOMAIN, authorities: [SOA] })],
  ['a refusal with a wrong id', ({ message }) => ({ id: message.id ^ 1, rcode: 5 }), 'without HTTPS'],
  ['11 octets', (query) => octets(query, {}).subarray(0, 11)],
  ['a header alone', (query) => octets(query, { questions: [] })],
  ['noise', () => Buffer.alloc(300, 0xa5)],
];

/** Of these only UDP has the like. */
const DATAGRAMS: Forgery[] = [
  { what: 'an empty datagram', packet: () => Buffer.of(), fate: 'ignored', over: 'UDP' },
  { what: 'one octet', packet: () => Buffer.of(1), fate: 'ignored', over: 'UDP' },
  { what: '65,507 octets of noise', packet: () => Buffer.alloc(65_507, 0xa5), fate: 'ignored', over: 'UDP' },
  { what: 'another port', packet: () => ({ elsewhere: { answers: [lie()] } }), fate: 'ignored', over: 'UDP' },
  {
    what: 'a denial from another port',
    packet: () => ({ elsewhere: { rcode: NXDOMAIN, authorities: [SOA] } }),
    fate: 'ignored',
    over: 'UDP',
  },
  {
    what: 'another letter case',
    packet: (query) => ({ ...inOtherCase(query), answers: [lie()] }),
    fate: 'doubted',
    over: 'UDP',
  },
  {
    what: 'a denial in another letter case',
    packet: (query) => ({ ...inOtherCase(query), rcode: NXDOMAIN, authorities: [SOA] }),
    fate: 'doubted',
    over: 'UDP',
  },
  {
    what: 'a truncated lie',
    packet: () => ({ flags: { tc: true }, answers: [lie()] }),
    fate: 'doubted',
    over: 'UDP',
  },
  {
    what: 'a truncated denial',
    packet: () => ({ flags: { tc: true }, rcode: NXDOMAIN, authorities: [SOA] }),
    fate: 'doubted',
    over: 'UDP',
  },
];

const COOKIES: Forgery[] = [
  [
    'a cookie for somebody else',
    () => ({ ...withOptions({ code: COOKIE, octets: Buffer.alloc(24, 9) }), answers: [lie()] }),
    'ignored',
  ],
  [
    'a cookie shorter than ours',
    (query: Query) => ({
      ...withOptions({ code: COOKIE, octets: cookie(query).octets.slice(0, 4) }),
      answers: [lie()],
    }),
    'ignored',
  ],
  [
    'a cookie that is too short',
    (query: Query) => ({ ...withOptions(cookie(query, Buffer.alloc(4))), answers: [lie()] }),
    'ignored',
  ],
  [
    'a cookie that is too long',
    (query: Query) => ({ ...withOptions(cookie(query, Buffer.alloc(33))), answers: [lie()] }),
    'ignored',
  ],
  ['no cookie, though the server sends them', () => ({ edns: edns(), answers: [lie()] }), 'doubted'],
  ['no EDNS, though the server sends cookies', () => ({ edns: undefined, answers: [lie()] }), 'doubted'],
  [
    'our cookie alone, though the server adds to it',
    (query: Query) => ({ ...withOptions(cookie(query, Buffer.of())), answers: [lie()] }),
    'doubted',
  ],
  ['a denial without the cookie', () => ({ edns: edns(), rcode: NXDOMAIN, authorities: [SOA] }), 'doubted'],
].map(([what, packet, fate]) => ({ what, packet, fate, over: 'UDP', cookies: true }) as Forgery);

/** With the right id and question: from the server, or as good. What it holds is not for the question. */
const WRONG_RECORDS: [what: string, packet: Forgery['packet']][] = [
  ['records of another name', () => ({ answers: [lie({ name: 'example.org' })] })],
  ['records of a name below', () => ({ answers: [lie({ name: `www.${QUESTION}` })] })],
  ['records of the name above', () => ({ answers: [lie({ name: 'example.com' })] })],
  ['records of class CH', () => ({ answers: [lie({ class: 3 })] })],
  [
    'records of another type',
    () => ({ answers: [{ ...nsOf(QUESTION), data: { target: `${FORGED}.example` } } as AnyRecord] }),
  ],
  [
    'an alias of another name, and its records',
    () => ({ answers: [cname('example.org', 'www.example.org'), lie({ name: 'www.example.org' })] }),
  ],
  [
    'a DNAME of another name',
    () => ({
      answers: [
        { name: 'example.org', type: 'DNAME', class: 1, ttl: 9, data: { target: `${FORGED}.example` } },
        lie({ name: 'example.org' }),
      ],
    }),
  ],
  [
    'a DNAME without the alias that it makes',
    () => ({
      answers: [
        { name: 'example.com', type: 'DNAME', class: 1, ttl: 9, data: { target: `${FORGED}.example` } },
      ],
    }),
  ],
  [
    'a referral, with the SOA of another zone',
    () => ({ authorities: [nsOf('example.com'), { ...SOA, name: 'example.org' }] }),
  ],
  [
    'a referral to a forger’s server',
    () => ({ authorities: [{ ...nsOf('com'), data: { target: `${FORGED}.example` } } as AnyRecord] }),
  ],
  ['a denial and records', () => ({ rcode: NXDOMAIN, answers: [lie()] })],
  ['a refusal and records', () => ({ rcode: 5, answers: [lie()] })],
  ['a failure and records', () => ({ rcode: 2, answers: [lie()] })],
  [
    'EDNS of version 1, and records',
    () => ({ rcode: 16, edns: { ...edns(), version: 1 }, answers: [lie()] }),
  ],
  [
    'two OPT records',
    (query) =>
      withCount(Buffer.concat([octets(query, { answers: [lie()] }), Buffer.from([...OPT, ...OPT])]), 10, 2),
  ],
  ['an OPT record among the answers', (query) => spoilt(query, OPT)],
  ['an owner that points to itself', (query) => selfPointing(query)],
  ['an owner that points forward', (query) => spoilt(query, [0xc0 | 0x3f, 0xff], TXT_IN_9, [0, ...LIE])],
  [
    'a text that is longer than its record',
    (query) => spoilt(query, [0xc0, 12], TXT_IN_9, [0, 7, 99, ...Buffer.from(FORGED)]),
  ],
  ['noise behind the question', (query) => spoilt(query, [...Buffer.alloc(200, 0xa5)])],
  ['octets behind the end', (query) => Buffer.concat([octets(query, { answers: [lie()] }), Buffer.of(0)])],
  ['a record counted that is not there', (query) => withCount(octets(query, { answers: [lie()] }), 6, 2)],
  ['a record that is not counted', (query) => withCount(octets(query, { answers: [lie()] }), 6, 0)],
];

function withCount(message: Buffer, at: number, count: number): Buffer {
  message.writeUInt16BE(count, at);
  return message;
}

function selfPointing(query: Query): Buffer {
  const at = octets(query, {}).length;
  return spoilt(query, [0xc0 | (at >> 8), at & 0xff], TXT_IN_9, [0, ...LIE]);
}

export const FORGERIES: readonly Forgery[] = [
  ...NOT_FOR_US.map(
    ([what, packet, over]): Forgery => ({ what, packet, fate: 'ignored', ...(over && { over }) }),
  ),
  ...DATAGRAMS,
  ...COOKIES,
  ...WRONG_RECORDS.map(([what, packet]): Forgery => ({ what, packet, fate: 'refused' })),
];
