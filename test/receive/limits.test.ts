import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import type { Accepted, Limits } from '../../src/receive/index.ts';
import { type Client, clientOn, connected } from './client.ts';
import { type Receiver, startReceiver } from './receiver.ts';

type Options = Parameters<typeof startReceiver>[1];

async function withReceiver(
  limits: Partial<Limits>,
  work: (receiver: Receiver) => Promise<void>,
  options?: Options,
): Promise<void> {
  const receiver = await startReceiver(limits, options);
  try {
    await work(receiver);
    const last = await connectedAtLast(receiver);
    assert.match(await last.say('EHLO last.example'), /^250/, 'the server lives on');
    last.close();
  } finally {
    await receiver.stop();
  }
}

/** Those that were turned away may still be counted. */
async function connectedAtLast({ plain }: Receiver): Promise<Client> {
  for (;;) {
    const client = await connected(plain).catch(() => undefined);
    if (client !== undefined) return client;
  }
}

async function inData(receiver: Receiver): Promise<Client> {
  const client = await connected(receiver.plain);
  await client.say('EHLO client.example');
  await client.say('MAIL FROM:<a@example.com>');
  await client.say('RCPT TO:<b@example.org>');
  await client.say('DATA');
  return client;
}

describe('limits on what is sent', () => {
  it('refuses a size that is announced, and one that is not', () =>
    withReceiver({ messageOctets: 2000 }, async (receiver) => {
      const client = await connected(receiver.plain);
      assert.match(await client.say('EHLO client.example'), /SIZE 2000\r\n/);
      assert.match(await client.say('MAIL FROM:<a@example.com> SIZE=2001'), /^552 /);
      assert.match(await client.deliver('x'.repeat(1999)), /^552 /);
      assert.match(await client.deliver('x'.repeat(1998)), /^250 /);
      await receiver.judged(1);
      assert.equal(receiver.seen.length, 1);
      assert.deepEqual(readdirSync(receiver.folder), []);
      client.close();
    }));

  it('keeps nothing of a body of 200 MB beyond the limit, in memory or on disk', () =>
    withReceiver({ messageOctets: 10_000 }, async (receiver) => {
      const client = await inData(receiver);
      const before = process.memoryUsage().rss;
      const piece = Buffer.alloc(1_000_000, 'x');
      // So much that garbage which is not collected yet is little beside what would be kept.
      for (let sent = 0; sent < 200; sent++)
        await new Promise<void>((resolve) => client.socket.write(piece, () => resolve()));
      const grown = process.memoryUsage().rss - before;
      client.raw('\r\n.\r\n');
      assert.match(await client.reply(), /^552 /);
      assert.ok(grown < 150_000_000, `${grown} octets more`);
      assert.match(await client.say('NOOP'), /^250 /);
      client.close();
    }));

  it('takes 50 MB, and its memory does not grow with it', () =>
    withReceiver(
      {},
      async (receiver) => {
        const client = await inData(receiver);
        const line = `${`${'x'.repeat(76)}\r\n`.repeat(100)}..\r\n`.repeat(120);
        const before = process.memoryUsage().rss;
        let most = 0;
        for (let sent = 0; sent < 49_000_000; sent += line.length) {
          await new Promise<void>((resolve) => client.socket.write(line, () => resolve()));
          most = Math.max(most, process.memoryUsage().rss - before);
        }
        client.raw('\r\n.\r\n');
        assert.match(await client.reply(), /^250 /);
        assert.ok(most < 100_000_000, `${most} octets more`);
        client.close();
      },
      { judge: async () => {} },
    ));

  it('ends a session whose command does not end', () =>
    withReceiver({}, async (receiver) => {
      const client = await connected(receiver.plain);
      client.raw(Buffer.alloc(1_000_000, 'x'));
      assert.match(await client.reply(), /^421 .*too long/);
      await client.closed;
    }));

  it('takes as many recipients as it says, and answers each of thousands more', () =>
    withReceiver({ recipients: 100, commands: 5000 }, async (receiver) => {
      const client = await connected(receiver.plain);
      await client.say('EHLO client.example');
      await client.say('MAIL FROM:<a@example.com>');
      const counts: Record<string, number> = {};
      client.raw(Array.from({ length: 3000 }, (_, index) => `RCPT TO:<r${index}@example.org>\r\n`).join(''));
      for (let index = 0; index < 3000; index++) {
        const code = (await client.reply()).slice(0, 3);
        counts[code] = (counts[code] ?? 0) + 1;
      }
      assert.deepEqual(counts, { 250: 100, 452: 2900 });
      await client.say('DATA');
      client.raw('x\r\n.\r\n');
      assert.match(await client.reply(), /^250 /, 'RFC 5321 §4.5.3.1.10: those that were taken count');
      await receiver.judged(1);
      assert.equal(receiver.seen[0]!.envelope.recipients.length, 100);
      client.close();
    }));

  it('ends a session of too many commands, or too many mistakes', () =>
    withReceiver({ commands: 50, mistakes: 5 }, async (receiver) => {
      const [patient, clumsy] = [await connected(receiver.plain), await connected(receiver.plain)];
      patient.raw('NOOP\r\n'.repeat(60));
      for (let index = 0; index < 50; index++) assert.match(await patient.reply(), /^250 /);
      assert.match(await patient.reply(), /^421 .*too many commands/);
      await patient.closed;
      clumsy.raw('MAIL\r\nRCPT\r\nDATA\r\nFOO\r\nVRFY\r\nNOOP\r\n');
      for (let index = 0; index < 5; index++) assert.match(await clumsy.reply(), /^5/);
      assert.match(await clumsy.reply(), /^421 .*too many mistakes/);
      await clumsy.closed;
    }));

  it('does not answer who talks before the greeting, or speaks HTTP', () =>
    withReceiver({}, async (receiver) => {
      const early = clientOn(connect(receiver.plain.port, receiver.plain.host));
      early.raw('EHLO early.example\r\nMAIL FROM:<a@example.com>\r\n');
      assert.match(await early.reply(), /^421 /);
      const browser = await connected(receiver.plain);
      browser.raw('POST /x HTTP/1.1\r\nHost: a.example\r\n\r\n');
      assert.match(await browser.reply(), /^421 /);
      await Promise.all([early.closed, browser.closed]);
    }));
});

