import assert from 'node:assert/strict';
import { createPublicKey } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import type { Resolver } from '../../src/dns/index.ts';
import { keyRecordText, makeKey, privatePem } from '../../src/message/keys.ts';
import { mailcheck } from '../support/command.ts';
import { fixtureResolver } from '../support/fixture.ts';

const keys = {
  rsa: await makeKey('rsa', 2048),
  other: await makeKey('rsa', 2048),
  ed: await makeKey('ed25519', 0),
};
const texts = { rsa: keyRecordText(keys.rsa), other: keyRecordText(keys.other), ed: keyRecordText(keys.ed) };
const at = (...records: string[]): string =>
  records
    .map(
      (text) =>
        `s1._domainkey TXT ${text
          .match(/.{1,255}/g)!
          .map((part) => `"${part}"`)
          .join(' ')}`,
    )
    .join('\n');

const PKCS1 = createPublicKey(keys.rsa.key).export({ format: 'der', type: 'pkcs1' }).toString('base64');

let cwd: string;
before(() => {
  cwd = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-private-'));
  for (const [name, key] of Object.entries(keys))
    writeFileSync(path.join(cwd, `${name}.pem`), privatePem(key));
});
after(() => rmSync(cwd, { recursive: true }));

/** What an audit with the RSA key at hand says about it. */
async function said(world: Resolver, selectors = ['s1']) {
  const { findings, inconclusive, sections } = await audit('example.com', world, {
    sections: ['dkim'],
    declared: { selectors, privateKeyOf: texts.rsa },
  });
  const own = findings.filter(({ rule }) => rule === 'dkim/private-key-mismatch');
  return {
    fact: sections.dkim!.facts.privateKey,
    messages: own.map(({ message }) => message),
    rules: findings.map(({ rule }) => rule),
    blocked: inconclusive.flatMap(({ blocks }) => blocks),
  };
}

describe('a private key against what is published', () => {
  for (const [what, zone, fact, message] of [
    ['belongs to its own record', at(texts.rsa), 'matches', undefined],
    [
      'belongs to it, however it is written',
      at(texts.rsa.replace('v=DKIM1; k=rsa; ', 't=s; ')),
      'matches',
      undefined,
    ],
    [
      'belongs to it behind an alias',
      `s1._domainkey CNAME k\n${at(texts.rsa).replace('s1._domainkey', 'k')}`,
      'matches',
      undefined,
    ],
    ['belongs to it as PKCS #1', at(`v=DKIM1; p=${PKCS1}`), 'matches', undefined],
    ['belongs to one of two records', at(texts.other, texts.rsa), 'matches', undefined],
    [
      'does not belong to another RSA key',
      at(texts.other),
      'differs',
      /\(RSA, 2048 bits\) is not that of the private key \(RSA, 2048 bits\)/,
    ],
    ['does not belong to an Ed25519 key', at(texts.ed), 'differs', /\(Ed25519\) is not that of/],
    ['is of no use where its key is revoked', at('v=DKIM1; p='), 'revoked', /is revoked/],
  ] as const) {
    it(what, async () => {
      const found = await said(fixtureResolver(zone));
      assert.equal(found.fact, fact);
      assert.equal(found.messages.length, message ? 1 : 0);
      if (message) assert.match(found.messages[0]!, message);
      assert.deepEqual(found.blocked, []);
    });
  }

  it('needs one of several selectors', async () => {
    const other = at(texts.other).replace('s1', 's2');
    const both = ['s1', 's2'];
    assert.deepEqual((await said(fixtureResolver(`${at(texts.rsa)}\n${other}`), both)).messages, []);
    const open = await said(fixtureResolver(`;! SERVFAIL s1._domainkey.example.com TXT\n${other}`), both);
    assert.deepEqual([open.fact, open.messages], ['unknown', []]);
    assert.ok(open.blocked.includes('dkim/private-key-mismatch'));
    assert.equal((await said(fixtureResolver(`${at(texts.ed)}\n${other}`), both)).messages.length, 2);
  });

  it('is left to the rule on missing selectors where there is no record', async () => {
    const { fact, messages, rules } = await said(fixtureResolver('@ A 192.0.2.1'));
    assert.deepEqual([fact, messages], ['absent', []]);
    assert.ok(rules.includes('dkim/selector-missing'));
  });

  it('is left to the rules on syntax where the record cannot be read', async () => {
    const { fact, messages, rules } = await said(fixtureResolver(at(texts.rsa.slice(0, 200))));
    assert.deepEqual([fact, messages], ['unknown', []]);
    assert.ok(rules.includes('dkim/p-not-spki'));
  });

  for (const kind of ['SERVFAIL', 'TIMEOUT'] as const) {
    it(`is never called wrong for a lookup that failed (${kind})`, async () => {
      const world = fixtureResolver(`;! ${kind} s1._domainkey.example.com TXT\n${at(texts.other)}`);
      const { fact, messages, blocked } = await said(world);
      assert.deepEqual([fact, messages], ['unknown', []]);
      assert.ok(blocked.includes('dkim/private-key-mismatch'));
    });
  }
});

