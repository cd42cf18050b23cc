import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encodeMessage } from '../../src/dns/wire/index.ts';
import { type Behaviour, type Query, type Reply, replyTo, SILENCE } from '../servers/name-server.ts';
import { answerFrom, edns, GOOD, nsOf, OVER, outcome, SOA, txt, withServers } from './asking.ts';

/** What servers do wrong, and what we make of it: never a missing record. */

const REFUSALS: [rcode: number, outcome: string, detail: string][] = [
  [1, 'failed rcode', 'FORMERR'],
  [2, 'failed servfail', 'SERVFAIL'],
  [4, 'failed rcode', 'NOTIMP'],
  [5, 'failed refused', 'REFUSED'],
  [6, 'failed rcode', 'YXDOMAIN'],
  [9, 'failed rcode', 'NOTAUTH'],
  [11, 'failed rcode', 'response code 11'],
  [15, 'failed rcode', 'response code 15'],
  [16, 'failed rcode', 'BADVERS'],
];

const FORGERIES: Record<string, (query: Query) => Reply> = {
  'a wrong id': ({ message }) => ({ id: message.id ^ 1, answers: [txt('forged')] }),
  'another question': ({ message }) => ({
    questions: [{ ...message.questions[0]!, name: 'example.org' }],
    answers: [txt('forged', { name: 'example.org' })],
  }),
  'another type': ({ message }) => ({ questions: [{ ...message.questions[0]!, type: 'MX' }] }),
  'class CH': ({ message }) => ({ questions: [{ ...message.questions[0]!, class: 3 }] }),
  'two questions': ({ message }) => ({ questions: [message.questions[0]!, message.questions[0]!] }),
  'no question': () => ({ questions: [], answers: [txt('forged')] }),
  'a query (QR=0)': () => ({ flags: { qr: false }, answers: [txt('forged')] }),
  'opcode NOTIFY': () => ({ opcode: 4, answers: [txt('forged')] }),
};

const UNPROVEN: Record<string, [reply: Reply, outcome: string]> = {
  'a referral': [{ authorities: [nsOf('example.com')] }, 'failed lame'],
  'a referral upwards': [{ authorities: [nsOf('.')] }, 'failed lame'],
  'records of another name alone': [
    { answers: [txt('foreign', { name: 'example.org' })] },
    'failed malformed',
  ],
  'records of class CH alone': [{ answers: [txt('chaos', { class: 3 })] }, 'failed malformed'],
  'another type alone': [
    { answers: [{ name: 'example.com', type: 'A', class: 1, ttl: 1, data: { address: '192.0.2.1' } }] },
    'failed malformed',
  ],
  'an SOA of another name': [
    { authorities: [nsOf('example.org'), { ...SOA, name: 'example.org' }] },
    'failed lame',
  ],
  'NXDOMAIN with records': [{ rcode: 3, answers: [txt('real')] }, 'failed ambiguous'],
  'its own record beside foreign ones': [
    { answers: [txt('foreign', { name: 'example.org' }), txt('real'), txt('chaos', { class: 3 })] },
    'real',
  ],
  'foreign records beside a proper denial': [
    { answers: [txt('foreign', { name: 'example.org' })], authorities: [SOA] },
    'absent nodata',
  ],
  'nothing, with an SOA': [{ authorities: [SOA] }, 'absent nodata'],
  'nothing, with SOA and NS': [{ authorities: [nsOf('example.com'), SOA] }, 'absent nodata'],
  'nothing at all': [{}, 'absent nodata'],
  'nothing, authoritative, with NS': [
    { flags: { aa: true }, authorities: [nsOf('example.com')] },
    'absent nodata',
  ],
  'NXDOMAIN with an SOA': [{ rcode: 3, authorities: [SOA] }, 'absent nxdomain'],
  'NXDOMAIN with an SOA of the parent': [
    { rcode: 3, authorities: [{ ...SOA, name: 'com' }] },
    'absent nxdomain',
  ],
  'NXDOMAIN without one': [{ rcode: 3 }, 'absent nxdomain'],
};

/** A reply to the query with its octets spoilt. */
function spoilt(spoil: (octets: Uint8Array) => Uint8Array): (query: Query) => Behaviour {
  return ({ message }) => spoil(encodeMessage(replyTo(message, { ...GOOD, edns: undefined })));
}