describe('limits on time', () => {
  it('ends a session that waits, or whose command drips in', () =>
    withReceiver({ commandMs: 300 }, async (receiver) => {
      const [silent, slow] = [await connected(receiver.plain), await connected(receiver.plain)];
      const drip = setInterval(() => slow.raw('N'), 20).unref();
      assert.match(await silent.reply(), /^421 no command in time/);
      assert.match(await slow.reply(), /^421 no command in time/);
      clearInterval(drip);
      await Promise.all([silent.closed, slow.closed]);
    }));

  it('ends a session whose client reads no replies, and does not pile them up', () =>
    withReceiver({ commandMs: 300, commands: 1_000_000 }, async (receiver) => {
      const client = await connected(receiver.plain);
      client.socket.pause();
      const before = process.memoryUsage().rss;
      const batch = 'EHLO a\r\n'.repeat(2000);
      while (!client.socket.destroyed && !client.socket.writableNeedDrain) client.raw(batch);
      await gone(client);
      assert.ok(process.memoryUsage().rss - before < 80_000_000);
    }));

  it('ends a message that drips in, and keeps nothing of it', () =>
    withReceiver({ dataMs: 300 }, async (receiver) => {
      const slow = await inData(receiver);
      const drip = setInterval(() => slow.raw('line\r\n'), 20).unref();
      assert.match(await slow.reply(), /^421 the message does not end in time/);
      clearInterval(drip);
      await slow.closed;
      await vanished(receiver);
      assert.deepEqual(receiver.seen, []);
    }));

  it('ends a session as a whole', () =>
    withReceiver({ sessionMs: 400 }, async (receiver) => {
      const client = await connected(receiver.plain);
      let reply = '';
      while (!reply.startsWith('421')) {
        reply = await client.say('NOOP');
        // Slower than would be too many commands.
        await pause(20);
      }
      assert.match(reply, /this session takes too long/);
      await client.closed;
    }));

  it('ends a TLS handshake that is never made, over STARTTLS and from the start', () =>
    withReceiver({ commandMs: 300 }, async (receiver) => {
      const upgrading = await connected(receiver.plain);
      await upgrading.say('EHLO client.example');
      await upgrading.say('STARTTLS');
      const fresh = clientOn(connect(receiver.tls.port, receiver.tls.host));
      const half = clientOn(connect(receiver.tls.port, receiver.tls.host));
      half.raw(Buffer.from('16030100', 'hex'));
      await Promise.all([upgrading.closed, fresh.closed, half.closed]);
    }));

  it('ends it also where the client keeps its side open', () =>
    withReceiver({ commandMs: 200 }, async (receiver) => {
      const stubborn = [receiver.plain, receiver.tls].map((address) =>
        clientOn(connect({ ...address, allowHalfOpen: true })),
      );
      await stubborn[0]!.reply();
      await stubborn[0]!.say('EHLO client.example');
      await stubborn[0]!.say('STARTTLS');
      for (const client of stubborn) client.raw(Buffer.from('1603010200010001fc0303', 'hex'));
      await Promise.all(stubborn.map(gone));
    }));
});

