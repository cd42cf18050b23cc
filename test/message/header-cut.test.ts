import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MOST_HEADER_OCTETS } from '../../src/message/header.ts';
import { mailcheck } from '../support/command.ts';
import { CLIENT, fileOf, judged, ORDINARY, zoneFile } from './judging.ts';

/** A header that is longer than what is read of it: what stands behind is neither missing nor praised. */

const ZONE =
  '@ TXT "v=spf1 ip4:192.0.2.1 -all"\n_dmarc TXT "v=DMARC1; p=reject; pct=50"\n_dmarc.example.net. TXT "v=DMARC1; p=reject"';
const LINE = `X-Filler: ${'x'.repeat(88)}\r\n`;
const FILLER = LINE.repeat(Math.ceil((MOST_HEADER_OCTETS * 1.1) / LINE.length));
const FROM = 'From: News <news@example.com>\r\n';
const REST = ORDINARY.slice(FROM.length);

/** A From field that the limit divides behind `read`. */
function dividedFrom(read: string, rest: string): string {
  const short = MOST_HEADER_OCTETS - read.length;
  const lines = LINE.repeat(Math.floor(short / LINE.length) - 1);
  const last = `X-Filler: ${'x'.repeat(short - lines.length - 'X-Filler: \r\n'.length)}\r\n`;
  return `${lines}${last}${read}${rest}\r\n${REST}`;
}

const UNREAD = {
  'From at its end': `${FILLER}${FROM}${REST}`,
  'From cut in its address': dividedFrom('From: News <news@example.co', 'm>'),
  'From cut before its address': dividedFrom('From: News', ' <news@example.com>'),
};

async function textOf(message: string): Promise<string> {
  const args = ['message', fileOf(message, 'eml'), '--zone', zoneFile(ZONE), '--offline', ...CLIENT];
  const { stdout, code } = await mailcheck(args);
  assert.equal(code, 3);
  return stdout.replace(/ +/g, ' ');
}

describe('a header that was not read to its end', () => {
  for (const [name, octets] of Object.entries(UNREAD))
    it(`with ${name}: nobody is said to be missing`, async () => {
      const { message, rules, code } = await judged(octets, ZONE);
      assert.equal(code, 3);
      assert.deepEqual(rules, ['too-much']);
      assert.deepEqual(message.from, { fields: 0, whole: false, addresses: [], domain: null });
      assert.equal(message.spf!.alignment, 'unknown');
      for (const { result, word, requested } of [message.dmarc.current, message.dmarc.legacy])
        assert.deepEqual([result, word, requested], ['unknown', 'unknown', 'unknown']);
    });

  it('is told so in words', async () => {
    const text = await textOf(UNREAD['From at its end']);
    assert.match(text, /· From was not read\n/);
    assert.match(text, /delivery NOT KNOWN: the header was not read to its end\n/);
    assert.match(text, /DKIM – not checked: the header was not read to its end\n/);
    assert.match(text, /DMARC not known the header was not read to its end\n/);
    assert.match(text, /whether it belongs to From is not known/);
    assert.doesNotMatch(text, /from nobody|does not apply|no signature\n|PASS/);
  });

  it('with a From does not pass: there may be a second one', async () => {
    const octets = `${FROM}${FILLER}From: ceo@example.net\r\n${REST}`;
    const { message, rules, code } = await judged(octets, ZONE);
    assert.equal(code, 3);
    assert.deepEqual(rules, ['too-much']);
    assert.equal(message.from.domain, 'example.com');
    for (const { result, by, requested } of [message.dmarc.current, message.dmarc.legacy])
      assert.deepEqual([result, by, requested], ['unknown', [], 'reject']);
    assert.match(await textOf(octets), /delivery NOT KNOWN: the header was not read to its end\n/);
  });

  it('with two authors already has none, whatever follows', async () => {
    const octets = `${FROM}From: ceo@example.net\r\n${FILLER}${REST}`;
    const { message, rules, code } = await judged(octets, ZONE);
    assert.equal(code, 1);
    assert.ok(rules.includes('from-multiple'));
    assert.equal(message.dmarc.current.result, 'none');
  });

  it('may hold the Sender field of several authors', async () => {
    const octets = `From: a@example.com, b@example.com\r\n${FILLER}Sender: a@example.com\r\n${REST}`;
    const { rules } = await judged(octets, ZONE);
    assert.deepEqual(rules, ['too-much']);
  });
});
