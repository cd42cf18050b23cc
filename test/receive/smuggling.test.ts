import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { firstStray } from '../../src/receive/stray.ts';
import { type Client, connected } from './client.ts';
import { type Receiver, startReceiver } from './receiver.ts';

/** A second message hidden in the first: a server that takes the sequence for the end of a message would read it. */
const HIDDEN = 'MAIL FROM:<forged@bank.example>\r\nRCPT TO:<b@example.org>\r\nDATA\r\nforged\r\n.\r\n';

const NO_END = [
  '\n.\n',
  '\n.\r\n',
  '\r\n.\n',
  '\r.\r',
  '\r.\r\n',
  '\r\n.\r',
  '\n.\r',
  '\r.\n',
  '\n\n.\r\n',
  '\r\r\n.\r\r\n',
  '\r\n\0.\r\n',
];

describe('the end of a message', () => {
  let receiver: Receiver;
  before(async () => {
    receiver = await startReceiver();
  });
  after(() => receiver.stop());

  async function data(): Promise<Client> {
    const client = await connected(receiver.plain);
    await client.say('EHLO client.example');
    await client.say('MAIL FROM:<a@example.com>');
    await client.say('RCPT TO:<b@example.org>');
    await client.say('DATA');
    return client;
  }

  for (const sequence of NO_END) {
    it(`is not ${JSON.stringify(sequence)}`, async () => {
      const before = receiver.seen.length;
      const client = await data();
      client.raw(`Subject: x\r\n\r\nbody${sequence}${HIDDEN}`);
      const reply = await client.reply();
      assert.match(await client.say('NOOP'), /^250 /, 'one reply to one message');
      client.close();
      if (sequence.includes('\0')) {
        assert.match(reply, /^250 /);
        await receiver.judged(before + 1);
        assert.match(receiver.seen.at(-1)!.text, /forged\r\n$/, 'all of it is one message');
      } else {
        assert.match(reply, /^550 .*CR or LF alone/);
        assert.equal(receiver.seen.length, before);
      }
    });
  }

  it('is CR LF . CR LF however the octets arrive', async () => {
    const body = 'Subject: x\r\n\r\n..\r\n..\r\n...\r\n..x';
    for (const size of [1, 2, 3, 4, 5]) {
      const before = receiver.seen.length;
      const client = await data();
      client.socket.setNoDelay(true);
      const octets = `${body}\r\n.\r\n`;
      for (let at = 0; at < octets.length; at += size) {
        client.raw(octets.slice(at, at + size));
        await new Promise((resolve) => setImmediate(resolve));
      }
      assert.match(await client.reply(), /^250 /);
      await receiver.judged(before + 1);
      assert.equal(receiver.seen.at(-1)!.text, 'Subject: x\r\n\r\n.\r\n.\r\n..\r\n.x\r\n');
      client.close();
    }
  });

  it('may come at once: a message of nothing', async () => {
    const before = receiver.seen.length;
    const client = await data();
    client.raw('.\r\n');
    assert.match(await client.reply(), /^250 /);
    await receiver.judged(before + 1);
    assert.equal(receiver.seen.at(-1)!.text, '');
    client.close();
  });
});

describe('a command', () => {
  let receiver: Receiver;
  before(async () => {
    receiver = await startReceiver();
  });
  after(() => receiver.stop());

  for (const line of ['NOOP\n', 'NO\0OP\r\n', 'NOOP\rRSET\r\n', 'EHLO a.example\nNOOP\r\n'])
    it(`is not ${JSON.stringify(line)}`, async () => {
      const client = await connected(receiver.plain);
      client.raw(line);
      assert.match(await client.reply(), /^500 .*CR or LF alone/);
      await client.closed;
    });

  it('before a wrong one is answered, octet by octet too', async () => {
    const client = await connected(receiver.plain);
    client.socket.setNoDelay(true);
    for (const octet of 'NOOP\r\nNOOP\r\nRSET\rX') {
      client.raw(octet);
      await new Promise((resolve) => setImmediate(resolve));
    }
    for (const code of ['250', '250', '500']) assert.equal((await client.reply()).slice(0, 3), code);
    await client.closed;
  });

  it('is not what follows STARTTLS in the clear', async () => {
    const client = await connected(receiver.plain);
    await client.say('EHLO client.example');
    client.raw('STARTTLS\r\nEHLO injected.example\r\nMAIL FROM:<injected@example.com>\r\n');
    assert.match(await client.reply(), /^220 /);
    const secure = await client.startTls();
    assert.match(await secure.say('RCPT TO:<b@example.org>'), /^503 /, 'nothing of it was kept');
    assert.match(await secure.say('NOOP'), /^250 /, 'and nothing of it is answered later');
    assert.match(await secure.deliver('Subject: x\r\n'), /^250 /);
    await receiver.judged(1);
    assert.equal(receiver.seen[0]!.envelope.mailFrom, 'a@example.com');
    secure.close();
  });

  it('in one packet with the message it announces leaves the message whole', async () => {
    const before = receiver.seen.length;
    const client = await connected(receiver.plain);
    await client.say('EHLO client.example');
    client.raw('MAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.org>\r\nDATA\r\none\r\n.\r\nNOOP\r\n');
    for (const code of ['250', '250', '354', '250', '250'])
      assert.equal((await client.reply()).slice(0, 3), code);
    client.raw('MAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.org>\r\nDATA\r\ntwo\nthree\r\n.\r\nNOOP\r\n');
    for (const code of ['250', '250', '354', '550', '250'])
      assert.equal((await client.reply()).slice(0, 3), code);
    await receiver.judged(before + 1);
    assert.equal(receiver.seen.at(-1)!.text, 'one\r\n');
    client.close();
  });
});

describe('CR and LF', () => {
  for (const [text, at] of [
    ['a\r\nb\r\n', -1],
    ['a\nb', 1],
    ['a\rb', 1],
    ['a\r', -1],
    ['a\r\r\n', 1],
    ['\n', 0],
    ['\r\n\n', 2],
    ['', -1],
  ] as const)
    it(`stand alone in ${JSON.stringify(text)} at ${at}`, () =>
      assert.equal(firstStray(0, Buffer.from(text)), at));

  it('may be parted by a packet', () => {
    assert.equal(firstStray(0x0d, Buffer.from('\nx')), -1);
    assert.equal(firstStray(0x0d, Buffer.from('x')), 0);
    assert.equal(firstStray(0x0d, Buffer.from('')), -1);
  });
});
