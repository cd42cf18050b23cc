import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type AnyAnswer, createClient } from '../../src/dns/index.ts';
import { type Answering, outcome, SOA, txt } from '../dns/asking.ts';
import { type Action, type Query, startNameServer } from '../servers/name-server.ts';
import { cookie, FORGED, FORGERIES, type Forgery, QUESTION, withOptions } from './forgery.ts';
import { turn } from './turn.ts';
import { ASKED, EVERY_WAY, OPENED, onWay, serverFor, type Way } from './ways.ts';

/** What a forger sends never stands in an answer, and never makes a record missing. */

const PATIENT = { firstMs: 40, leastMs: 40, mostMs: 40, totalMs: 8000 };
/** Where nothing but forgeries comes; more on a machine that is too busy for the server's own answers. */
const SHORT_MS = [600, 3000, 8000];

/** How the forger's packets and the server's own follow each other. */
const ORDERS: Record<string, (forged: Action, real: Action) => Action[]> = {
  'before the answer': (forged, real) => [forged, real],
  'five times before the answer': (forged, real) => [forged, forged, forged, forged, forged, real],
  'behind the answer': (forged, real) => [real, forged],
  'in place of the answer': (forged) => [forged],
};

let asked = 0;

async function answerTo(way: Way, answering: Answering, totalMs: number): Promise<AnyAnswer> {
  const end = await turn();
  const server = await startNameServer(onWay(way, answering), OPENED[way]);
  const client = createClient({
    servers: [serverFor(way, server)],
    timing: { ...PATIENT, totalMs },
    testServers: false,
    ...ASKED[way],
  });
  try {
    // The server has shown its cookie, and that connections work.
    const first = await client.ask('first.example.com', 'TXT');
    if (outcome(first) !== 'real') return first;
    if (totalMs < PATIENT.totalMs) end();
    return await client.ask(QUESTION, 'TXT');
  } finally {
    end();
    await client.close();
    await server.close();
  }
}

async function wrongOver(
  way: Way,
  answering: Answering,
  { when, found }: { when: string; found: boolean },
): Promise<string[]> {
  let wrong: string[] = [];
  for (const totalMs of when === 'in place of the answer' ? SHORT_MS : [PATIENT.totalMs]) {
    const answer = await answerTo(way, answering, totalMs);
    wrong = wrongIn(answer, found);
    if (wrong.length === 0 || answer.status !== 'failed') break;
  }
  return wrong;
}

/** Over UDP somebody else may be heard; over connections only the server, be it broken. */
function forging(way: Way, { packet, cookies }: Forgery, order: (typeof ORDERS)[string]): Answering {
  return (query) => {
    const real = {
      answers: [txt('real', { name: query.name })],
      ...(cookies && withOptions(cookie(query))),
    };
    const isForged = query.name === QUESTION && (query.transport === 'udp') === (way === 'UDP');
    return isForged ? order(packet(query), real) : real;
  };
}

function waysOf({ over }: Forgery): readonly Way[] {
  if (over === 'UDP') return ['UDP'];
  return over === undefined ? EVERY_WAY : EVERY_WAY.filter((way) => way !== 'HTTPS');
}

describe('a forged answer', { concurrency: true }, () => {
  for (const forgery of FORGERIES) {
    it(`${forgery.what}: ${forgery.fate}`, async () => {
      const said = await Promise.all(
        waysOf(forgery).flatMap((way) =>
          Object.entries(ORDERS).map(async ([when, order]) => {
            asked++;
            const found = mustBeFound(forgery, way, when);
            const wrong = await wrongOver(way, forging(way, forgery, order), { when, found });
            return wrong.map((one) => `${when} over ${way}: ${one}`);
          }),
        ),
      );
      assert.deepEqual(said.flat(), []);
    });
  }
});

/**
 * Whatever ends a try ends all of them, for each has it; a response over HTTPS is the only one. Three packets that make no
 * sense are enough on a connection, where they can only be the server's, and drive us from UDP to TCP.
 */
function mustBeFound({ fate }: Forgery, way: Way, when: string): boolean {
  if (when === 'behind the answer') return true;
  if (way === 'HTTPS' || fate === 'refused') return false;
  if (when === 'five times before the answer') return way === 'UDP';
  return when === 'before the answer' || fate === 'doubted';
}

function wrongIn(answer: AnyAnswer, isFound: boolean): string[] {
  const text = JSON.stringify(answer);
  const isFine = outcome(answer) === 'real' || (!isFound && answer.status === 'failed');
  return [...(text.includes(FORGED) ? [`forged: ${text}`] : []), ...(isFine ? [] : [`it is ${text}`])];
}

it('forgeries: 69 kinds, 1088 questions', () => {
  assert.equal(FORGERIES.length, 69);
  assert.equal(asked, 1088);
});

describe('an answer to an earlier question', () => {
  it('is no answer to the next one, late, again or under its id', async () => {
    const earlier: Query[] = [];
    const late: Answering = (query) => {
      const of = ({ name, message }: Query): Action => ({
        id: message.id,
        questions: message.questions,
        answers: [txt(`of ${name}`, { name })],
      });
      const stale = earlier.flatMap((one): Action[] => [
        of(one),
        { ...(of(one) as object), id: query.message.id },
      ]);
      earlier.push(query);
      return [...stale.slice(-2), of(query), of(query)];
    };
    for (const way of ['UDP', 'TCP', 'TLS'] as Way[]) {
      earlier.length = 0;
      const server = await startNameServer(late, OPENED[way]);
      const client = createClient({
        servers: [serverFor(way, server)],
        timing: PATIENT,
        testServers: false,
        ...ASKED[way],
      });
      for (let i = 0; i < 40; i++) {
        const answer = await client.ask(`n${i}.example.com`, 'TXT');
        assert.equal(outcome(answer), `of n${i}.example.com`, `over ${way}`);
      }
      await client.close();
      await server.close();
    }
  });
});

describe('what comes along with an answer', () => {
  it('is never part of it', async () => {
    const poison = txt(FORGED, { name: QUESTION });
    const evil = txt(FORGED, { name: 'other.example.com' });
    for (const way of EVERY_WAY) {
      const answer = await answerTo(
        way,
        ({ name }) => ({
          answers: [evil, txt('real', { name })],
          authorities: [poison, SOA],
          additionals: [poison, evil],
        }),
        PATIENT.totalMs,
      );
      assert.deepEqual(wrongIn(answer, true), []);
    }
  });
});