describe('clients that break', () => {
  it('off in a message leave nothing behind', () =>
    withReceiver({}, async (receiver) => {
      for (const breakOff of ['resetAndDestroy', 'destroy', 'end'] as const) {
        const client = await inData(receiver);
        client.raw('Subject: half\r\n\r\nhalf');
        client.socket[breakOff]();
        await client.closed;
        await vanished(receiver);
      }
      assert.deepEqual(receiver.seen, []);
    }));

  it('half-open a session and stay: it ends', () =>
    withReceiver({ commandMs: 300 }, async (receiver) => {
      const socket = connect({ ...receiver.plain, allowHalfOpen: true });
      const client = clientOn(socket);
      await client.reply();
      socket.end();
      await client.closed;
    }));

  it('TLS get no answer that could be mistaken', () =>
    withReceiver({}, async (receiver) => {
      const nonsense = clientOn(connect(receiver.tls.port, receiver.tls.host));
      nonsense.raw('EHLO client.example\r\n');
      const upgrading = await connected(receiver.plain);
      await upgrading.say('EHLO client.example');
      await upgrading.say('STARTTLS');
      upgrading.raw('EHLO client.example\r\n');
      await Promise.all([nonsense.closed, upgrading.closed]);
    }));
});

describe('limits on how many', () => {
  it('connect from one address: 421', () =>
    withReceiver({ connectionsPerAddress: 3 }, async (receiver) => {
      const held = [];
      for (let index = 0; index < 3; index++) held.push(await connected(receiver.plain));
      const { port, host } = receiver.tls;
      const others = [
        clientOn(connect(receiver.plain.port, receiver.plain.host)),
        clientOn(connectTls({ port, host, rejectUnauthorized: false })),
      ];
      for (const other of others) {
        assert.match(await other.reply(), /^421 too many connections from your address/);
        await other.closed;
      }
      for (const client of held) await client.say('QUIT');
      await Promise.all(held.map(({ closed }) => closed));
    }));

  it('connect in all: 421, and beyond twice as many not even that', () =>
    withReceiver({ connections: 3 }, async (receiver) => {
      const held = [];
      for (let index = 0; index < 3; index++) held.push(await connected(receiver.plain));
      const others = Array.from({ length: 6 }, () =>
        clientOn(connect(receiver.plain.port, receiver.plain.host)),
      );
      const replies = await Promise.allSettled(others.map((other) => other.reply()));
      const told = replies.filter(({ status }) => status === 'fulfilled');
      assert.ok(told.length >= 1 && told.length < 6, `${told.length} were answered`);
      for (const client of [...held, ...others]) client.close();
      await Promise.all([...held, ...others].map(({ closed }) => closed));
    }));

  it('wait to be judged: 451, until there is room', async () => {
    const waiting: (() => void)[] = [];
    let heard = (): void => {};
    const judge = (_message: Accepted): Promise<void> =>
      new Promise((resolve) => {
        waiting.push(resolve);
        heard();
      });
    await withReceiver(
      { judgedAtOnce: 1, waiting: 1 },
      async (receiver) => {
        const client = await connected(receiver.plain);
        assert.match(await client.deliver('one\r\n'), /^250 /);
        assert.match(await client.deliver('two\r\n'), /^250 /);
        assert.match(await client.deliver('three\r\n'), /^451 too many messages wait/);
        const next = new Promise<void>((resolve) => {
          heard = resolve;
        });
        waiting.shift()!();
        await next;
        assert.match(await client.deliver('three, again\r\n'), /^250 /);
        for (const done of waiting) done();
        heard = () => waiting.at(-1)!();
        client.close();
      },
      { judge },
    );
  });
});

/** Resolves when the server has no such connection any more, which shows to a client only when it sends. */
async function gone({ socket, raw }: Client): Promise<void> {
  while (!socket.destroyed) {
    raw('NOOP\r\n');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Resolves when the spool is empty. */
async function vanished({ folder }: Receiver): Promise<void> {
  while (readdirSync(folder).length > 0) await new Promise((resolve) => setTimeout(resolve, 5));
}
