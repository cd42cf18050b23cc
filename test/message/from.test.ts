import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mailboxesIn } from '../../src/message/addresses.ts';
import { CLIENT, judged, ORDINARY } from './judging.ts';

const ADDRESSES: Record<string, [value: string, domains: (string | undefined)[]]> = {
  'an address': ['a@example.com', ['example.com']],
  'a name before it': ['News <a@Example.COM>', ['example.com']],
  'an address as a name': ['"boss@example.net" <a@example.com>', ['example.com']],
  'an address as a name, not quoted': ['boss@example.net <a@example.com>', ['example.com']],
  'an address in a comment': ['a@example.com (b@example.net)', ['example.com']],
  'a comment within': ['a(x)@(y)example.com', ['example.com']],
  'a comment within the brackets': ['<a@(b@example.net)example.com>', ['example.com']],
  'comments in comments': ['(a (b) c) a@example.com', ['example.com']],
  'a quoted local part': ['"a b@c"@example.com', ['example.com']],
  'a quote in the brackets': ['<"a>b@c"@example.com>', ['example.com']],
  'two addresses': ['a@example.com, b@example.net', ['example.com', 'example.net']],
  'a comma in a name': ['"Doe, Jane" <a@example.com>', ['example.com']],
  'an encoded name': ['=?utf-8?q?b=40example=2Enet?= <a@example.com>', ['example.com']],
  'a group': ['Staff: a@example.com, b@example.net;', ['example.com', 'example.net']],
  'an empty group': ['undisclosed: ;', []],
  'an old route': ['<@relay.example,@other.example:a@example.com>', ['example.com']],
  'an address literal': ['a@[192.0.2.1]', [undefined]],
  'letters beyond ASCII': [Buffer.from('a@bücher.example').toString('latin1'), ['xn--bcher-kva.example']],
  'no address': ['News', []],
  nothing: ['', []],
  'an encoded address': ['=?utf-8?q?a=40example.com?=', []],
  'a quote without end': ['"a <a@example.com>', [undefined]],
};

describe('addresses', () => {
  for (const [name, [value, domains]] of Object.entries(ADDRESSES))
    it(name, () =>
      assert.deepEqual(
        mailboxesIn(value).map(({ domain }) => domain),
        domains,
      ),
    );
});

describe('From', () => {
  const ZONE = '@ TXT "v=spf1 ip4:192.0.2.1 -all"\n_dmarc TXT "v=DMARC1; p=reject"';
  const from = (lines: string) =>
    judged(ORDINARY.replace('From: News <news@example.com>', lines), ZONE, CLIENT);

  it('with two domains has no author: DMARC does not apply, and the message fails', async () => {
    for (const lines of [
      'From: a@example.com, b@example.net',
      'From: a@example.com\r\nFrom: b@example.net',
      'From: a@example.com\r\nFROM : b@example.net',
      'From: Staff: a@example.com, b@example.net;',
    ]) {
      const { message, code, rules } = await from(lines);
      assert.ok(rules.includes('from-multiple'), lines);
      assert.equal(message.dmarc.current.result, 'none');
      assert.equal(message.dmarc.current.word, 'unknown');
      assert.equal(code, 1);
    }
  });

  it('twice with one domain has an author, and is told of', async () => {
    const { message, rules, code } = await from('From: a@example.com\r\nFrom: b@example.com');
    assert.ok(rules.includes('from-multiple'));
    assert.equal(message.dmarc.current.result, 'pass');
    assert.equal(code, 1);
  });

  it('missing, empty or without a domain', async () => {
    for (const lines of [
      'X-From: a@example.com',
      'From:',
      'From: News',
      'From: a@[192.0.2.1]',
      'From: undisclosed: ;',
    ]) {
      const { message, rules, result, code } = await from(lines);
      assert.ok(rules.includes('from-missing'), lines);
      assert.equal(message.from.domain, null);
      assert.match(result.domain, /\.eml$/);
      assert.equal(code, 1);
    }
  });
});
