import assert from 'node:assert/strict';
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readKeyFile } from '../../src/command/private-key.ts';
import { keyRecordText } from '../../src/message/keys.ts';
import { parseDkimKey } from '../../src/records/dkim.ts';
import { keygenReport } from '../../src/report/schema/keygen.ts';
import { mailcheck } from '../support/command.ts';
import { fixtureRecords } from '../support/fixture.ts';

let cwd: string;
before(() => {
  cwd = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-keys-'));
});
after(() => rmSync(cwd, { recursive: true }));

const keygen = (...args: string[]) => mailcheck(['keygen', ...args], { cwd });
const modeOf = (file: string): number => statSync(path.join(cwd, file)).mode & 0o777;

describe('keygen', () => {
  it('makes an RSA key of 2048 bits, whose record stands in the zone as printed', async () => {
    const { code, stdout, stderr } = await keygen('example.com', '--selector', 's1');
    assert.equal(code, 0, stderr);
    const [record, ...others] = fixtureRecords(stdout);
    assert.equal(others.length, 0);
    assert.equal(record!.name, 's1._domainkey.example.com');
    const { strings } = record!.data as { strings: string[] };
    assert.ok(strings.length > 1 && strings.every((string) => string.length <= 255));
    const { value, faults } = parseDkimKey(strings.join(''));
    assert.deepEqual(
      [value.status, value.keyType, value.bits, value.issues, faults],
      ['ok', 'rsa', 2048, [], []],
    );
    assert.equal(modeOf('s1.example.com.private.pem'), 0o600);
    const pem = readFileSync(path.join(cwd, 's1.example.com.private.pem'), 'utf8');
    assert.equal(keyRecordText(await readKeyFile('s1.example.com.private.pem', cwd)), strings.join(''));
    assert.match(pem, /^-----BEGIN PRIVATE KEY-----\n/);
    assert.doesNotMatch(stdout + stderr, /PRIVATE KEY-----/);
    assert.match(stderr, /s1\.example\.com\.private\.pem/);
  });

  it('makes an Ed25519 key, as JSON', async () => {
    const args = ['--selector', 'ed', '--type', 'ed25519', '--out', 'ed.pem', '--json'];
    const { key } = keygenReport.parse(JSON.parse((await keygen('Example.COM.', ...args)).stdout));
    assert.deepEqual(
      [key.domain, key.keyType, key.bits, key.file],
      ['example.com', 'ed25519', 256, 'ed.pem'],
    );
    const { value } = parseDkimKey(key.record.value);
    assert.deepEqual([value.status, value.keyType], ['ok', 'ed25519']);
    const [record] = fixtureRecords(key.record.zone);
    const { strings } = record!.data as { strings: string[] };
    assert.deepEqual([strings.join(''), record!.name], [key.record.value, key.record.name]);
    assert.equal(createPrivateKey(readFileSync(path.join(cwd, 'ed.pem'))).asymmetricKeyType, 'ed25519');
  });

  it('makes a longer key where that is asked for', async () => {
    const { stdout } = await keygen('example.com', '--selector', 'long', '--bits', '3072', '--json');
    assert.equal(JSON.parse(stdout).key.bits, 3072);
  });

  it('tells with -v the value for a web form and the second key, and stays zone text', async () => {
    const { stdout } = await keygen('example.com', '--selector', 'form', '-v');
    const [record, ...others] = fixtureRecords(stdout);
    assert.equal(others.length, 0);
    const text = (record!.data as { strings: string[] }).strings.join('');
    assert.ok(stdout.includes(`value  ${text}\n`));
    assert.match(stdout, /form\._domainkey where the form adds the domain/);
    assert.match(stdout, /--type ed25519/);
    assert.match(stdout, /--private-key form\.example\.com\.private\.pem/);
  });

  it('writes over nothing, and leaves no other file behind', async () => {
    for (const [name, put] of [
      ['file.pem', (file: string) => writeFileSync(file, 'kept')],
      ['folder.pem', (file: string) => mkdirSync(file)],
      ['nowhere.pem', (file: string) => symlinkSync('/nonexistent/target', file)],
    ] as const) {
      put(path.join(cwd, name));
      const { code, stdout, stderr } = await keygen('example.com', '--selector', 's9', '--out', name);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, /^mailcheck: [^\n]* is there already[^\n]*\n$/);
    }
    assert.equal(readFileSync(path.join(cwd, 'file.pem'), 'utf8'), 'kept');
    assert.deepEqual(
      readdirSync(cwd).filter((name) => name.startsWith('.')),
      [],
    );
  });

  it('writes one key where two are made for one file at once', async () => {
    const both = await Promise.all(
      [1, 2].map(() => keygen('example.com', '--selector', 'twice', '--type', 'ed25519')),
    );
    assert.deepEqual(both.map(({ code }) => code).sort(), [0, 2]);
    const published = both.find(({ code }) => code === 0)!.stdout;
    const own = keyRecordText(await readKeyFile('twice.example.com.private.pem', cwd));
    assert.ok(published.includes(own));
  });

  for (const [what, ...args] of [
    ['no selector', 'example.com'],
    ['a selector with a blank', 'example.com', '--selector', 'a b'],
    ['a selector with an underscore', 'example.com', '--selector', 'a_b'],
    ['a label of 64 characters', 'example.com', '--selector', 'a'.repeat(64)],
    ['a name that is too long', `${'a23456789.'.repeat(23)}example.com`, '--selector', 'selector-of-a-key'],
    ['no domain', '', '--selector', 's8'],
    ['one label', 'localhost', '--selector', 's8'],
    ['an address', '192.0.2.1', '--selector', 's8'],
    ['1024 bits', 'example.com', '--selector', 's8', '--bits', '1024'],
    ['8192 bits', 'example.com', '--selector', 's8', '--bits', '8192'],
    ['bits of Ed25519', 'example.com', '--selector', 's8', '--bits', '2048', '--type', 'ed25519'],
    ['DSA', 'example.com', '--selector', 's8', '--type', 'dsa'],
    ['standard output for the private key', 'example.com', '--selector', 's8', '--out', '-'],
    ['a folder that is not there', 'example.com', '--selector', 's8', '--out', 'no/such/folder.pem'],
  ]) {
    it(`refuses ${what}, in one line`, async () => {
      const before = readdirSync(cwd);
      const { code, stdout, stderr } = await keygen(...args);
      assert.deepEqual([code, stdout], [2, ''], stderr);
      assert.match(stderr, /^mailcheck: [^\n]+\n$/);
      assert.deepEqual(readdirSync(cwd), before);
    });
  }
});

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ed = generateKeyPairSync('ed25519');
const pem = (type: 'pkcs1' | 'pkcs8') => rsa.privateKey.export({ format: 'pem', type }) as string;
const der = (type: 'pkcs1' | 'pkcs8') => rsa.privateKey.export({ format: 'der', type }).toString('base64');
const edDer = ed.privateKey.export({ format: 'der', type: 'pkcs8' });
const seed = edDer.subarray(-32).toString('base64');
const cipher = 'aes-256-cbc';

