import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deadlineIn } from '../../src/dns/index.ts';
import {
  type HttpsAnswer,
  type Net,
  netWithin,
  noNet,
  recordedNet,
  replayedNet,
  type SmtpRequest,
} from '../../src/net/index.ts';
import { fixtureResolver } from '../support/fixture.ts';
import { FIXTURE_TLS, fixtureNet } from '../support/fixture-net.ts';

const request = { url: 'https://www.example.com/a', mostOctets: 100, redirects: 0 };
const resolver = fixtureResolver('www A 192.0.2.1');
const session: SmtpRequest = { name: 'mx.example.com', address: '192.0.2.25', port: 25, probe: 'session' };

const answered = (server: string, body: string): HttpsAnswer => ({
  ...{ status: 'answered', code: 200, contentType: 'text/plain', location: null, body, cut: false },
  ...{ tls: FIXTURE_TLS, url: request.url, source: { server }, tries: 1 },
});

describe('a recording of other servers', () => {
  it('answers as they did', async () => {
    const world = fixtureNet(`;@ ${request.url} 200 text/plain\n;| hello\n`);
    const { net, kept } = recordedNet(world);
    const first = await Promise.all([net.https(request, resolver), net.smtp(session)]);
    const replay = replayedNet(JSON.parse(JSON.stringify(kept())));
    assert.deepEqual(await Promise.all([replay.https(request, resolver), replay.smtp(session)]), first);
    assert.equal(first[0].status, 'answered');
  });

  it('tells which of two addresses a host stood at', async () => {
    const replay = replayedNet({
      https: [answered('192.0.2.1', 'old'), answered('192.0.2.2', 'new')],
      smtp: [],
    });
    const bodyAt = async (zone: string): Promise<string> => {
      const answer = await replay.https(request, fixtureResolver(zone));
      return answer.status === 'answered' ? answer.body : answer.status;
    };
    assert.equal(await bodyAt('www A 192.0.2.1'), 'old');
    assert.equal(await bodyAt('www A 192.0.2.2'), 'new');
  });

  it('holds what is not recorded for failed', async () => {
    const replay = replayedNet({ https: [], smtp: [] });
    const answers = await Promise.all([replay.https(request, resolver), replay.smtp(session)]);
    for (const answer of answers)
      assert.deepEqual([answer.status, 'reason' in answer && answer.reason], ['failed', 'not-recorded']);
  });
});

describe('the deadline of an audit', () => {
  const mute: Net = { https: () => new Promise(() => {}), smtp: () => new Promise(() => {}) };

  it('ends every wait for a server: that has failed, and says nothing', async () => {
    const deadline = deadlineIn(0.05);
    const net = netWithin(deadline, mute);
    const answers = await Promise.all([net.https(request, resolver), net.smtp(session)]);
    const said = [...answers, await net.https(request, resolver)].map(
      (answer) => `${answer.status} ${'reason' in answer && answer.reason}`,
    );
    assert.deepEqual(said, ['failed timeout', 'failed too-late', 'failed timeout']);
    deadline.stop();
  });

  it('passes on what comes in time', async () => {
    const deadline = deadlineIn(30);
    const answer = await netWithin(deadline, noNet('no-https')).https(request, resolver);
    assert.deepEqual([answer.status, 'reason' in answer && answer.reason], ['skipped', 'no-https']);
    deadline.stop();
  });
});
