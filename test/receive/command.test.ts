import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import type { TLSSocket } from 'node:tls';
import { throwAwayCertificate } from '../../src/receive/index.ts';
import { report } from '../../src/report/schema/report.ts';
import { mailcheck } from '../support/command.ts';
import { skipUnless } from '../support/shared.ts';
import { type Child, startChild } from './child.ts';
import { type Client, connected } from './client.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-receive-command-'));
const zone = path.join(folder, 'example.zone');
writeFileSync(
  zone,
  '$ORIGIN example.com.\n$TTL 300\n@ TXT "v=spf1 ip4:127.0.0.1 -all"\n_dmarc TXT "v=DMARC1; p=reject"\n' +
    'forged.test. TXT "v=spf1 -all"\n_dmarc.forged.test. TXT "v=DMARC1; p=reject"\n',
);
after(() => rmSync(folder, { recursive: true, force: true }));

const ARGS = ['--listen', '127.0.0.1:0', '--zone', zone, '--offline'];
const GOOD = 'From: a@example.com\r\nSubject: good\r\n\r\nbody';
const FORGED = 'From: ceo@forged.test\r\nSubject: forged\r\n\r\nbody';

async function delivered({ plain }: Child, ...message: Parameters<Client['deliver']>): Promise<void> {
  const client = await connected(plain);
  assert.match(await client.deliver(...message), /^250 /);
  client.close();
}

function resultsIn(ndjson: string): { message: { subject: string }; verdict: string }[] {
  const lines = ndjson.split('\n').filter((line) => line.startsWith('{"type":"result"'));
  return lines.map((line) => JSON.parse(line));
}

describe('receive --once', () => {
  for (const [message, code] of [
    [GOOD, 0],
    [FORGED, 1],
  ] as const)
    it(`ends with the exit code of its message, ${code}`, async () => {
      const child = await startChild([...ARGS, '--once', '--format', 'ndjson']);
      const client = await connected(child.plain);
      assert.match(await client.deliver(message), /^250 /);
      assert.match(await client.say('QUIT'), /^221 /, 'who has delivered may say good bye');
      assert.equal(await child.ended, code, child.stderr());
      assert.equal(resultsIn(child.stdout()).length, 1);
    });

  it('takes no second message', async () => {
    const child = await startChild([...ARGS, '--once', '--json']);
    const [first, second] = [await connected(child.plain), await connected(child.plain)];
    const replies = await Promise.all([
      first.deliver(GOOD),
      second.deliver(FORGED).catch(() => '421 it stopped before'),
    ]);
    first.close();
    second.close();
    assert.deepEqual(replies.map((reply) => reply[0]).sort(), ['2', '4']);
    await child.ended;
    const { results, run } = report.parse(JSON.parse(child.stdout()));
    assert.equal(results.length, 1);
    assert.equal(results[0]!.kind, 'message');
    assert.equal(results[0]!.message!.session.ip.value, '127.0.0.1');
    assert.equal(run.command, 'receive');
  });
});

describe('receive until a signal', () => {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)
    it(`on ${signal} finishes the message in hand, sends others away, and exits ${code}`, async () => {
      const child = await startChild([...ARGS, '--format', 'ndjson']);
      const [idle, busy] = [await connected(child.plain), await connected(child.plain)];
      for (const line of ['EHLO a.example', 'MAIL FROM:<a@example.com>', 'RCPT TO:<b@example.org>', 'DATA'])
        await busy.say(line);
      busy.raw('From: a@example.com\r\nSubject: in hand\r\n');
      child.kill(signal);
      assert.match(await idle.reply(), /^421 this server stops/);
      await assert.rejects(connected(child.plain), 'nobody new');
      busy.raw('\r\nbody\r\n.\r\n');
      assert.match(await busy.reply(), /^250 /);
      assert.match(await busy.say('MAIL FROM:<a@example.com>'), /^421 /);
      assert.equal(await child.ended, code, child.stderr());
      assert.deepEqual(
        resultsIn(child.stdout()).map(({ message }) => message.subject),
        ['in hand'],
      );
    });

  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)
    it(`says the exit code of ${signal}`, async () => {
      const child = await startChild(ARGS);
      child.kill(signal);
      assert.equal(await child.ended, code);
      assert.match(child.stdout(), new RegExp(` · exit ${code}\\n$`));
    });

  it('shows results as they come', async () => {
    const child = await startChild(ARGS);
    const client = await connected(child.plain);
    await client.deliver(FORGED);
    while (!/REFUSED/.test(child.stdout())) await new Promise((resolve) => setTimeout(resolve, 10));
    await client.deliver(GOOD);
    while (!/INBOX/.test(child.stdout())) await new Promise((resolve) => setTimeout(resolve, 10));
    await client.deliver('one\nline');
    client.close();
    child.kill('SIGTERM');
    await child.ended;
    assert.match(child.stderr(), /a message from 127\.0\.0\.1 was not accepted: 550 /);
  });

  it('ends when nobody reads its results', async () => {
    const child = await startChild([...ARGS, '--format', 'ndjson']);
    child.closeStdout();
    await delivered(child, FORGED);
    assert.equal(await child.ended, 1, child.stderr());
  });
});

