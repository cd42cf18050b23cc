/**
 * A name server for measurements, over UDP and TCP: answers from zone files as a resolver would, each answer so many
 * milliseconds late. Started as a child process, so that its work is not counted as the client's. Tells its port, then
 * on the word `log` every question since the last, in the order of arrival; on `delay N` it changes the delay.
 */
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { framed, frameReader } from '../src/dns/client/transport/frames.ts';
import {
  type AnyRecord,
  CLASS_IN,
  createAuthority,
  isWithin,
  type Name,
  nameKey,
  offline,
  overlaid,
  type RecordType,
  type SourcedRecord,
} from '../src/dns/index.ts';
import { decodeMessage, encodeMessage, type Message } from '../src/dns/wire/index.ts';
import { readZoneFile } from '../src/zone/index.ts';

/** When a question came and its answer left, in milliseconds. */
interface Entry {
  question: string;
  transport: 'udp' | 'tcp';
  came: number;
  left: number;
}

/** Whatever lies under it is never answered, as by a resolver that waits for dead servers. */
const DEAD = 'dead.example';
const UDP_SIZE = 1232;
const SERVFAIL = 2;
const NXDOMAIN = 3;
const files = process.argv.slice(2);
const texts = await Promise.all(files.map((file) => readZoneFile(file)));
for (const { faults } of texts) if (faults[0]) throw new Error(JSON.stringify(faults[0]));
const records = texts.flatMap((text) =>
  text.records.map(({ file, line, ...record }) => ({ ...record, source: { file, line } }) as SourcedRecord),
);
const resolver = overlaid(createAuthority(records, ['.']), offline);
let delayMs = 0;
let log: Entry[] = [];

async function answerTo(
  name: Name,
  type: RecordType,
): Promise<Pick<Message, 'answers' | 'authorities' | 'rcode'>> {
  const answer = await resolver.ask(name, type);
  const { chain, ttl } = answer;
  const aliases = chain.map(
    ({ from, to }) => ({ name: from, type: 'CNAME', class: CLASS_IN, ttl, data: { target: to } }) as const,
  );
  const owner = chain.at(-1)?.to ?? name;
  if (answer.status === 'present') {
    const records = answer.records.map(
      (data) => ({ name: owner, type, class: CLASS_IN, ttl, data }) as AnyRecord,
    );
    return { answers: [...aliases, ...records], authorities: [], rcode: 0 };
  }
  const rcode =
    answer.status === 'failed'
      ? SERVFAIL
      : answer.status === 'absent' && answer.reason === 'nxdomain'
        ? NXDOMAIN
        : 0;
  return { answers: aliases, authorities: [SOA], rcode };
}

const SOA: AnyRecord = {
  name: '.',
  type: 'SOA',
  class: CLASS_IN,
  ttl: 300,
  data: { mname: '.', rname: '.', serial: 1, refresh: 7200, retry: 3600, expire: 1209600, minimum: 300 },
};

async function reply(
  query: Uint8Array,
  transport: Entry['transport'],
  send: (octets: Uint8Array) => void,
): Promise<void> {
  const came = performance.now();
  const decoded = decodeMessage(query);
  const question = decoded.ok ? decoded.message.questions[0] : undefined;
  if (!decoded.ok || question === undefined || isWithin(question.name, DEAD)) return;
  const entry = { question: `${nameKey(question.name)} ${question.type}`, transport, came, left: Number.NaN };
  log.push(entry);
  const octets = await encoded(decoded.message, question, transport);
  const leave = (): void => {
    entry.left = performance.now();
    send(octets);
  };
  const late = came + delayMs - performance.now();
  if (delayMs === 0) leave();
  else setTimeout(leave, late);
}

async function encoded(
  query: Message,
  question: Message['questions'][number],
  transport: Entry['transport'],
): Promise<Uint8Array> {
  const { id, edns, flags } = query;
  const reply = {
    id,
    opcode: 0,
    flags: { ...flags, qr: true, ra: true },
    questions: [question],
    additionals: [],
    edns,
  };
  const whole = encodeMessage({ ...reply, ...(await answerTo(question.name, question.type)) });
  if (transport === 'tcp' || whole.length <= UDP_SIZE) return whole;
  return encodeMessage({
    ...reply,
    flags: { ...reply.flags, tc: true },
    answers: [],
    authorities: [],
    rcode: 0,
  });
}

const udp = createSocket({ type: 'udp4', recvBufferSize: 1 << 20 });
udp.on(
  'message',
  (query, { port, address }) => void reply(query, 'udp', (octets) => udp.send(octets, port, address)),
);
const tcp = createServer((socket) => {
  const read = frameReader((query) => void reply(query, 'tcp', (octets) => socket.write(framed(octets))));
  socket
    .setNoDelay(true)
    .on('error', () => {})
    .on('data', read);
});
udp.bind(0, '127.0.0.1', () => {
  const { port } = udp.address();
  tcp.listen(port, '127.0.0.1', () => process.stdout.write(`${port}\n`));
});

createInterface({ input: process.stdin })
  .on('line', (line) => {
    if (line === 'log') {
      process.stdout.write(`${JSON.stringify(log)}\n`);
      log = [];
    } else delayMs = Number(line.replace('delay ', ''));
  })
  .on('close', () => process.exit());
