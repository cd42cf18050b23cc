import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { clientAddress } from '../../src/receive/envelope.ts';
import { connected } from './client.ts';
import { type Receiver, startReceiver } from './receiver.ts';

const MESSAGE = 'From: a@example.com\r\nSubject: hello\r\n\r\n..dots\r\nbody';

describe('a session', () => {
  let receiver: Receiver;
  before(async () => {
    receiver = await startReceiver();
  });
  after(async () => assert.equal(await receiver.stop(), 0));

  it('takes a message as it was sent, with who brought it', async () => {
    const client = await connected(receiver.plain);
    const envelope = { helo: 'MX.Example.net', from: 'bounce@example.com', to: 'anybody@anywhere.test' };
    assert.match(await client.deliver(MESSAGE, envelope), /^250 /);
    await receiver.judged(1);
    const [seen] = receiver.seen;
    assert.equal(seen!.text, 'From: a@example.com\r\nSubject: hello\r\n\r\n.dots\r\nbody\r\n');
    const { receivedAt, ...rest } = seen!.envelope;
    assert.ok(Math.abs(Date.parse(receivedAt) - Date.now()) < 60_000);
    assert.deepEqual(rest, {
      ip: '127.0.0.1',
      helo: 'mx.example.net',
      mailFrom: 'bounce@example.com',
      recipients: ['anybody@anywhere.test'],
      tls: null,
    });
    assert.match(await client.say('QUIT'), /^221 /);
    await client.closed;
    assert.deepEqual(readdirSync(receiver.folder), [], 'a message that nobody asked to keep goes');
  });

  it('announces size, pipelining and STARTTLS, and no way to log in', async () => {
    const client = await connected(receiver.plain);
    const features = await client.say('EHLO client.example');
    assert.match(features, /^250-mailcheck\.localhost\r\n/);
    for (const feature of ['PIPELINING', '8BITMIME', 'SMTPUTF8', 'STARTTLS', 'SIZE 50000000'])
      assert.match(features, new RegExp(`250[- ]${feature}\r\n`));
    assert.doesNotMatch(features, /AUTH|CHUNKING|DSN|XCLIENT/);
    for (const command of ['AUTH PLAIN AGEAYg==', 'XCLIENT ADDR=192.0.2.1', 'WIZ x', 'BDAT 1 LAST'])
      assert.match(await client.say(command), /^500 /);
    client.close();
  });

  it('takes bounces, names with an underscore, A-labels and quoted strings', async () => {
    const client = await connected(receiver.plain);
    await client.say('EHLO client.example');
    const senders = [
      '',
      'a@_bounce.example.com',
      'a.@example.com',
      'a@xn--bcher-kva.example',
      '"a b"@example.com',
      '"a@b\\"c"@xn--bcher-kva.example',
      'müller@example.com',
    ];
    for (const from of senders) {
      const before = receiver.seen.length;
      assert.match(await client.deliver('Subject: x\r\n\r\n', { from }), /^250 /, from);
      await receiver.judged(before + 1);
      assert.equal(receiver.seen.at(-1)!.envelope.mailFrom, from);
    }
    client.close();
  });

  it('refuses what is no address', async () => {
    const client = await connected(receiver.plain);
    await client.say('EHLO client.example');
    for (const from of ['<a@b@example.com>', '<"a\tb"@example.com>', '"a b"@example.com'])
      assert.match(await client.say(`MAIL FROM:${from}`), /^501 /, from);
    assert.match(await client.say('MAIL FROM:<a@example.com>'), /^250 /);
    for (const to of ['<>', '<b>', '<@example.org>'])
      assert.match(await client.say(`RCPT TO:${to}`), /^501 /, to);
    client.close();
  });

  it('takes several messages in one pipelined batch', async () => {
    const before = receiver.seen.length;
    const client = await connected(receiver.plain);
    await client.say('EHLO client.example');
    const batch = (name: string): string =>
      `MAIL FROM:<${name}@example.com>\r\nRCPT TO:<b@example.org>\r\nDATA\r\n`;
    client.raw(batch('first'));
    for (const code of ['250', '250', '354']) assert.equal((await client.reply()).slice(0, 3), code);
    client.raw(`one\r\n.\r\n${batch('second')}`);
    for (const code of ['250', '250', '250', '354']) assert.equal((await client.reply()).slice(0, 3), code);
    client.raw('two\r\n.\r\nQUIT\r\n');
    for (const code of ['250', '221']) assert.equal((await client.reply()).slice(0, 3), code);
    await receiver.judged(before + 2);
    assert.deepEqual(
      receiver.seen.slice(before).map(({ text, envelope }) => [text, envelope.mailFrom]),
      [
        ['one\r\n', 'first@example.com'],
        ['two\r\n', 'second@example.com'],
      ],
    );
  });

  it('goes over to TLS, and forgets what was said in the clear', async () => {
    const client = await connected(receiver.plain);
    await client.say('EHLO before.example');
    await client.say('MAIL FROM:<before@example.com>');
    assert.match(await client.say('STARTTLS'), /^220 /);
    const secure = await client.startTls();
    assert.match(await secure.say('RCPT TO:<b@example.org>'), /^503 /);
    const before = receiver.seen.length;
    assert.match(await secure.deliver(MESSAGE, { helo: 'after.example' }), /^250 /);
    await receiver.judged(before + 1);
    const { envelope } = receiver.seen.at(-1)!;
    assert.equal(envelope.helo, 'after.example');
    assert.match(envelope.tls!, /^TLS_/);
    secure.close();
  });

  it('speaks TLS from the first octet on the other port', async () => {
    const before = receiver.seen.length;
    const client = await connected(receiver.tls, { tls: true });
    assert.doesNotMatch(await client.say('EHLO client.example'), /STARTTLS/);
    assert.match(await client.deliver(MESSAGE), /^250 /);
    await receiver.judged(before + 1);
    client.close();
  });
});

describe('the address of a client', () => {
  it('is the IPv4 address where a socket shows it as IPv6, and has no zone', () => {
    assert.equal(clientAddress('::ffff:192.0.2.1'), '192.0.2.1');
    assert.equal(clientAddress('::FFFF:c000:0201'), '192.0.2.1');
    assert.equal(clientAddress('2001:db8:0:0::1'), '2001:db8::1');
    assert.equal(clientAddress('fe80::1%eth0'), 'fe80::1');
  });

  it('is told so of a listener for both families', async (context) => {
    const receiver = await startReceiver({}, { listen: { host: '::', port: 0 } }).catch(() => undefined);
    if (receiver === undefined) return context.skip('no IPv6 here');
    const client = await connected({ ...receiver.plain, host: '127.0.0.1' });
    await client.deliver(MESSAGE);
    await receiver.judged(1);
    assert.equal(receiver.seen[0]!.envelope.ip, '127.0.0.1');
    client.close();
    await receiver.stop();
  });
});
