import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { OPENSSL } from '../servers/certificates.ts';
import { withoutPostfix } from '../servers/postfix.ts';
import { type RelayOptions, startRelay } from '../servers/postfix-relay.ts';
import { skipWithout } from '../servers/process.ts';
import { connected } from './client.ts';
import { type Receiver, startReceiver } from './receiver.ts';

const SWAKS = '/usr/bin/swaks';
const run = promisify(execFile);

describe('swaks delivers', { skip: skipWithout(SWAKS, OPENSSL) }, () => {
  let receiver: Receiver;
  before(async () => {
    receiver = await startReceiver();
  });
  after(() => receiver.stop());

  /** Debian's swaks has no TLS of its own without a recommended package; openssl makes it for it. */
  const ways: Record<string, () => string[]> = {
    'in the clear': () => ['--server', '127.0.0.1', '--port', String(receiver.plain.port)],
    // openssl reads the greeting; swaks waits for one.
    'over STARTTLS': () => ['--pipe', `echo 220 under TLS; ${pipe(receiver.plain.port, '-starttls smtp')}`],
    'under TLS from the start': () => ['--pipe', pipe(receiver.tls.port, '')],
  };
  const pipe = (port: number, more: string): string =>
    `${OPENSSL} s_client -quiet -connect 127.0.0.1:${port} ${more} 2>/dev/null`;

  for (const [name, way] of Object.entries(ways))
    it(name, async () => {
      const before = receiver.seen.length;
      const mail = [
        '--from',
        'bounce@example.com',
        '--to',
        'anybody@example.net',
        '--helo',
        'mx.example.com',
      ];
      const { stdout } = await run(SWAKS, [...way(), ...mail, '--body', `sent ${name}`]);
      assert.match(stdout, /<[-~] +250 accepted/);
      await receiver.judged(before + 1);
      const { envelope, text } = receiver.seen.at(-1)!;
      assert.equal(envelope.mailFrom, 'bounce@example.com');
      assert.equal(envelope.helo, 'mx.example.com');
      assert.equal(envelope.tls === null, name === 'in the clear');
      assert.ok(text.includes(`\r\n\r\nsent ${name}\r\n`));
    });
});

describe('Postfix delivers', { skip: withoutPostfix(), concurrency: true }, () => {
  for (const tls of ['none', 'encrypt', 'wrapper'] as RelayOptions['tls'][])
    it(`with TLS: ${tls}`, async () => {
      const receiver = await startReceiver();
      const postfix = await startRelay({ relay: tls === 'wrapper' ? receiver.tls : receiver.plain, tls });
      try {
        const client = await connected(postfix.address);
        for (let index = 0; index < 3; index++) {
          const message = `From: a@example.com\r\nSubject: ${index}\r\n\r\n..dot\r\nbody ${index}`;
          assert.match(
            await client.deliver(message, { from: 'a@example.com', to: 'b@example.org' }),
            /^250 /,
          );
        }
        client.close();
        await receiver.judged(3);
        const subjects = receiver.seen.map(({ text }) => /^Subject: (\d)/m.exec(text)?.[1]);
        assert.deepEqual(subjects.sort(), ['0', '1', '2']);
        for (const { envelope, text } of receiver.seen) {
          assert.equal(envelope.helo, 'mta.example.net');
          assert.equal(envelope.mailFrom, 'a@example.com');
          assert.equal(envelope.tls === null, tls === 'none');
          assert.match(text, /\r\n\r\n\.dot\r\nbody \d\r\n$/);
        }
      } catch (error) {
        throw new Error(postfix.log(), { cause: error });
      } finally {
        await postfix.stop();
        await receiver.stop();
      }
    });
});
