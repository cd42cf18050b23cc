import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { after, describe, it } from 'node:test';
import { cannotRead, cannotWrite } from '../../src/command/unreadable.ts';
import { makeKey, privatePem } from '../../src/message/keys.ts';
import { throwAwayCertificate } from '../../src/receive/index.ts';
import { mailcheck } from '../support/command.ts';
import { projectFolder } from '../support/project.ts';
import { skipUnless } from '../support/shared.ts';

const cwd = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-files-test-'));
after(() => rmSync(cwd, { recursive: true, force: true }));

const { cert, key } = throwAwayCertificate('mail.example.com');
const PKCS8 = { format: 'pem', type: 'pkcs8' } as const;
const MESSAGE = 'From: a@example.com\nSubject: x\n\nbody\n';
for (const [name, text] of Object.entries({
  'm.eml': MESSAGE,
  'k.pem': privatePem(await makeKey('ed25519', 256)),
  'z.zone': '$ORIGIN example.com.\n$TTL 60\n@ SOA a b 1 1 1 1 1\n@ TXT "v=spf1 -all"\n',
  'cert.pem': cert,
  'key.pem': key,
  'other.pem': throwAwayCertificate('mail.example.com').key,
  'cut.pem': cert.slice(0, 300),
  'chain.pem': `${cert}${cert.replace(/\nMII/, '\nAAA')}`,
  'locked.pem': createPrivateKey(key).export({ ...PKCS8, cipher: 'aes-256-cbc', passphrase: 'x' }),
  file: '',
}))
  writeFileSync(path.join(cwd, name), text);
mkdirSync(path.join(cwd, 'folder'));
symlinkSync('loop', path.join(cwd, 'loop'));
const LONG = 'x'.repeat(300);

const ZONE = ['--zone', 'z.zone', '--offline'];
const SIGNER = ['--selector', 's', '--domain', 'example.com'];
const RECEIVE = ['receive', ...ZONE, '--listen', '127.0.0.1:0'];

/** Every place where a person names a file to be read, and how it is called there. */
const READ: [string, (file: string) => string[]][] = [
  ['', (file) => ['message', file, ...ZONE]],
  ['', (file) => ['sign', file, '--key', 'k.pem', ...SIGNER]],
  ['the key ', (file) => ['sign', 'm.eml', '--key', file, ...SIGNER]],
  ['the key ', (file) => ['dkim', 'example.com', ...ZONE, '--selector', 's', '--private-key', file]],
  ['the key ', (file) => ['dane', 'example.com', ...ZONE, '--next-key', `mx.example.com=${file}`]],
  ['--cert ', (file) => [...RECEIVE, '--cert', file, '--private-key', 'key.pem']],
  ['--private-key ', (file) => [...RECEIVE, '--cert', 'cert.pem', '--private-key', file]],
  ['--ca ', (file) => ['spf', 'example.com', ...ZONE, '--ca', file]],
  ['--config ', (file) => ['spf', 'example.com', ...ZONE, '--config', file]],
  ['--replay ', (file) => ['spf', 'example.com', '--replay', file]],
  ['', (file) => ['spf', 'example.com', ...ZONE, '--baseline', file]],
  ['the list @', (file) => ['spf', `@${file}`, ...ZONE]],
];

/** What a file is that cannot be read, and what is said of it. */
const UNREADABLE: Record<string, string> = {
  none: 'there is no such file',
  'file/x': 'a folder of its path is a file',
  loop: 'its links lead in a circle',
  [LONG]: 'its name is too long',
};

/** The same for files to be written. */
const WRITTEN: ((file: string) => string[])[] = [
  (file) => ['sign', 'm.eml', '--key', 'k.pem', ...SIGNER, '-o', file],
  (file) => ['keygen', 'example.com', '--selector', 's', '--type', 'ed25519', '--out', file],
  (file) => ['spf', 'example.com', ...ZONE, '-o', `json=${file}`],
  (file) => ['spf', 'example.com', ...ZONE, '--record', file],
  (file) => [...RECEIVE, '-o', `json=${file}`],
];
const UNWRITABLE: Record<string, string> = {
  'none/x': 'there is no such folder',
  'file/x': 'a folder of its path is a file',
  'loop/x': 'its links lead in a circle',
  [LONG]: 'its name is too long',
};