describe('receive --save', () => {
  it('keeps message, session and result, and judges what an earlier run left', async () => {
    const save = path.join(folder, 'new', 'kept');
    const child = await startChild([...ARGS, '--save', save, '--once']);
    await delivered(child, GOOD, { from: 'bounce@example.com' });
    assert.equal(await child.ended, 0, child.stderr());
    const [eml, json, session] = readdirSync(save).sort();
    assert.equal(readFileSync(path.join(save, eml!), 'utf8'), `${GOOD}\r\n`);
    assert.equal(JSON.parse(readFileSync(path.join(save, session!), 'utf8')).mailFrom, 'bounce@example.com');
    const first = JSON.parse(readFileSync(path.join(save, json!), 'utf8'));
    assert.equal(first.message.source, eml);
    rmSync(path.join(save, json!));

    const again = await startChild([...ARGS, '--save', save, '--once']);
    assert.equal(await again.ended, 0, again.stderr());
    assert.deepEqual(JSON.parse(readFileSync(path.join(save, json!), 'utf8')), first);
  });

  it('passes over no message whose session was damaged, and holds no lock then', async () => {
    const save = path.join(folder, 'damaged');
    mkdirSync(save);
    const name = '20260101T000000000Z-00000000';
    writeFileSync(path.join(save, `${name}.eml`), GOOD);
    writeFileSync(path.join(save, `${name}.session.json`), '{"ip":');
    const { code, stderr } = await mailcheck(['receive', ...ARGS, '--save', save]);
    assert.equal(code, 2);
    assert.match(stderr, /20260101T000000000Z-00000000\.session\.json is not as it was written/);
    assert.deepEqual(readdirSync(save).length, 2);
  });

  const mayMount = spawnSync('unshare', ['-rm', 'true']).status === 0;
  const offline = skipUnless(mayMount, 'unshare cannot mount a small file system here');

  it('answers 452 where the disk is full, and goes on', { skip: offline }, async () => {
    const save = path.join(folder, 'small');
    mkdirSync(save);
    const mount = 'mount -t tmpfs -o size=200k small "$0" && exec "$@"';
    const prefix = ['unshare', '-rm', 'sh', '-c', mount, save];
    const child = await startChild([...ARGS, '--save', save, '--format', 'ndjson'], { prefix });
    const client = await connected(child.plain);
    const large = `Subject: large\r\n\r\n${`${'x'.repeat(70)}\r\n`.repeat(4000)}`;
    assert.match(await client.deliver(large), /^452 /);
    assert.match(await client.deliver(GOOD), /^250 /, 'what was written of it is gone');
    client.close();
    child.kill('SIGTERM');
    assert.equal(await child.ended, 143, child.stderr());
    assert.equal(resultsIn(child.stdout()).length, 1);
  });

  it('answers 451 where the folder is gone, and goes on when it is back', async () => {
    const save = path.join(folder, 'moved');
    const child = await startChild([...ARGS, '--save', save, '--format', 'ndjson']);
    const client = await connected(child.plain);
    rmSync(save, { recursive: true });
    assert.match(await client.deliver(GOOD), /^451 /);
    mkdirSync(save);
    assert.match(await client.deliver(GOOD), /^250 /);
    client.close();
    child.kill('SIGTERM');
    await child.ended;
    assert.equal(resultsIn(child.stdout()).length, 1);
  });
});

describe('the options of receive', () => {
  const { cert, key } = throwAwayCertificate('mail.example.com');
  const files = Object.fromEntries(
    Object.entries({ cert, key }).map(([name, text]) => {
      const file = path.join(folder, `${name}.pem`);
      writeFileSync(file, text);
      return [name, file];
    }),
  );

  it('take a certificate', async () => {
    const own = ['--cert', files['cert']!, '--private-key', files['key']!, '--tls-listen', '127.0.0.1:0'];
    const child = await startChild([...ARGS, ...own]);
    const direct = await connected(child.tls!, { tls: true });
    const upgraded = await connected(child.plain);
    await upgraded.say('EHLO a.example');
    await upgraded.say('STARTTLS');
    const { socket } = await upgraded.startTls();
    for (const one of [direct.socket, socket])
      assert.deepEqual((one as TLSSocket).getPeerCertificate().subject.CN, 'mail.example.com');
    child.kill('SIGTERM');
    await child.ended;
  });

  it('say what is wrong with them', async () => {
    const server = createServer();
    const port = await new Promise<number>((resolve) =>
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
    );
    const wrong: [string[], RegExp][] = [
      [['--listen', 'here'], /Give ADDRESS:PORT/],
      [['--listen', '127.0.0.1:70000'], /Give ADDRESS:PORT/],
      [['--listen', '::1:2525'], /Give ADDRESS:PORT/],
      [['--listen', `127.0.0.1:${port}`], /cannot listen on 127\.0\.0\.1:\d+: another program/],
      [
        ['--listen', '127.0.0.1:0', '--tls-listen', `127.0.0.1:${port}`],
        /cannot listen on .*another program/,
      ],
      [['--max-size', '0'], /Give a size from 1k to 1000M/],
      [['--max-size', '5G'], /Give a size/],
      [['--cert', files['cert']!], /go together/],
      [['--ignore', 'spf/nothing'], /no such rule/],
    ];
    const output = path.join(folder, 'output');
    mkdirSync(output);
    for (const [args, said] of wrong) {
      const all = ['--zone', zone, '--offline', '-o', `json=${path.join(output, 'report')}`, ...args];
      const { code, stderr } = await mailcheck(['receive', ...all]);
      assert.equal(code, 2, args.join(' '));
      assert.match(stderr, said);
      assert.deepEqual(readdirSync(output), []);
    }
    server.close();
  });

  it('leave no temporary folder behind', async () => {
    const tmp = path.join(folder, 'tmp');
    mkdirSync(tmp);
    const child = await startChild([...ARGS, '--once'], { env: { TMPDIR: tmp } });
    assert.equal(readdirSync(tmp).length, 1);
    await delivered(child, GOOD);
    await child.ended;
    assert.deepEqual(readdirSync(tmp), []);
  });
});
