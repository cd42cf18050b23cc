import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { mailcheck } from '../support/command.ts';
import { CHAINS } from '../support/fixture-chains.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-dane-command-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const LEAF = '4f774ba0bccc6f91751fc0365bca7a281fda48315def22c46fe6544225a4f6d9';
const zone = (more: string): string =>
  `$ORIGIN example.com.\n$TTL 3600\n@ SOA ns hostmaster 1 1 1 1 1\n@ NS ns\nns A 192.0.2.53\n@ MX 10 mx\nmx A 192.0.2.1\n_25._tcp.mx TLSA 3 1 1 ${'c0ffee00'.repeat(8)}\n${more}\n`;

const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = (der: string): string => `-----BEGIN CERTIFICATE-----\n${der}\n-----END CERTIFICATE-----\n`;
const FILES = {
  'old.zone': zone(''),
  'new.zone': zone(`_25._tcp.mx TLSA 3 1 1 ${LEAF}`),
  'chain.pem': CHAINS['leaf']!.map(pem).join(''),
  'key.pem': pair.privateKey.export({ type: 'sec1', format: 'pem' }),
  'public.pem': pair.publicKey.export({ type: 'spki', format: 'pem' }),
  'locked.pem': pair.privateKey.export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-128-cbc',
    passphrase: 'x',
  }),
  'authority.pem': pem(CHAINS['leaf']![1]!),
  'no.pem': 'nothing of the kind\n',
  'broken.pem': pem('AAAA'),
  'long.pem': 'A'.repeat(100_000),
};
for (const [file, text] of Object.entries(FILES)) writeFileSync(path.join(folder, file), text);

const run = (...args: string[]) => mailcheck(['dane', 'example.com', '--offline', ...args], { cwd: folder });

describe('dane --next-key', () => {
  it('a certificate that no record names fails, with the record to publish', async () => {
    const { code, stdout } = await run('--zone', 'old.zone', '--next-key', 'mx.example.com=chain.pem');
    assert.equal(code, 1);
    assert.match(stdout, new RegExp(`publish  _25\\._tcp\\.mx\\.example\\.com\\. TLSA\\n? +3 1 1 ${LEAF}`));
    assert.match(stdout, /wait 2\s+hours \(twice the TTL\)/);
  });

  it('one that stands ready passes', async () => {
    const { code, stdout } = await run('--zone', 'new.zone', '--next-key', 'MX.example.com.=chain.pem');
    assert.equal(code, 0);
    assert.match(stdout, /next key: may be used once this has stood there for 2\s+hours/);
  });

  it('a private key is as good as its public half', async () => {
    const record = async (file: string) => {
      const { stdout } = await run('--zone', 'old.zone', '--json', '--next-key', `mx.example.com=${file}`);
      return JSON.parse(stdout).results[0].sections.dane.facts.nextKeys[0].wanted[0];
    };
    assert.equal(await record('key.pem'), await record('public.pem'));
    const spki = pair.publicKey.export({ type: 'spki', format: 'der' });
    assert.equal(await record('key.pem'), `3 1 1 ${createHash('sha256').update(spki).digest('hex')}`);
  });

  it('is about one domain', async () => {
    const args = ['--zone', 'old.zone', '--next-key', 'mx.example.com=chain.pem'];
    const { code, stderr } = await mailcheck(['dane', 'example.com', 'example.net', ...args], {
      cwd: folder,
    });
    assert.deepEqual(
      [code, stderr],
      [2, 'mailcheck: --next-key is about the servers of one domain: name one\n'],
    );
  });

  it('is told where there is nothing to hold it against', async () => {
    writeFileSync(path.join(folder, 'none.zone'), FILES['old.zone'].replace(/^_25.*$/m, ''));
    const { code, stdout } = await run('--zone', 'none.zone', '--next-key', 'mx.example.com=chain.pem');
    assert.equal(code, 0);
    assert.match(stdout, /next key: senders hold the server against no\s+record/);
  });

  for (const [value, words] of [
    ['chain.pem', /Give HOST=FILE/],
    ['mx.example.com=', /Give HOST=FILE/],
    ['mx example.com=chain.pem', /blanks/],
    ['mx.example.com=none.pem', /none\.pem: there is no such file/],
    ['mx.example.com=no.pem', /no certificate and no key can be read from no\.pem/],
    ['mx.example.com=broken.pem', /no certificate and no key can be read/],
    ['mx.example.com=locked.pem', /a key without passphrase/],
    ['mx.example.com=long.pem', /no certificate and no key can be read/],
    ['mx.example.com=.', /it is a folder/],
    ['mx.example.com=authority.pem', /begins with the certificate of an authority/],
  ] as const)
    it(`${value} is a usage error of one line`, async () => {
      const { code, stdout, stderr } = await run('--zone', 'old.zone', '--next-key', value);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, words);
      assert.equal(stderr.trim().split('\n').length, 1, stderr);
    });
});