/** One line for people, exit 2: neither a code of the system nor one of OpenSSL, and no bug of ours. */
async function refusalOf(args: readonly string[], stdin?: Readable): Promise<string> {
  const { code, stderr } = await mailcheck(args, {
    cwd,
    interrupted: AbortSignal.timeout(10_000),
    ...(stdin && { stdin }),
  });
  assert.equal(code, 2, `${args.join(' ').slice(0, 200)}: ${stderr}`);
  assert.match(stderr, /^mailcheck: [^\n]+\n$/);
  assert.doesNotMatch(stderr, /\bE[A-Z]{3,}|error:\d|routines:|internal error/);
  return stderr.slice('mailcheck: '.length, -1);
}

describe('a file that cannot be read', () => {
  for (const [called, args] of READ)
    it(`is told of in one line: ${args('FILE').join(' ')}`, async () => {
      for (const [file, why] of Object.entries(UNREADABLE))
        assert.equal(await refusalOf(args(file)), `cannot read ${called}${file}: ${why}`);
      assert.match(await refusalOf(args('folder')), /it is a folder|is a folder; name|is no file; give/);
    });

  it('is told of in one line where it is one of zones', async () => {
    for (const [file, why] of Object.entries({
      none: 'no such file',
      'file/x': 'no such file',
      loop: 'too many symbolic links',
      [LONG]: 'its name is too long',
    }))
      assert.equal(
        await refusalOf(['spf', 'example.com', '--offline', '--zone', file]),
        `--zone ${file}: cannot be read: ${why}`,
      );
  });

  it('may be a domain that only looks like one', async () => {
    const refusal = await refusalOf(['spf', `${LONG}.txt`, ...ZONE]);
    assert.match(refusal, /^“x+…”: /);
  });

  it('is told of on standard input too', async () => {
    const failing = (): Readable =>
      new Readable({
        read() {
          this.destroy(Object.assign(new Error('EISDIR: illegal operation'), { code: 'EISDIR', errno: -21 }));
        },
      });
    for (const args of [
      ['message', '-', ...ZONE],
      ['sign', '-', '--key', 'k.pem', ...SIGNER],
      ['spf', '-', ...ZONE],
    ])
      assert.equal(await refusalOf(args, failing()), 'cannot read standard input: it is a folder');
  });
});

describe('a file that cannot be written', () => {
  for (const args of WRITTEN)
    it(`is told of in one line: ${args('FILE').join(' ')}`, async () => {
      for (const [file, why] of Object.entries(UNWRITABLE))
        assert.match(await refusalOf(args(file)), new RegExp(`^cannot write (?:.*/)?${file}: ${why}$`));
    });

  it('is not a folder', async () => {
    for (const args of WRITTEN)
      assert.match(await refusalOf(args('folder')), /folder: it is a folder$|folder is there already/);
    assert.deepEqual(readdirSync(path.join(cwd, 'folder')), []);
  });

  it('is told of where the disk is full', async () => {
    const { code, stderr } = await mailcheck(WRITTEN[0]!('/dev/full'), { cwd });
    assert.deepEqual([code, stderr], [2, 'mailcheck: cannot write /dev/full: the disk is full\n']);
    const out = await mailcheck(WRITTEN[2]!('/dev/full'), { cwd });
    assert.deepEqual([out.code, out.stderr], [2, 'mailcheck: cannot write /dev/full: the disk is full\n']);
  });

  it('leaves nothing of those before it', async () => {
    const both = ['-o', 'csv=first.csv', '-o', 'json=folder'];
    assert.match(await refusalOf(['spf', 'example.com', ...ZONE, ...both]), /folder: it is a folder$/);
    assert.deepEqual(
      readdirSync(cwd).filter((name) => /^\.|first/.test(name)),
      [],
    );
  });

  it('has its name kept, however long that may be', async () => {
    const name = `${'x'.repeat(250)}.json`;
    const { code, stderr } = await mailcheck(WRITTEN[2]!(name), { cwd });
    assert.deepEqual([code, stderr], [0, '']);
    assert.ok(readdirSync(cwd).includes(name));
  });
});

describe('what the system says that we have no words for', () => {
  const failed = (code: string, errno?: number) => Object.assign(new Error('as it is'), { code, errno });
  it('is in its own words, never a code', () => {
    assert.throws(() => cannotRead('x')(failed('EMFILE', -24)), /^UsageError: cannot read x: too many open/);
    assert.throws(() => cannotWrite('x')(failed('EACCES', -13)), /cannot write x: nothing may be written/);
    assert.throws(() => cannotRead('x')(failed('ERR_ODD')), /cannot read x: as it is$/);
  });
});

