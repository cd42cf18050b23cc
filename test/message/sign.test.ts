import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { openMessage } from '../../src/command/sign-input.ts';
import type { Streams } from '../../src/command/streams.ts';
import { makeKey, privatePem } from '../../src/message/keys.ts';
import { mailcheck } from '../support/command.ts';
import { projectFolder } from '../support/project.ts';
import {
  asSent,
  BOTH,
  bytesOf,
  dkimpy,
  openDkim,
  type SigningWorld,
  signingWorld,
  withoutDkimpy,
  withoutOpenDkim,
} from './sign-world.ts';

const HEADER = [
  'Received: from client.example.net by mx.example.com; Wed, 25 Nov 2026 10:00:01 +0000',
  'From: Ann Example <ann@example.com>',
  'To: bob@example.net,',
  '\tcarol@example.net',
  'Subject:  two  blanks, a fold ',
  ' and a blank at the end ',
  'Date: Wed, 25 Nov 2026 10:00:00 +0000',
  'Message-ID: <1@example.com>',
  'List-Id: <one.example.com>',
  'X-Other: 1',
];
const BODY = ['Hello  Bob,\t', '', ' a line ', '.', '..', 'end', '', ''];
const message = (header: readonly string[] = HEADER, body: readonly string[] = BODY): string =>
  `${header.join('\r\n')}\r\n\r\n${body.map((line) => `${line}\r\n`).join('')}`;
const MESSAGE = message();
const asLf = (text: string): string => text.replaceAll('\r\n', '\n');

let world: SigningWorld;
before(async () => {
  world = await signingWorld();
});
after(() => world.close());

/** The value of a tag of the first signature, without blanks. */
const tag = (signed: string, name: string): string | undefined =>
  new RegExp(`[ ;\\n]${name}=([^;]*)`)
    .exec(signed.slice(0, signed.search(/\r?\n(?![ ])/)))?.[1]
    ?.replace(/\s+/g, '');

const without = (name: string): string[] => HEADER.filter((line) => !line.startsWith(`${name}:`));

