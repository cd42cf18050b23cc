import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { Address } from '../../src/receive/index.ts';
import { freePort } from '../servers/process.ts';
import { startChild } from './child.ts';
import { connected } from './client.ts';

const SENDERS = 200;
const EACH = 2;
/** The server is killed when so many messages in all were answered 250. */
const KILLS = [30, 90, 200, 330];

const ZONE =
  '$ORIGIN example.com.\n$TTL 300\n@ TXT "v=spf1 ip4:127.0.0.1 -all"\n_dmarc TXT "v=DMARC1; p=reject"\n';

/** Sends until it has been answered 250 so often; every attempt is another message. */
async function sender(id: number, server: Address, answered: (subject: string) => void): Promise<void> {
  for (let attempt = 0, sent = 0; sent < EACH; attempt++) {
    const subject = `sender-${id}-attempt-${attempt}`;
    try {
      const client = await connected(server);
      const reply = await client.deliver(`From: a@example.com\r\nSubject: ${subject}\r\n\r\nbody`);
      if (reply.startsWith('250 ')) {
        sent++;
        answered(subject);
      }
      client.close();
    } catch {
      // The server was killed: its successor needs a moment to listen.
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

function subjectsIn(folder: string): string[] {
  const results = readdirSync(folder).filter((file) => /Z-[0-9a-f]{8}\.json$/.test(file));
  return results.map((file) => JSON.parse(readFileSync(path.join(folder, file), 'utf8')).message.subject);
}

describe('receive --save, killed again and again under 200 senders', () => {
  it('reports every message that it answered 250, once', { timeout: 60_000 }, async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-crash-test-'));
    const [zone, save] = [path.join(folder, 'example.zone'), path.join(folder, 'mail')];
    writeFileSync(zone, ZONE);
    const server = { host: '127.0.0.1', port: await freePort() };
    const args = ['--listen', `127.0.0.1:${server.port}`, '--save', save];
    const start = () => startChild([...args, '--zone', zone, '--offline', '--format', 'ndjson']);
    const answered: string[] = [];
    const lines: string[] = [];
    let kills = 0;
    let isDying = false;
    let child = await start();
    const senders = Array.from({ length: SENDERS }, (_, id) =>
      sender(id, server, (subject) => {
        answered.push(subject);
        if (!isDying && answered.length >= (KILLS[kills] ?? Number.POSITIVE_INFINITY)) {
          isDying = true;
          child.kill('SIGKILL');
        }
      }),
    );
    const all = Promise.all(senders).then(() => 'sent' as const);
    while ((await Promise.race([all, child.ended])) !== 'sent') {
      lines.push(...child.stdout().split('\n'));
      kills++;
      child = await start();
      isDying = false;
    }
    while (new Set(subjectsIn(save)).size < answered.length)
      await new Promise((resolve) => setTimeout(resolve, 50));
    child.kill('SIGTERM');
    assert.equal(await child.ended, 143, child.stderr());
    lines.push(...child.stdout().split('\n'));

    const reported = subjectsIn(save);
    assert.equal(kills, KILLS.length);
    assert.equal(answered.length, SENDERS * EACH);
    assert.equal(new Set(reported).size, reported.length, 'none twice');
    const missing = answered.filter((subject) => !reported.includes(subject));
    assert.deepEqual(missing, [], 'none lost');
    const told = lines.flatMap((line) => /"subject":"([^"]+)"/.exec(line)?.[1] ?? []);
    assert.equal(new Set(told).size, told.length, 'none told twice');
    assert.ok(!readdirSync(save).some((file) => /\.part$|\.lock$/.test(file)), 'nothing half-done is left');
    rmSync(folder, { recursive: true });
  });
});
