import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createClient } from '../../src/dns/client/client.ts';
import { type AnyAnswer, type Recording, recorded, replayed } from '../../src/dns/index.ts';
import type { RecordType } from '../../src/dns/types.ts';
import { type Behaviour, type Query, SILENCE, startNameServer } from '../servers/name-server.ts';
import { fromZone } from '../servers/zone-answers.ts';

const zone = fromZone(`
@ TXT "v=spf1 \\"\\\\\\000\\255 -all"
@ MX 10 Mail
www CNAME host
host A 192.0.2.1
loop CNAME loop
`);

const QUESTIONS: [name: string, type: RecordType][] = [
  ['example.com', 'TXT'],
  ['example.com', 'MX'],
  ['www.example.com', 'A'],
  ['www.example.com', 'AAAA'],
  ['gone.example.com', 'A'],
  ['loop.example.com', 'A'],
  ['servfail.example.com', 'A'],
  ['silent.example.com', 'A'],
  ['a..b', 'A'],
];

function behave(query: Query): Behaviour {
  if (query.name.startsWith('servfail')) return { rcode: 2 };
  return query.name.startsWith('silent') ? SILENCE : zone(query);
}

async function record(): Promise<{ live: AnyAnswer[]; kept: AnyAnswer[] }> {
  const server = await startNameServer(behave);
  const client = createClient({ servers: [server.server], timing: { totalMs: 300 } });
  const { resolver, answers } = recorded(client);
  const live = await Promise.all(QUESTIONS.map(([name, type]) => resolver.ask(name, type)));
  await client.close();
  await server.close();
  return { live, kept: answers() };
}

describe('a recording', () => {
  it('replays every answer, from its JSON', async () => {
    const { live, kept } = await record();
    const recording: Recording = { mailcheckRecording: 1, now: '2026-01-01T00:00:00Z', answers: kept };
    const replay = replayed(JSON.parse(JSON.stringify(recording)) as Recording);
    for (const [index, [name, type]] of QUESTIONS.entries()) {
      assert.deepEqual(await replay.ask(name, type), live[index], `${name} ${type}`);
    }
    assert.equal((await replay.ask('EXAMPLE.com', 'TXT')).status, 'present');
  });

  it('is sorted, whatever came first', async () => {
    const { kept } = await record();
    const names = kept.map(({ name, type }) => `${name} ${type}`);
    assert.deepEqual(names, names.toSorted());
  });

  it('never answers what was not asked', async () => {
    const replay = replayed({ mailcheckRecording: 1, now: '', answers: [] });
    const answer = await replay.ask('example.com', 'TXT');
    assert.equal(answer.status === 'failed' && answer.reason, 'not-recorded');
  });
});