describe('what sign writes', () => {
  const VARIANTS: [string, string][] = [
    ['a usual message', MESSAGE],
    ['LF line ends', asLf(MESSAGE)],
    ['no body', message(HEADER, [])],
    ['a body of empty lines', message(HEADER, ['', '', ''])],
    ['a body of blanks', message(HEADER, [' ', '\t'])],
    ['a body without a line end behind it', MESSAGE.replace(/(\r\n)+$/, '')],
    ['octets beyond ASCII in the body', message(HEADER, ['Gr\xfc\xdfe \xff\xfe'])],
    ['a header with nothing but From', message(['From: a@example.com'])],
    ['an empty header field', message([...HEADER, 'Reply-To:', 'Cc: '])],
    ['several fields of one name', message([...HEADER, 'List-Id: <two.example.com>', 'list-ID:three'])],
    ['lines of 998 octets', message([...HEADER, `X-Long: ${'x'.repeat(990)}`], ['y'.repeat(998)])],
  ];
  const FORMS = ['relaxed/relaxed', 'relaxed/simple', 'simple/relaxed', 'simple/simple'];

  it('is the message with its signatures in front, octet for octet', async () => {
    for (const [what, text] of VARIANTS) {
      const { code, stdout, stderr } = await world.sign(text);
      assert.equal(code, 0, `${what}: ${stderr}`);
      assert.ok(stdout.endsWith(text), what);
      const added = stdout.slice(0, -text.length);
      const end = text.includes('\r\n') ? '\r\n' : '\n';
      const lines = added.split(end);
      assert.equal(lines.pop(), '', what);
      assert.ok(
        lines.every((line) => line.length <= 78 && !/[\r\n]/.test(line)),
        what,
      );
      assert.deepEqual(lines.filter((line) => !line.startsWith(' ')).length, 2, what);
    }
  });

  it('verifies with dkimpy, in every canonicalization', { skip: withoutDkimpy }, async () => {
    const signed: [string, string][] = [];
    for (const form of FORMS)
      for (const [what, text] of VARIANTS)
        signed.push([
          `${form}, ${what}`,
          asSent((await world.sign(text, [...BOTH, '--canonicalization', form])).stdout),
        ]);
    const said = dkimpy(
      world,
      signed.map(([, text]) => text),
    );
    for (const [index, [what]] of signed.entries()) assert.deepEqual(said[index], [true, true], what);
  });

  it('verifies with OpenDKIM', { skip: withoutOpenDkim }, async () => {
    // Its test mode does not keep blanks behind the colon as they are, as its simple form would need.
    const plain: [string, string] = ['plain blanks', MESSAGE.replace('Subject:  ', 'Subject: ')];
    for (const form of FORMS)
      for (const [what, text] of form.startsWith('relaxed') ? VARIANTS : [plain]) {
        const { stdout } = await world.sign(text, [...BOTH, '--canonicalization', form]);
        assert.deepEqual(openDkim(world, asSent(stdout)), ['rsa: pass', 'ed: pass'], `${form}, ${what}`);
      }
  });

  it('does not verify any more once something of it is changed', { skip: withoutOpenDkim }, async () => {
    const { stdout } = await world.sign(MESSAGE);
    for (const changed of [
      stdout.replace('Hello', 'Hullo'),
      stdout.replace('\r\nSubject:', '\r\nSubject: other\r\nSubject:'),
      stdout.replace('\r\nFrom:', '\r\nFrom: eve@example.org\r\nFrom:'),
      stdout.replace('\r\nX-Other', '\r\nReply-To: eve@example.org\r\nX-Other'),
      stdout.replace('\r\nX-Other', '\r\nCc: eve@example.org\r\nX-Other'),
      stdout.replace('\r\nX-Other', '\r\nDate: Thu, 26 Nov 2026 10:00:00 +0000\r\nX-Other'),
    ])
      for (const said of openDkim(world, changed)) assert.doesNotMatch(said, /pass/);
    const unharmed = stdout.replace('\r\nX-Other: 1', '\r\nX-Other: 2\r\nReceived: by mx.example.org');
    assert.deepEqual(openDkim(world, unharmed), ['rsa: pass', 'ed: pass']);
  });

  it('names what is signed', async () => {
    const { stdout } = await world.sign(MESSAGE);
    assert.equal(
      tag(stdout, 'h'),
      'From:From:Reply-To:Subject:Subject:To:To:Cc:Date:Date:Message-ID:Message-ID:List-Id',
    );
    assert.deepEqual(
      ['v', 'a', 'c', 'd', 's'].map((name) => tag(stdout, name)),
      ['1', 'rsa-sha256', 'relaxed/relaxed', 'example.com', 'rsa'],
    );
    for (const name of ['x', 'l', 'i']) assert.equal(tag(stdout, name), undefined);
    assert.ok(Math.abs(Number(tag(stdout, 't')) - Date.now() / 1000) < 60);
  });

  it('names what --headers says, and ends when --expire says', async () => {
    const { stdout } = await world.sign(MESSAGE, [
      ...BOTH,
      '--headers',
      'subject:From:FROM:x-none',
      '--expire',
      '3',
    ]);
    assert.equal(tag(stdout, 'h'), 'subject:FROM:FROM:x-none');
    assert.equal(Number(tag(stdout, 'x')) - Number(tag(stdout, 't')), 3 * 86_400);
  });

  it('has one signature for each key, in their order, each at its own domain', async () => {
    const args = ['--key', 'ed.pem', '--key', 'rsa.pem', '--selector', 'a', '--selector', 'b'];
    const { code, stdout } = await world.sign(MESSAGE, [
      ...args,
      '--domain',
      'example.com',
      '--domain',
      'example.net',
    ]);
    assert.equal(code, 0);
    const fields = stdout.split(/\r\n(?! )/).filter((line) => line.startsWith('DKIM-Signature:'));
    assert.deepEqual(
      fields.map((field) => [...field.matchAll(/ (a|d|s)=([^;]+)/g)].map(([, , value]) => value)),
      [
        ['ed25519-sha256', 'example.com', 'a'],
        ['rsa-sha256', 'example.net', 'b'],
      ],
    );
  });

  it('signs anew what is signed already, and leaves the old signature alone', {
    skip: withoutOpenDkim,
  }, async () => {
    const first = (
      await world.sign(MESSAGE, ['--key', 'rsa.pem', '--selector', 'rsa', '--domain', 'example.com'])
    ).stdout;
    const { stdout } = await world.sign(first, [
      '--key',
      'ed.pem',
      '--selector',
      'ed',
      '--domain',
      'example.com',
    ]);
    assert.ok(stdout.endsWith(first));
    assert.deepEqual(openDkim(world, stdout), ['ed: pass', 'rsa: pass']);
  });
});