describe('the folders of receive', () => {
  it('are told of in one line', async () => {
    const cases = {
      file: 'there is a file of that name',
      'file/x': 'a folder of its path is a file',
      loop: 'its links lead in a circle',
      [LONG]: 'its name is too long',
    };
    for (const [folder, why] of Object.entries(cases))
      assert.equal(await refusalOf([...RECEIVE, '--save', folder]), `cannot write --save ${folder}: ${why}`);
  });

  const isRoot = skipUnless(process.getuid?.() === 0, 'only root is told that /sys has no sockets');
  it('need a disk with sockets', { skip: isRoot }, async () =>
    assert.equal(
      await refusalOf([...RECEIVE, '--save', '/sys/kernel']),
      'cannot write --save /sys/kernel: its disk has no sockets, which lock a folder: choose one on another disk',
    ),
  );

  const readOnly = ['unshare', '-rm', 'sh', '-c', 'mount -t tmpfs -o ro none "$0" && exec "$@"'];
  const mayMount =
    spawnSync(readOnly[0]!, [...readOnly.slice(1), path.join(cwd, 'folder'), 'true']).status === 0;
  const without = skipUnless(mayMount, 'unshare cannot mount a read-only file system here');

  it('may lie on a disk that takes nothing', { skip: without }, () => {
    const said = (folder: string, args: readonly string[], env = {}) => {
      const [program, ...before] = readOnly;
      const bin = [process.execPath, path.join(projectFolder(), 'bin', 'mailcheck.js')];
      const { status, stderr } = spawnSync(program!, [...before, folder, ...bin, ...args], {
        cwd,
        env: { ...process.env, ...env },
        encoding: 'utf8',
        input: MESSAGE,
        timeout: 20_000,
      });
      assert.equal(status, 2, stderr);
      return stderr.replaceAll(cwd, '.');
    };
    const folder = path.join(cwd, 'folder');
    const why = 'the disk is read-only';
    assert.equal(
      said(folder, [...RECEIVE, '--save', folder]),
      `mailcheck: cannot write --save ./folder: ${why}\n`,
    );
    const temporary = { TMPDIR: folder };
    assert.match(
      said(folder, RECEIVE, temporary),
      new RegExp(`cannot write a temporary folder in ./folder: ${why}`),
    );
    assert.match(
      said(folder, ['sign', '-', '--key', 'k.pem', ...SIGNER], temporary),
      new RegExp(`cannot write a temporary file in ./folder: ${why}`),
    );
  });
});

describe('an address that cannot be listened on', () => {
  const cases: [string, RegExp][] = [
    ['203.0.113.7:2525', / on 203\.0\.113\.7:2525: this machine has no such address$/],
    [
      '[fe80::1]:2525',
      / on \[fe80::1\]:2525: an address of one link needs its interface, as in \[fe80::1%eth0\]:2525$/,
    ],
    // The latter where there is no network.
    ['mail.test:2525', / on mail\.test: (?:there is no host of that name|that name could not be looked up)$/],
  ];
  for (const [address, says] of cases)
    it(`is told of in one line: ${address}`, async () =>
      assert.match(await refusalOf(['receive', ...ZONE, '--listen', address]), says));
});

describe('certificates and keys of TLS', () => {
  const pair = (certificate: string, privateKey: string) => [
    ...[...RECEIVE, '--cert', certificate, '--private-key', privateKey],
  ];
  const cases: [string, string[], string][] = [
    ['a key for a certificate', pair('key.pem', 'key.pem'), '--cert key.pem: no certificate in it; give PEM'],
    ['half a certificate', pair('cut.pem', 'key.pem'), '--cert cut.pem: certificate 1 in it cannot be read'],
    ['a chain', pair('chain.pem', 'key.pem'), '--cert chain.pem: certificate 2 in it cannot be read'],
    [
      'a certificate for a key',
      pair('cert.pem', 'cert.pem'),
      '--private-key cert.pem: no private key can be read from it; give PEM, without a passphrase',
    ],
    [
      'a key with a passphrase',
      pair('cert.pem', 'locked.pem'),
      '--private-key locked.pem: no private key can be read from it; give PEM, without a passphrase',
    ],
    [
      'a key of another certificate',
      pair('cert.pem', 'other.pem'),
      '--private-key other.pem does not belong to the first certificate in cert.pem',
    ],
    [
      'authorities: none',
      ['spf', 'example.com', ...ZONE, '--ca', 'key.pem'],
      '--ca key.pem: no certificate in it; give PEM',
    ],
    [
      'authorities: half',
      ['spf', 'example.com', ...ZONE, '--ca', 'cut.pem'],
      '--ca cut.pem: certificate 1 in it cannot be read',
    ],
  ];
  for (const [what, args, says] of cases)
    it(`are told of in one line: ${what}`, async () => assert.equal(await refusalOf(args), says));
});
