import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createSmtp, type SmtpAnswer, type SmtpNet, type SmtpRequest } from '../../src/net/index.ts';
import { throwAwayCa } from '../servers/certificates.ts';
import { type RunningPostfix, withoutPostfix } from '../servers/postfix.ts';
import { startPostfix } from '../servers/postfix-server.ts';

const authority = throwAwayCa();
const NAME = 'mail.example.com';
const GOOD = '127.0.0.2';
const SELF_SIGNED = '127.0.0.3';
const EXPIRED = '127.0.0.4';
const WRONG_NAME = '127.0.0.5';
const NO_TLS = '127.0.0.6';
const WAITING = '127.0.0.7';
const IMPLICIT = '127.0.0.8';

describe('Postfix', { skip: withoutPostfix(), concurrency: true }, () => {
  let postfix: RunningPostfix;
  let net: SmtpNet;

  before(async () => {
    const good = authority.issue({ names: [NAME] });
    postfix = await startPostfix([
      { address: GOOD, certificate: good, protocols: '>=TLSv1.2' },
      { address: SELF_SIGNED, certificate: throwAwayCa().issue({ names: [NAME] }) },
      { address: EXPIRED, certificate: authority.issue({ names: [NAME], expired: true }) },
      {
        address: WRONG_NAME,
        certificate: authority.issue({ names: ['other.example'] }),
        protocols: '>=TLSv1',
      },
      { address: NO_TLS },
      { address: WAITING, certificate: good, greetWait: 2 },
      { address: IMPLICIT, certificate: good, implicit: true },
    ]);
    const { port } = postfix;
    net = createSmtp({
      trust: { ca: [authority.ca], now: () => new Date() },
      allowPrivate: true,
      smtpPorts: { 25: port, 465: port },
    });
  });

  after(async () => {
    net?.closeSmtp();
    await postfix?.stop();
  });

  const ask = (address: string, more: Partial<SmtpRequest> = {}): Promise<SmtpAnswer> =>
    net.smtp({ name: NAME, address, port: 25, probe: 'session', ...more });

  /** How TLS ended, and with which faults of the certificate. */
  async function security(address: string, port: SmtpRequest['port'] = 25): Promise<unknown[]> {
    const answer = await ask(address, { port });
    assert.equal(answer.status, 'answered', JSON.stringify(answer));
    if (answer.status !== 'answered' || answer.security.state !== 'established') return [];
    const { tls, extensions } = answer.security;
    assert.ok(extensions?.includes('8BITMIME'));
    return [tls.version, ...tls.faults.map(({ fault }) => fault)];
  }

  it('with a good certificate', async () => {
    assert.deepEqual(await security(GOOD), ['TLSv1.3']);
  });

  it('with one of an authority that nobody knows', async () => {
    assert.deepEqual(await security(SELF_SIGNED), ['TLSv1.3', 'untrusted']);
  });

  it('with one that is out of date', async () => {
    assert.deepEqual(await security(EXPIRED), ['TLSv1.3', 'expired']);
  });

  it('with one for another name', async () => {
    assert.deepEqual(await security(WRONG_NAME), ['TLSv1.3', 'wrong-name']);
  });

  it('without TLS', async () => {
    const answer = await ask(NO_TLS);
    assert.ok(answer.status === 'answered');
    assert.deepEqual(answer.security, { state: 'not-offered' });
    assert.ok(answer.extensions.includes('PIPELINING'));
  });

  it('behind postscreen, which waits with its greeting', async () => {
    assert.deepEqual(await security(WAITING), ['TLSv1.3']);
  });

  it('with TLS from the first octet', async () => {
    assert.deepEqual(await security(IMPLICIT, 465), ['TLSv1.3']);
  });

  it('throws away what was sent in clear behind STARTTLS', async () => {
    const answer = await ask(GOOD, { probe: 'pipelined' });
    assert.deepEqual([answer.status, answer.status === 'probed' && answer.accepted], ['probed', null]);
  });

  it('takes old TLS where it is set up so', async () => {
    const answers = await Promise.all(
      [GOOD, WRONG_NAME].map((address) => ask(address, { probe: 'old-tls' })),
    );
    const accepted = answers.map((answer) => answer.status === 'probed' && answer.accepted);
    assert.deepEqual(accepted, [null, 'TLSv1.1']);
  });
});
