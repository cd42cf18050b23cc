import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encodeMessage } from '../../src/dns/wire/index.ts';
import { type Behaviour, replyTo, SILENCE } from '../servers/name-server.ts';
import { answerFrom, GOOD, OVER, outcome, SOA, txt, withServers } from './asking.ts';

/** What is too large for UDP, and what then goes wrong over TCP. */

const overTcp = OVER.TCP;

function detailOf(answer: Awaited<ReturnType<typeof answerFrom>>): string {
  return answer.status === 'failed' ? answer.detail : '';
}

describe('a truncated answer', () => {
  it('is asked for again over TCP', async () => {
    await withServers([overTcp(() => GOOD)], async ({ client, servers }) => {
      const answer = await client.ask('example.com', 'TXT');
      assert.deepEqual([outcome(answer), answer.tries], ['real', 2]);
      assert.deepEqual(
        servers[0]!.queries.map(({ transport }) => transport),
        ['udp', 'tcp'],
      );
    });
  });

  it('is never used, whatever came with it', async () => {
    const part = { flags: { tc: true }, answers: [txt('part')] };
    const denial = { flags: { tc: true }, rcode: 3, authorities: [SOA] };
    for (const udp of [part, denial, { flags: { tc: true } }]) {
      assert.equal(outcome(await answerFrom(({ transport }) => (transport === 'udp' ? udp : GOOD))), 'real');
      const refused = await answerFrom(({ transport }) => (transport === 'udp' ? udp : 'reset'));
      assert.equal(outcome(refused), 'failed truncated');
    }
  });

  it('may end anywhere behind its question', async () => {
    for (let cut = 1; cut <= 17; cut++) {
      const answer = await answerFrom(({ transport, message }) => {
        if (transport === 'tcp') return GOOD;
        const reply = replyTo(message, { ...GOOD, flags: { tc: true }, edns: undefined });
        return encodeMessage(reply).subarray(0, -cut);
      });
      assert.equal(outcome(answer), 'real', `cut by ${cut}`);
    }
  });

  const TCP_FAULTS: Record<string, [behaviour: Behaviour, detail: RegExp]> = {
    'a reset': ['reset', /^the answer is too large for UDP, and over TCP: .*closed/],
    'an end without an answer': ['close', /closed the connection early/],
    'an end within the length': [[{ tcpRaw: Uint8Array.of(1) }, 'close'], /closed the connection early/],
    'an end within the answer': [
      [{ tcpRaw: Uint8Array.of(0, 40, 1, 2) }, 'close'],
      /closed the connection early/,
    ],
    silence: [SILENCE, /over TCP: no answer within 0\.1 s/],
    'a length and nothing': [{ tcpRaw: Uint8Array.of(0, 40) }, /over TCP: no answer within 0\.1 s/],
    'a drip': [{ drip: GOOD, octets: 1, everyMs: 30 }, /over TCP: no answer within 0\.1 s/],
  };
  for (const [what, [behaviour, detail]] of Object.entries(TCP_FAULTS)) {
    it(`and ${what} over TCP: failed, in bounded time`, async () => {
      const started = performance.now();
      const answer = await answerFrom(
        overTcp(() => behaviour),
        { timing: { totalMs: 100 } },
      );
      assert.equal(outcome(answer), 'failed truncated');
      assert.match(detailOf(answer), detail);
      assert.ok(performance.now() - started < 1500);
    });
  }

  it('and nothing that listens on TCP', async () => {
    const answer = await answerFrom(() => ({ flags: { tc: true } }), {
      transports: {
        TCP: () => ({
          name: 'TCP',
          exchange: async () => ({ ok: false, reason: 'unreachable', detail: 'nothing listens there' }),
          close: () => {},
        }),
      },
    });
    assert.equal(outcome(answer), 'failed truncated');
    assert.equal(detailOf(answer), 'the answer is too large for UDP, and over TCP: nothing listens there');
  });

  it('even over TCP is malformed', async () => {
    assert.equal(
      outcome(await answerFrom(() => ({ flags: { tc: true }, answers: [txt('part')] }))),
      'failed malformed',
    );
  });

  it('comes whole from the next server', async () => {
    const answer = await answerFrom([overTcp(() => 'reset'), () => GOOD]);
    assert.equal(outcome(answer), 'real');
  });
});

describe('large answers', () => {
  it('60 kB of one TXT record', async () => {
    const strings = Array.from({ length: 236 }, (_, index) => String(index % 10).repeat(255));
    const answer = await answerFrom(() => ({ answers: [txt('', { data: { strings } })] }));
    assert.deepEqual(answer.status === 'present' && answer.records, [{ strings }]);
  });

  it('1,400 TXT records', async () => {
    const texts = Array.from({ length: 1400 }, (_, index) => `text ${String(index).padStart(4, '0')}`);
    const answer = await answerFrom(() => ({ answers: texts.toReversed().map((text) => txt(text)) }));
    assert.deepEqual(
      answer.status === 'present' &&
        (answer.records as { strings: string[] }[]).map(({ strings }) => strings[0]),
      texts,
    );
  });

  it('in pieces, and behind a frame that is not for us', async () => {
    const answer = await answerFrom(
      overTcp(({ message }) => [
        { id: message.id ^ 1, answers: [txt('forged')] },
        { tcpRaw: Uint8Array.of(0, 0) },
        { drip: GOOD, octets: 7, everyMs: 1 },
      ]),
    );
    assert.deepEqual([outcome(answer), answer.anomalies], ['real', 2]);
  });
});

describe('a flood of forged packets', () => {
  it('of two is sat out', async () => {
    const answer = await answerFrom(({ message }) => [
      ...Array.from({ length: 2 }, () => ({ id: message.id ^ 1 })),
      GOOD,
    ]);
    assert.deepEqual([outcome(answer), answer.anomalies, answer.tries], ['real', 2, 1]);
  });

  it('of more drives us to TCP, where nobody can forge', async () => {
    const flood: Behaviour = Array.from({ length: 150 }, () => ({ id: 0, flags: { qr: false } }));
    const answer = await answerFrom(({ transport }) => (transport === 'udp' ? flood : GOOD));
    assert.deepEqual([outcome(answer), answer.anomalies, answer.tries], ['real', 3, 2]);
    const failed = await answerFrom(({ transport }) => (transport === 'udp' ? flood : 'reset'));
    assert.equal(outcome(failed), 'failed forged');
  });
});