describe('dkim --private-key', () => {
  const dkim = async (key: string, zone: string, ...args: string[]) => {
    writeFileSync(path.join(cwd, 'a.zone'), `$ORIGIN example.com.\n$TTL 60\n@ A 192.0.2.1\n${zone}\n`);
    return mailcheck(
      ['dkim', 'example.com', '--zone', 'a.zone', '--offline', '--private-key', key, ...args],
      { cwd },
    );
  };
  const selector = ['--selector', 's1'];

  it('says that the key belongs to the record, in the table and as JSON', async () => {
    const { code, stdout } = await dkim('rsa.pem', at(texts.rsa), ...selector);
    assert.match(stdout, /private key +belongs to the published key/);
    assert.equal(code, 0, stdout);
    const [result] = JSON.parse((await dkim('rsa.pem', at(texts.rsa), ...selector, '--json')).stdout).results;
    assert.equal(result.sections.dkim.facts.privateKey, 'matches');
  });

  it('fails for another key, and shows the record that belongs to it', async () => {
    const { code, stdout } = await dkim('rsa.pem', at(texts.other), ...selector, '--json');
    assert.equal(code, 1);
    const [{ findings }] = JSON.parse(stdout).results;
    const found = findings.find(({ rule }: { rule: string }) => rule === 'dkim/private-key-mismatch');
    assert.equal(found.changes[0].to.replaceAll('" "', '').replaceAll('"', ''), texts.rsa);
    assert.equal(found.safety, 'ask');
  });

  it('is inconclusive where nobody answers', async () => {
    const args = [
      '--private-key',
      'rsa.pem',
      ...selector,
      '--server',
      '127.0.0.1:9',
      '--timeout',
      '1',
      '--json',
    ];
    const { code, stdout } = await mailcheck(['dkim', 'example.com', ...args], { cwd });
    assert.equal(code, 3);
    const [{ sections, inconclusive }] = JSON.parse(stdout).results;
    assert.equal(sections.dkim.facts.privateKey, 'unknown');
    const blocked = inconclusive.flatMap(({ blocks }: { blocks: string[] }) => blocks);
    assert.ok(blocked.includes('dkim/private-key-mismatch'));
  });

  it('wants one selector, and a key that can be read', async () => {
    for (const args of [[], ['--selector', 's1,s2']]) {
      const { code, stderr } = await dkim('rsa.pem', at(texts.rsa), ...args);
      assert.equal(code, 2);
      assert.match(stderr, /one selector/);
    }
    const { code, stderr } = await dkim('a.zone', at(texts.rsa), ...selector);
    assert.equal(code, 2);
    assert.match(stderr, /^mailcheck: a\.zone: no private key[^\n]+\n$/);
    assert.equal((await mailcheck(['spf', 'example.com', '--private-key', 'rsa.pem'], { cwd })).code, 2);
  });
});
