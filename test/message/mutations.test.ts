import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { judgeMessage, messageSource } from '../../src/message/index.ts';
import { misfits } from '../faults/report-shape.ts';
import { fixtureResolver } from '../support/fixture.ts';
import { SIGNERS, sealed, signingKey } from '../support/signers.ts';
import { ORDINARY } from './judging.ts';

const key = signingKey();
const whole = Buffer.from(
  `Received: from a.example (a.example [192.0.2.1]) by b.example; x\r\n${await sealed(await SIGNERS.mailauth(ORDINARY, { key }), { key, domain: 'example.com', selector: 's1' })}`,
  'latin1',
);
const world = fixtureResolver(
  `@ TXT "v=spf1 ip4:192.0.2.1 -all"\n_dmarc TXT "v=DMARC1; p=reject"\ns1._domainkey TXT ${key.record}`,
);

const judge = (octets: Buffer) =>
  judgeMessage(messageSource(octets), { mailFrom: 'news@example.com' }, world);

/** Octets that mean something in a header. */
const telling = fc.constantFrom(...'\r\n \t:;,<>()"=@\\\0.[]|\u00ff');

describe('messages changed at random', () => {
  it('never make it throw, never fit no schema, and pass only where what is signed is whole', async () => {
    const edit = fc.record({
      at: fc.nat(whole.length - 1),
      cut: fc.nat(40),
      put: fc.string({ unit: telling, maxLength: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 4 }), async (edits) => {
        let text = whole.toString('latin1');
        for (const { at, cut, put } of edits) text = text.slice(0, at) + put + text.slice(at + cut);
        const result = await judge(Buffer.from(text, 'latin1'));
        assert.deepEqual(misfits(result), []);
      }),
      { numRuns: 400 },
    );
  });

  it('one changed letter of what is signed breaks the signature', async () => {
    const start = whole.indexOf('From: News');
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: start, max: whole.length - 3 }), async (at) => {
        const octets = Buffer.from(whole);
        fc.pre(/[a-z]/.test(String.fromCharCode(octets[at]!)));
        octets[at] = octets[at] === 0x78 ? 0x79 : 0x78;
        const { message } = await judge(octets);
        assert.notEqual(message!.dkim[0]!.result, 'pass', whole.subarray(at - 10, at + 10).toString());
      }),
      { numRuns: 150 },
    );
  });
});