function openFiles(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${fd}`)];
    } catch {
      return [];
    }
  });
}

describe('where sign reads and writes', () => {
  it('takes standard input, and leaves no copy of it behind', async () => {
    const temporary = path.join(world.folder, 'temporary');
    mkdirSync(temporary);
    process.env['TMPDIR'] = temporary;
    const { code, stdout } = await mailcheck(['sign', '-', ...BOTH], { cwd: world.folder, stdin: MESSAGE });
    assert.equal(code, 0);
    assert.ok(stdout.endsWith(MESSAGE));
    assert.deepEqual(readdirSync(temporary), []);
    delete process.env['TMPDIR'];
  });

  it('takes a pipe that has a name', async () => {
    const pipe = path.join(world.folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const writer = spawn('sh', ['-c', `cat message.eml > pipe`], { cwd: world.folder });
    writeFileSync(path.join(world.folder, 'message.eml'), MESSAGE, 'latin1');
    const { code, stdout } = await mailcheck(['sign', 'pipe', ...BOTH], { cwd: world.folder });
    if (writer.exitCode === null) await once(writer, 'exit');
    assert.equal(code, 0);
    assert.ok(stdout.endsWith(MESSAGE));
  });

  it('writes a file whole, over the message itself too, or not at all', async () => {
    const { code, stdout } = await world.sign(MESSAGE, [...BOTH, '-o', 'message.eml']);
    assert.deepEqual([code, stdout], [0, '']);
    assert.ok(bytesOf(world, 'message.eml').endsWith(MESSAGE));
    mkdirSync(path.join(world.folder, 'taken'));
    writeFileSync(path.join(world.folder, 'kept.eml'), 'kept');
    assert.equal((await world.sign(MESSAGE, [...BOTH, '-o', 'taken'])).code, 2);
    assert.equal((await world.sign(MESSAGE, [...BOTH, '-o', 'no/such/folder'])).code, 2);
    assert.equal((await world.sign(MESSAGE.replace('Hello', '\0'), [...BOTH, '-o', 'kept.eml'])).code, 2);
    assert.equal(bytesOf(world, 'kept.eml'), 'kept');
    assert.deepEqual(
      readdirSync(world.folder).filter((name) => name.startsWith('.')),
      [],
    );
    assert.equal((await world.sign(MESSAGE, [...BOTH, '-o', '/dev/null'])).code, 0);
  });

  it('takes any name of a domain', async () => {
    const { code, stdout } = await world.sign(MESSAGE, [...BOTH.slice(0, -1), 'Bücher.Example.']);
    assert.equal(code, 0);
    assert.equal(tag(stdout, 'd'), 'xn--bcher-kva.example');
  });

  it('does not sign what is changed while it is read', async () => {
    const file = path.join(world.folder, 'growing.eml');
    writeFileSync(file, MESSAGE);
    const streams = { cwd: world.folder, interrupted: new AbortController().signal } as Streams;
    const opened = await openMessage('growing.eml', streams);
    await opened.checkUnchanged();
    appendFileSync(file, 'more\r\n');
    await assert.rejects(opened.checkUnchanged(), /growing\.eml was changed/);
    await opened.close();
  });

  it('leaves no copy behind when it is ended by a signal', async () => {
    const temporary = path.join(world.folder, 'ended');
    mkdirSync(temporary);
    const launcher = path.join(projectFolder(), 'bin/mailcheck.js');
    const env = { ...process.env, TMPDIR: temporary };
    const child = spawn(process.execPath, [launcher, 'sign', '-', ...BOTH], { cwd: world.folder, env });
    child.stdin.write(MESSAGE);
    // The copy is open, and has lost its name.
    const isCopied = (name: string): boolean =>
      name.startsWith(`${temporary}/`) && name.endsWith('(deleted)');
    while (!openFiles(child.pid!).some(isCopied)) await setTimeout(10);
    assert.deepEqual(readdirSync(temporary), []);
    child.kill('SIGTERM');
    assert.deepEqual(await once(child, 'exit'), [143, null]);
  });

  it('stops at a signal while it waits for the message', async () => {
    const interruption = new AbortController();
    const running = mailcheck(['sign', '-', ...BOTH], {
      cwd: world.folder,
      interrupted: interruption.signal,
      stdin: new Readable({ read() {} }),
    });
    await setTimeout(50);
    interruption.abort();
    assert.equal((await running).code, 130);
  });

  it('reads keys in the forms of other signers', async () => {
    const seed = world.keys.ed.key.export({ format: 'der', type: 'pkcs8' }).subarray(-32).toString('base64');
    writeFileSync(path.join(world.folder, 'seed'), `${seed}\n`);
    writeFileSync(
      path.join(world.folder, 'pkcs1.pem'),
      world.keys.rsa.key.export({ format: 'pem', type: 'pkcs1' }),
    );
    const args = [
      '--key',
      'pkcs1.pem',
      '--selector',
      'rsa',
      '--key',
      'seed',
      '--selector',
      'ed',
      '--domain',
      'example.com',
    ];
    const { code, stdout } = await world.sign(MESSAGE, args);
    assert.equal(code, 0);
    if (!withoutOpenDkim) assert.deepEqual(openDkim(world, stdout), ['rsa: pass', 'ed: pass']);
  });

  it('warns of a key of 1024 bits, and of a body that may be changed on the way', async () => {
    const { key } = await makeKey('rsa', 1024);
    writeFileSync(path.join(world.folder, 'short.pem'), key.export({ format: 'pem', type: 'pkcs8' }));
    const args = ['--key', 'short.pem', '--selector', 's', '--domain', 'example.com'];
    const { code, stderr } = await world.sign(message(HEADER, ['\xe4']), args);
    assert.equal(code, 0);
    assert.match(stderr, /1024 bits; 2048 are advised/);
    assert.match(stderr, /8BITMIME/);
    assert.equal((await world.sign(MESSAGE)).stderr, '');
  });
});

describe('what sign refuses, in one line and with nothing written', () => {
  const longName = 'a'.repeat(60);
  const MESSAGES: [string, string, RegExp][] = [
    ['nothing', '', /empty/],
    ['no From', message(without('From')), /no From/],
    ['two From', message([...HEADER, 'from: eve@example.org']), /from more than once/],
    ['two Subject', message([...HEADER, 'Subject: again']), /Subject more than once/],
    ['LF among CRLF', MESSAGE.replace('Hello  Bob,\t\r\n', 'Hello\n'), /line 12 ends with LF alone/],
    ['CRLF among LF', asLf(MESSAGE).replace('end\n', 'end\r\n'), /ends with CRLF/],
    ['LF between header fields', MESSAGE.replace('\r\nX-Other', '\nX-Other'), /line 9 ends with LF/],
    ['a bare CR', MESSAGE.replace('Hello', 'Hel\rlo'), /line 12 has a CR/],
    ['a CR twice', MESSAGE.replace('end\r\n', 'end\r\r\n'), /has a CR/],
    ['a bare CR at the very end', `${MESSAGE}a\r`, /has a CR/],
    ['a bare CR in the header', MESSAGE.replace('Ann', 'A\rn'), /line 2 has a CR/],
    ['NUL in the body', MESSAGE.replace('Hello', 'Hel\0lo'), /line 12 has a NUL/],
    ['NUL in the header', MESSAGE.replace('Ann', 'A\0n'), /line 2 has a NUL/],
    [
      '8-bit characters in the header',
      MESSAGE.replace('Ann', '\xc3\x84nn'),
      /line 2 is part of the header and not ASCII/,
    ],
    ['a byte order mark', `\xef\xbb\xbf${MESSAGE}`, /line 1 is part of the header and not ASCII/],
    ['a header that does not end', HEADER.map((line) => `${line}\r\n`).join(''), /does not end/],
    ['a header cut off in a line', HEADER.join('\r\n'), /does not end/],
    ['text where a header should be', `Hello Bob\r\n${MESSAGE}`, /line 1 is no header field/],
    ['a body right behind the header', MESSAGE.replace('\r\n\r\n', '\r\n'), /line 11 is no header field/],
    ['a blank before the colon', MESSAGE.replace('Subject:', 'Subject :'), /line 5 has a blank before its/],
    ['a blank before the first colon', `From : a@example.com\r\n\r\n`, /line 1 has a blank before its colon/],
    ['a line “From …” without a date', `From here on\r\n${MESSAGE}`, /line 1 is no header field/],
    ['a fold before the first field', ` ${MESSAGE}`, /begins with a blank/],
    ['a line of blanks in the header', MESSAGE.replace('\r\nX-Other', '\r\n \t\r\nX-Other'), /blanks alone/],
    ['a mailbox file', `From ann@example.com Wed Nov 25 10:00:00 2026\r\n${MESSAGE}`, /mailbox/],
    ['a body line of 999 octets', message(HEADER, ['x'.repeat(999)]), /line 12 has more than 998/],
    [
      'a header line of 999 octets',
      message([...HEADER, `X: ${'x'.repeat(996)}`]),
      /line 11 has more than 998/,
    ],
    ['a thousand fields to sign', message([...HEADER, ...Array<string>(1000).fill('List-Id: x')]), /so many/],
  ];
  for (const [what, text, words] of MESSAGES) {
    it(`a message: ${what}`, async () => {
      const { code, stdout, stderr } = await world.sign(text);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, /^mailcheck: message\.eml: [^\n]+\n$/);
      assert.match(stderr, words);
    });
  }

  const one = ['--key', 'rsa.pem', '--selector', 's', '--domain', 'example.com'];
  const ARGUMENTS: [string, string[], RegExp][] = [
    ['no key', ['--selector', 's', '--domain', 'example.com'], /--key/],
    ['no selector', ['--key', 'rsa.pem', '--domain', 'example.com'], /--selector/],
    ['no domain', ['--key', 'rsa.pem', '--selector', 's'], /--domain/],
    [
      'two keys at one selector',
      [...one, '--key', 'ed.pem', '--selector', 's'],
      /one key at s at example\.com/,
    ],
    ['a key without a selector', [...one, '--key', 'ed.pem'], /one --selector for each/],
    [
      'three domains for two keys',
      [...BOTH, '--domain', 'a.example', '--domain', 'b.example'],
      /one --domain/,
    ],
    ['a domain that is none', [...one.slice(0, 4), '--domain', 'a b'], /blanks/],
    [
      'a selector with an underscore',
      ['--key', 'rsa.pem', '--selector', 'a_b', '--domain', 'example.com'],
      /underscore/,
    ],
    [
      'a name that is too long',
      [...one.slice(0, 4), '--domain', `${`${longName}.`.repeat(4)}example`],
      /too long/,
    ],
    ['a key that is not there', ['--key', 'none.pem', ...one.slice(2)], /no such file/],
    ['a key that is too short', ['--key', 'tiny.pem', ...one.slice(2)], /512 bits/],
    ['a key that is too long', ['--key', 'huge.pem', ...one.slice(2)], /4104 bits/],
    ['a domain of one label', [...one.slice(0, 4), '--domain', 'com'], /one label/],
    ['no From in --headers', [...one, '--headers', 'Subject'], /From/],
    ['a changing field', [...one, '--headers', 'From:Received'], /Received changes/],
    ['a signature over signatures', [...one, '--headers', 'From:DKIM-Signature'], /changes/],
    ['an empty name', [...one, '--headers', 'From::To'], /names of header fields/],
    ['SHA-1', [...one, '--canonicalization', 'nofws'], /relaxed\/relaxed/],
    ['no time at all', [...one, '--expire', '0'], /whole number/],
  ];
  before(async () => {
    for (const [name, bits] of [
      ['tiny.pem', 512],
      ['huge.pem', 4104],
    ] as const)
      writeFileSync(path.join(world.folder, name), privatePem(await makeKey('rsa', bits)));
  });
  for (const [what, args, words] of ARGUMENTS) {
    it(`arguments: ${what}`, async () => {
      const { code, stdout, stderr } = await world.sign(MESSAGE, args);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, /^mailcheck: [^\n]+\n$/);
      assert.match(stderr, words);
    });
  }

  it('files: a folder, nothing, a loop, what has no end', async () => {
    symlinkSync('loop', path.join(world.folder, 'loop'));
    const endless = await mailcheck(['sign', '/dev/zero', ...one], { cwd: world.folder });
    assert.equal(endless.code, 2);
    assert.match(endless.stderr, /^mailcheck: \/dev\/zero: line 1 has [^\n]+\n$/);
    for (const file of ['.', 'none.eml', 'loop']) {
      const { code, stdout, stderr } = await mailcheck(['sign', file, ...one], { cwd: world.folder });
      assert.deepEqual([code, stdout], [2, ''], file);
      assert.match(stderr, /^mailcheck: cannot read [^\n]+\n$/);
    }
    rmSync(path.join(world.folder, 'loop'));
  });
});