const MALFORMED: Record<string, (query: Query) => Behaviour> = {
  'cut in the answer': spoilt((octets) => octets.subarray(0, -3)),
  'cut in the question': spoilt((octets) => octets.subarray(0, 20)),
  'octets behind the end': spoilt((octets) => Uint8Array.from([...octets, 0])),
  'a false count': spoilt((octets) => octets.with(7, 2)),
  'a TXT length that lies': spoilt((octets) => octets.with(octets.length - 5, 9)),
  'an answer of noise': spoilt((octets) => octets.fill(0xc7, 29)),
};

for (const [name, over] of Object.entries(OVER)) {
  describe(`over ${name}`, () => {
    for (const [rcode, expected, detail] of REFUSALS) {
      it(`${detail} of every server is ${expected}, of one is made good by the next`, async () => {
        // Codes over 15 need EDNS to be said, whatever the query has.
        const bad = over(() => (rcode > 15 ? { rcode, edns: edns() } : { rcode }));
        const answer = await answerFrom([bad, bad]);
        assert.equal(outcome(answer), expected);
        assert.equal(answer.status === 'failed' && answer.detail, detail);
        assert.equal(outcome(await answerFrom([bad, over(() => GOOD)])), 'real');
      });
    }

    for (const [what, forged] of Object.entries(FORGERIES)) {
      it(`${what} is ignored`, async () => {
        const answer = await answerFrom(over((query) => [forged(query), forged(query), GOOD]));
        assert.equal(outcome(answer), 'real');
        assert.equal(answer.anomalies, 2);
        const alone = await answerFrom(over(forged), { timing: { totalMs: 60 } });
        assert.equal(outcome(alone), name === 'UDP' ? 'failed timeout' : 'failed truncated');
        assert.equal(alone.anomalies, 1);
        assert.match(alone.status === 'failed' ? alone.detail : '', /ignored: 1 packet for another question/);
      });
    }

    for (const [what, [reply, expected]] of Object.entries(UNPROVEN)) {
      it(`${what}: ${expected}`, async () => {
        assert.equal(outcome(await answerFrom(over(() => reply))), expected);
      });
    }

    for (const [what, behaviour] of Object.entries(MALFORMED)) {
      it(`${what} is malformed`, async () => {
        const answer = await answerFrom(over(behaviour));
        assert.equal(outcome(answer), name === 'UDP' ? 'failed malformed' : 'failed truncated');
        assert.equal(outcome(await answerFrom([over(behaviour), over(() => GOOD)])), 'real');
      });
    }
  });
}

describe('extended errors', () => {
  const failing = (code: number, text = '', rcode = 2) =>
    answerFrom(() => ({
      rcode,
      edns: edns({ code, text }),
    }));

  it('6 to 12 with SERVFAIL are bogus, at once', async () => {
    for (let code = 5; code <= 13; code++) {
      const answer = await failing(code, 'why');
      const bogus = code >= 6 && code <= 12;
      assert.equal(outcome(answer), bogus ? 'failed bogus' : 'failed servfail', `code ${code}`);
      assert.equal(answer.security, bogus ? 'bogus' : 'unknown');
      // One server is asked twice, and once with validation switched off, which tells nothing here.
      assert.equal(answer.tries, bogus ? 1 : 4);
      assert.deepEqual(answer.ede, { code, text: 'why' });
    }
    assert.equal(outcome(await failing(6, '', 5)), 'failed refused');
  });

  it('stand in the detail', async () => {
    const answer = await failing(22, 'at delegation example.com');
    assert.equal(
      answer.status === 'failed' && answer.detail,
      'SERVFAIL (EDE 22, no reachable authority: at delegation example.com)',
    );
    const bare = await failing(22);
    assert.equal(bare.status === 'failed' && bare.detail, 'SERVFAIL (EDE 22, no reachable authority)');
  });

  it('stand with a good answer too', async () => {
    const answer = await answerFrom(() => ({
      ...GOOD,
      edns: edns({ code: 3, text: '' }),
    }));
    assert.deepEqual([outcome(answer), answer.ede], ['real', { code: 3, text: '' }]);
  });
});

