import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { splitMessage } from '../../src/message/header.ts';
import { fromMbox, isMbox, mboxRanges } from '../../src/message/mbox.ts';
import { onTheWire } from '../../src/message/wire.ts';

/** However a message comes in pieces, it is the same message. */

const text = fc.string({
  unit: fc.constantFrom('a', ':', ' ', '\r', '\n', '\r\n', '\n\n', '\0', 'From ', '>'),
  maxLength: 60,
});
const cuts = fc.array(fc.nat(120), { maxLength: 8 });

async function* pieces(whole: string, at: readonly number[]): AsyncGenerator<Buffer> {
  const places = [...new Set(at.map((place) => place % (whole.length + 1)))].sort((a, b) => a - b);
  for (const [index, place] of [0, ...places].entries())
    yield Buffer.from(whole.slice(place, places[index] ?? whole.length), 'latin1');
}

async function read(chunks: AsyncIterable<Buffer>): Promise<string> {
  const all: Buffer[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all).toString('latin1');
}

const FROM_LINE = 'From a@b Mon Mar  2 09:00:00 2026';

const count = (whole: string, what: RegExp): number => whole.match(what)?.length ?? 0;

it('takes a line of a body for no message', async () => {
  const text =
    `${FROM_LINE}\nFrom: a@b\n\nHello\n\nFrom my point of view\nit is fine.\n\n` +
    `From the top, on Mon\nNote: no time.\n\nFrom : a@b, Mon 10:00\nTo: c\n\n${FROM_LINE}\nFrom: c@d\n\nBye\n`;
  assert.equal((await mboxRanges(pieces(text, []))).length, 2);
});

describe('the first line of an mbox', () => {
  for (const line of [
    'From ann@example.com Mon Mar  2 09:00:00 2026',
    'From ann@example.com  Mon Mar  2 09:00 2026',
    'From - Mon Mar 02 09:00:00 2026',
    'From 1700000000000000000@xxx Mon Mar 02 09:00:00 +0000 2026',
    'From "ann example"@example.com Mon Mar  2 09:00:00 GMT 2026',
    'From ann at example.com  Mon Mar  2 09:00:00 2026',
    'From MAILER-DAEMON Mon Mar  2 09:00:00 2026 remote from mx.example.net',
    'From 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001',
    'From ann@example.com Mon, 2 Mar 2026 09:00:00 +0100',
  ])
    it(`is ${line}`, () => {
      for (const end of ['\n', '\r\n']) assert.ok(isMbox(`${line}${end}Subject: x${end}${end}`));
    });
  for (const line of [
    'From: ann@example.com (Mon 09:00)',
    'From : ann@example.com (Mon 09:00)',
    'From \t: ann@example.com (Mon 09:00)',
    'From here on',
    'from ann@example.com Mon Mar  2 09:00:00 2026',
    '>From ann@example.com Mon Mar  2 09:00:00 2026',
  ])
    it(`is not ${JSON.stringify(line)}`, () => assert.ok(!isMbox(`${line}\nSubject: x\n\n`)));
});

describe('reading in pieces', () => {
  it('gives the wire form, and counts what is odd', async () => {
    await fc.assert(
      fc.asyncProperty(text, cuts, async (whole, at) => {
        const seen = { bareLf: 0, bareCr: 0, nul: 0 };
        const wire = await read(onTheWire(pieces(whole, at), seen));
        assert.equal(wire, whole.replace(/(?<!\r)\n/g, '\r\n'));
        assert.equal(seen.nul, count(whole, /\0/g));
        assert.equal(seen.bareCr, count(whole, /\r(?!\n)/g));
        const isCrlf = /^[^\n]*\r\n/.test(whole);
        assert.equal(seen.bareLf, isCrlf ? count(whole, /(?<!\r)\n/g) : 0);
      }),
      { numRuns: 1000 },
    );
  });

  it('divides header and body at the first empty line', async () => {
    await fc.assert(
      fc.asyncProperty(text, cuts, async (whole, at) => {
        const wire = whole.replace(/\r?\n|\r/g, '\r\n');
        const { fields, body, ended } = await splitMessage(
          onTheWire(pieces(wire, at), { bareLf: 0, bareCr: 0, nul: 0 }),
        );
        const end = wire.startsWith('\r\n') ? 0 : wire.indexOf('\r\n\r\n') + 2;
        assert.equal(ended, end !== 1);
        assert.equal(await read(body), ended ? wire.slice(end + 2) : '');
        const header = ended ? wire.slice(0, end) : wire;
        const starts = header.split('\r\n').filter((line) => /^[!-9;-~]+[ \t]*:/.test(line));
        assert.equal(fields.length, starts.length);
      }),
      { numRuns: 1000 },
    );
  });

  it('finds the same messages in an mbox', async () => {
    const body = fc.string({
      unit: fc.constantFrom('a', '\n', '\n\n', 'From ', '>', 'From: '),
      maxLength: 30,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(body, { minLength: 1, maxLength: 4 }), cuts, async (bodies, at) => {
        const quoted = bodies.map((one) => one.replace(/^(?=>*From )/gm, '>'));
        const mbox = quoted.map((one) => `${FROM_LINE}\nFrom: a@b\n\n${one}\n\n`).join('');
        assert.ok(isMbox(mbox));
        const ranges = await mboxRanges(pieces(mbox, at));
        assert.equal(ranges.length, bodies.length);
        for (const [index, { start, end }] of ranges.entries()) {
          const message = await read(fromMbox(pieces(mbox.slice(start, end), at)));
          assert.equal(message, `From: a@b\n\n${bodies[index]}\n`);
        }
      }),
      { numRuns: 500 },
    );
  });
});
