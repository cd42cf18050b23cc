import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { skipUnless } from '../support/shared.ts';
import { type Child, startChild } from './child.ts';
import { type Client, connected } from './client.ts';

/** What a client sends after DATA, in pieces, and the code that it is answered. */
type Attack = { pieces: number; piece: string; code: number };

const MEGABYTE = 1_000_000;

const ATTACKS: Record<string, Attack> = {
  'a body of 10 MB': { pieces: 10, piece: `${'x'.repeat(78)}\r\n`.repeat(MEGABYTE / 80), code: 250 },
  'a body beyond the limit': { pieces: 20, piece: `${'x'.repeat(78)}\r\n`.repeat(MEGABYTE / 80), code: 552 },
  'one line': { pieces: 10, piece: 'x'.repeat(MEGABYTE), code: 250 },
  'a header without end': { pieces: 5, piece: 'X-Field: value\r\n'.repeat(MEGABYTE / 16), code: 250 },
  'one field without end': { pieces: 5, piece: ' folded\r\n'.repeat(MEGABYTE / 9), code: 250 },
  'nothing but signatures': {
    pieces: 5,
    piece: 'DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=s; h=from; bh=AAAA; b=AAAA\r\n'.repeat(
      10_000,
    ),
    code: 250,
  },
  'parts in parts': {
    pieces: 1,
    piece: 'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n'.repeat(20_000),
    code: 250,
  },
  NUL: { pieces: 3, piece: '\0'.repeat(MEGABYTE), code: 250 },
  dots: { pieces: 1, piece: '..\r\n'.repeat(MEGABYTE / 4), code: 250 },
  'bare LF': { pieces: 5, piece: '.\n'.repeat(MEGABYTE / 2), code: 550 },
  'bare CR': { pieces: 5, piece: '\r.\r'.repeat(MEGABYTE / 3), code: 550 },
};

async function attacked(child: Child, { pieces, piece, code }: Attack): Promise<void> {
  const client = await connected(child.plain);
  for (const line of ['EHLO a.example', 'MAIL FROM:<a@example.com>', 'RCPT TO:<b@example.org>', 'DATA'])
    await client.say(line);
  client.raw('From: a@example.com\r\n');
  for (let sent = 0; sent < pieces; sent++) await written(client, piece);
  client.raw('\r\n.\r\n');
  assert.equal((await client.reply()).slice(0, 3), String(code));
  client.close();
}

function written({ socket }: Client, piece: string): Promise<void> {
  return new Promise((resolve) => socket.write(piece, 'latin1', () => resolve()));
}

/** The most memory that a process ever held, in octets. */
function peakOf({ pid }: Child): number {
  const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))!;
  return Number(kilobytes) * 1024;
}

describe('hostile messages, all at once', {
  skip: skipUnless(process.platform === 'linux', 'needs /proc'),
}, () => {
  it('are answered and judged in bounded memory, and the server lives on', { timeout: 60_000 }, async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-hostile-test-'));
    const zone = path.join(folder, 'example.zone');
    writeFileSync(zone, '$ORIGIN example.com.\n$TTL 300\n_dmarc TXT "v=DMARC1; p=reject"\n');
    const args = ['--listen', '127.0.0.1:0', '--zone', zone, '--offline', '--format', 'ndjson'];
    // Whatever is held in the heap is so little that this suffices.
    const env = { NODE_OPTIONS: '--max-old-space-size=160' };
    const child = await startChild([...args, '--max-size', '11M'], { env });
    const attacks = Object.values(ATTACKS);
    await Promise.all(attacks.map((attack) => attacked(child, attack)));
    const accepted = attacks.filter(({ code }) => code === 250).length;
    const judged = (): number => child.stdout().split('\n').length - 1;
    while (judged() < accepted) await new Promise((resolve) => setTimeout(resolve, 50));

    const last = await connected(child.plain);
    assert.match(await last.deliver('From: a@example.com\r\n\r\nhello'), /^250 /);
    last.close();
    while (judged() < accepted + 1) await new Promise((resolve) => setTimeout(resolve, 50));
    const peak = peakOf(child);
    assert.ok(peak < 500 * MEGABYTE, `${Math.round(peak / MEGABYTE)} MB`);
    child.kill('SIGTERM');
    assert.equal(await child.ended, 143, child.stderr());
    assert.doesNotMatch(child.stderr(), /internal error/);
    rmSync(folder, { recursive: true });
  });
});