describe('failover', () => {
  it('a silent server costs a try, the next one answers', async () => {
    await withServers(
      [() => SILENCE, () => GOOD],
      async ({ client, servers }) => {
        const answer = await client.ask('example.com', 'TXT');
        assert.equal(outcome(answer), 'real');
        assert.deepEqual([answer.tries, answer.source], [2, { server: servers[1]!.label }]);
      },
      { timing: { firstMs: 40, totalMs: 8000 } },
    );
  });

  it('a SERVFAIL that passes is asked away', async () => {
    const answer = await answerFrom(({ nth }) => (nth === 1 ? { rcode: 2 } : GOOD));
    assert.deepEqual([outcome(answer), answer.tries], ['real', 2]);
  });

  it('silence everywhere is a time-out after all tries', async () => {
    const timing = { firstMs: 10, leastMs: 10, totalMs: 100 };
    const answer = await answerFrom([() => SILENCE, () => SILENCE], { timing });
    assert.deepEqual([outcome(answer), answer.tries], ['failed timeout', 5]);
    assert.equal(answer.status === 'failed' && answer.detail, 'no answer over UDP and TCP within 0.1 s');
  });

  it('of several failures the telling one is reported, with its server', async () => {
    await withServers(
      [() => SILENCE, () => ({ rcode: 2 }), () => ({ rcode: 5 })],
      async ({ client, servers }) => {
        const answer = await client.ask('example.com', 'TXT');
        assert.deepEqual(
          [outcome(answer), answer.source],
          ['failed servfail', { server: servers[1]!.label }],
        );
      },
      { timing: { firstMs: 20, leastMs: 20, totalMs: 8000 } },
    );
  });

  it('where nothing listens, it is unreachable at once', async () => {
    const gone = await withServers([() => GOOD], async ({ servers }) => servers[0]!.server);
    const started = performance.now();
    const answer = await answerFrom([], { servers: [gone], timing: { totalMs: 9000 } });
    assert.equal(outcome(answer), 'failed unreachable');
    assert.match(answer.status === 'failed' ? answer.detail : '', /nothing listens there \(ECONNREFUSED\)/);
    assert.ok(performance.now() - started < 2000);
    await withServers([() => GOOD], async ({ servers }) => {
      assert.equal(outcome(await answerFrom([], { servers: [gone, servers[0]!.server] })), 'real');
    });
  });

  it('without a server, and with a name that is none, nothing is sent', async () => {
    assert.equal(outcome(await answerFrom([])), 'failed unreachable');
    for (const name of [
      'a..example.com',
      `${'a'.repeat(64)}.example.com`,
      `${'a.'.repeat(127)}example.com`,
    ]) {
      const answer = await answerFrom(() => GOOD, { name });
      assert.deepEqual([outcome(answer), answer.tries, answer.name], ['failed bad-name', 0, name]);
    }
  });
});

describe('EDNS', () => {
  const plain = ({ message }: Query): boolean => message.edns === undefined;
  for (const rcode of [1, 4, 16]) {
    it(`response code ${rcode} to it: asked again without, in the same try`, async () => {
      const answer = await answerFrom((query) => (plain(query) ? GOOD : { rcode }));
      assert.deepEqual([outcome(answer), answer.tries], ['real', 2]);
    });
  }

  it('refused with a bare header', async () => {
    assert.equal(
      outcome(
        await answerFrom((query) => (plain(query) ? GOOD : { rcode: 1, questions: [], edns: undefined })),
      ),
      'real',
    );
  });

  it('refused over UDP, it is left out over TCP', async () => {
    const answer = await answerFrom((query) => {
      if (!plain(query)) return { rcode: 1, edns: undefined };
      return query.transport === 'udp' ? { flags: { tc: true } } : GOOD;
    });
    assert.deepEqual([outcome(answer), answer.tries], ['real', 3]);
  });

  it('asks for what fits every path', async () => {
    await withServers([() => GOOD], async ({ client, servers }) => {
      await client.ask('example.com', 'TXT');
      const [{ message } = assert.fail()] = servers[0]!.queries;
      assert.deepEqual(
        [message.edns?.udpSize, message.edns?.dnssecOk, message.flags.rd],
        [1232, false, true],
      );
    });
  });
});

it('ids differ from query to query', async () => {
  await withServers([() => GOOD], async ({ client, servers }) => {
    for (let i = 0; i < 20; i++) await client.ask(`n${i}.example.com`, 'TXT');
    assert.ok(new Set(servers[0]!.queries.map(({ message }) => message.id)).size > 15);
  });
});