async function read(content: string | Buffer) {
  writeFileSync(path.join(cwd, 'key'), content);
  return readKeyFile('key', cwd);
}

describe('a private key', () => {
  for (const [what, content, type] of [
    ['PKCS #8', pem('pkcs8'), 'rsa'],
    ['PKCS #1', pem('pkcs1'), 'rsa'],
    ['PKCS #8 with CRLF and text before it', `a note\r\n${pem('pkcs8').replaceAll('\n', '\r\n')}`, 'rsa'],
    ['base64 of PKCS #1 without armour', der('pkcs1'), 'rsa'],
    ['base64 of PKCS #8 without armour, in lines', der('pkcs8').replace(/.{64}/g, '$&\n'), 'rsa'],
    ['PKCS #8 of Ed25519', ed.privateKey.export({ format: 'pem', type: 'pkcs8' }), 'ed25519'],
    ['the 32 octets of Ed25519 in base64', `${seed}\n`, 'ed25519'],
    ['the same without padding', seed.replace('=', ''), 'ed25519'],
  ] as const) {
    it(`is read from ${what}`, async () => {
      const key = await read(content);
      assert.equal(key.type, type);
      const expected = type === 'rsa' ? rsa.privateKey : ed.privateKey;
      assert.ok(key.key.equals(expected));
    });
  }

  it('is the one of RFC 8463 appendix A, whose record is the published one', async () => {
    const key = await read('nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=');
    assert.equal(keyRecordText(key), 'v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=');
  });

  for (const [what, content, words] of [
    [
      'an encrypted key',
      rsa.privateKey.export({ format: 'pem', type: 'pkcs8', cipher, passphrase: 'x' }),
      /encrypted/,
    ],
    [
      'an encrypted PKCS #1',
      rsa.privateKey.export({ format: 'pem', type: 'pkcs1', cipher, passphrase: 'x' }),
      /encrypted/,
    ],
    ['a public key', rsa.publicKey.export({ format: 'pem', type: 'spki' }), /public key/],
    ['a PKCS #1 public key', rsa.publicKey.export({ format: 'pem', type: 'pkcs1' }), /public key/],
    [
      'the p= of a record',
      rsa.publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
      /public key/,
    ],
    ['a certificate', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n', /certificate/],
    [
      'a key for SSH',
      '-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----\n',
      /SSH/,
    ],
    [
      'an elliptic curve',
      generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'pem', type: 'pkcs8' }),
      /type ec/,
    ],
    [
      'RSA for PSS alone',
      generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).privateKey.export({
        format: 'pem',
        type: 'pkcs8',
      }),
      /rsa-pss/,
    ],
    ['half a key', pem('pkcs8').slice(0, 900), /no private key/],
    ['nothing', '', /no private key/],
    ['a record', 'v=DKIM1; k=rsa; p=MIIB', /no private key/],
    ['octets', Buffer.from([0, 1, 2, 255]), /no private key/],
    ['a large file', Buffer.alloc(100_000, 65), /too long/],
  ] as const) {
    it(`is not ${what}`, async () => {
      await assert.rejects(read(content), (error: Error) => {
        assert.equal(error.name, 'UsageError');
        assert.match(error.message, words);
        assert.ok(!error.message.includes('\n') && error.message.length < 200, error.message);
        return true;
      });
    });
  }

  it('is not read from a folder, nor from nowhere, nor without an end', async () => {
    await assert.rejects(readKeyFile('.', cwd), /folder/);
    await assert.rejects(readKeyFile('none.pem', cwd), /no such file/);
    await assert.rejects(readKeyFile('/dev/zero', cwd), /too long/);
  });
});
