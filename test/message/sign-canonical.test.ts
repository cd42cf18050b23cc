import assert from 'node:assert/strict';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { BodyHash, type Canonicalization, canonicalField } from '../../src/message/sign-canonical.ts';
import { KEYS } from '../rules/dkim-keys.ts';
import { sharedFolder, sharedText, skipUnless } from '../support/shared.ts';

const sha256 = (text: string): string => createHash('sha256').update(text, 'latin1').digest('base64');

function bodyHash(form: Canonicalization, lines: readonly string[]): string {
  const hash = new BodyHash(form);
  for (const line of lines) hash.line(line);
  return hash.digest();
}

describe('canonicalization, by the examples of RFC 6376 §3.4.5', () => {
  const fields = ['A: X', 'B : Y\t\r\n\tZ  '];
  const body = [' C ', 'D \t E', '', ''];

  it('relaxes header fields', () => {
    assert.deepEqual(
      fields.map((text) => canonicalField(text, 'relaxed')),
      ['a:X', 'b:Y Z'],
    );
  });

  it('leaves them alone', () => {
    assert.deepEqual(
      fields.map((text) => canonicalField(text, 'simple')),
      fields,
    );
  });

  it('relaxes a body', () => assert.equal(bodyHash('relaxed', body), sha256(' C\r\nD E\r\n')));
  it('leaves a body alone but for its end', () =>
    assert.equal(bodyHash('simple', body), sha256(' C \r\nD \t E\r\n')));
});

describe('an empty body', () => {
  // §3.4.3 and §3.4.4 print these hashes.
  const simple = 'frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY=';
  const relaxed = '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';

  it('has the hashes that the standard prints', () => {
    for (const lines of [[], [''], ['', '', '']]) {
      assert.equal(bodyHash('simple', lines), simple);
      assert.equal(bodyHash('relaxed', lines), relaxed);
    }
    assert.equal(bodyHash('relaxed', [' ', '\t \t']), relaxed);
    assert.equal(bodyHash('simple', [' ']), sha256(' \r\n'));
  });

  it('keeps empty lines that something follows, however many', () => {
    for (const count of [1, 32_767, 32_768, 32_769, 100_000]) {
      const text = `a\r\n${'\r\n'.repeat(count)}b\r\n`;
      for (const form of ['simple', 'relaxed'] as const)
        assert.equal(bodyHash(form, ['a', ...Array<string>(count).fill(''), 'b', '', '']), sha256(text));
    }
  });
});

const withoutRfc = skipUnless(
  existsSync(path.join(sharedFolder(), 'rfc')),
  'there is no text of the RFC here',
);

describe('the signed message of RFC 8463 appendix A', { skip: withoutRfc }, () => {
  if (withoutRfc) return;
  const text = sharedText('rfc', 'rfc8463.txt');
  const message = /^ {3}DKIM-Signature: v=1; a=ed25519[\s\S]*Joe\.\n/m.exec(text)![0].replace(/^ {3}/gm, '');
  const [header, body] = [
    message.slice(0, message.indexOf('\n\n')),
    message.slice(message.indexOf('\n\n') + 2),
  ];
  const fields = header.split(/\n(?! )/).map((field) => field.replaceAll('\n', '\r\n'));
  const keyOf = (selector: string): string =>
    new RegExp(`^${selector}\\._domainkey[\\s\\S]*?\\)\n`, 'm').exec(text)![0].replace(/"\n? *"?|\n/g, '');

  it('has the body hash that it prints', () => {
    assert.equal(
      bodyHash('relaxed', body.split('\n').slice(0, -1)),
      '2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=',
    );
  });

  for (const [index, selector] of ['brisbane', 'test'].entries()) {
    it(`verifies over our canonical form, by the key of ${selector}`, () => {
      const signature = fields[index]!;
      // From is named twice, and there once: what is not there counts as nothing.
      const signed = ['from', 'to', 'subject', 'date', 'message-id'].map(
        (name) =>
          `${canonicalField(fields.find((field) => field.toLowerCase().startsWith(`${name}:`))!, 'relaxed')}\r\n`,
      );
      const unsigned = canonicalField(signature.replace(/ b=[\s\S]*$/, ' b='), 'relaxed');
      const data = Buffer.from(signed.join('') + unsigned, 'latin1');
      const value = Buffer.from(/ b=([\s\S]*)$/.exec(signature)![1]!, 'base64');
      const p = Buffer.from(/p=([A-Za-z0-9+/=]+)/.exec(keyOf(selector))![1]!, 'base64');
      const isEd = selector === 'brisbane';
      const spki = isEd ? Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), p]) : p;
      const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
      const [algorithm, over] = isEd ? [null, createHash('sha256').update(data).digest()] : ['sha256', data];
      assert.ok(verify(algorithm, over as Buffer, key, value));
    });
  }
});

describe('the signed message of RFC 6376 appendix A.2', { skip: withoutRfc }, () => {
  it('verifies over our simple form', () => {
    const text = sharedText('rfc', 'rfc6376.txt');
    const printed = /^ {3}DKIM-Signature: v=1; a=rsa-sha256; s=brisbane[\s\S]*?Joe\.\n/m.exec(text)![0];
    const header = printed.replace(/^ {3}/gm, '').split('\n\n')[0]!;
    // It was signed with folds of six blanks; the figure shows them a little further left.
    const fields = header.split(/\n(?! )/).map((field) => field.replace(/\n +/g, '\r\n      '));
    const [signature, ...others] = fields as [string, ...string[]];
    const unsigned = signature.replace(/ b=[^;]*/, ' b=');
    const data = [...others, unsigned].map((field) => canonicalField(field, 'simple')).join('\r\n');
    const spki = Buffer.from(KEYS.RFC_6376, 'base64');
    const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
    const value = Buffer.from(/ b=([^;]*)/.exec(signature)![1]!, 'base64');
    assert.ok(verify('sha256', Buffer.from(data, 'latin1'), key, value));
  });
});
