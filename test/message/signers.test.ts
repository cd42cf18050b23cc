import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { projectFolder } from '../support/project.ts';
import { SIGNERS, signingKey, withoutSigner } from '../support/signers.ts';
import { FORWARDER, judged, ORDINARY } from './judging.ts';

const ORDINARY_FORM = 'an ordinary body';
const CANONICALIZATIONS = ['simple/simple', 'relaxed/relaxed'];
const MIXED = ['simple/relaxed', 'relaxed/simple'];

describe('what others sign is verified', () => {
  const rsa = signingKey();
  const ed25519 = signingKey('ed25519');
  for (const name of ['OpenDKIM', 'dkimpy', 'mailauth'] as const)
    for (const [form, message] of Object.entries(FORMS()))
      for (const canonicalization of form === ORDINARY_FORM
        ? [...CANONICALIZATIONS, ...MIXED]
        : CANONICALIZATIONS) {
        // OpenDKIM signs what SMTP hands over, which ends in CRLF.
        if (name === 'OpenDKIM' && !message.endsWith('\r\n')) continue;
        it(`${name}, ${canonicalization}, ${form}`, { skip: withoutSigner[name] }, async () => {
          const signed = await SIGNERS[name](message, { key: rsa, canonicalization });
          const { message: found, code } = await judged(signed, zoneWith(rsa.record), FORWARDER);
          assert.deepEqual(
            found.dkim.map(({ result, canonicalization: c, alignment }) => [result, c, alignment]),
            [['pass', canonicalization, 'strict']],
          );
          assert.equal(found.dmarc.current.result, 'pass');
          assert.equal(code, 0);
          // A file whose lines end in LF alone is the same message.
          const unix = await judged(signed.replaceAll('\r\n', '\n'), zoneWith(rsa.record), FORWARDER);
          assert.equal(unix.message.dkim[0]!.result, 'pass');
        });
      }

  it('mailauth, Ed25519', async () => {
    const signed = await SIGNERS.mailauth(ORDINARY, { key: ed25519 });
    const { message } = await judged(signed, zoneWith(ed25519.record), FORWARDER);
    assert.equal(message.dkim[0]!.result, 'pass');
    assert.equal(message.dkim[0]!.algorithm, 'ed25519-sha256');
  });
});

function zoneWith(record: string): string {
  return `@ TXT "v=spf1 ip4:192.0.2.1 -all"\n_dmarc TXT "v=DMARC1; p=reject"\ns1._domainkey TXT ${record}`;
}

function FORMS(): Record<string, string> {
  const header = ORDINARY.slice(0, ORDINARY.indexOf('\r\n\r\n') + 4);
  return {
    [ORDINARY_FORM]: ORDINARY,
    'empty lines at its end': `${ORDINARY}\r\n\r\n\r\n`,
    'no line end at its end': ORDINARY.replace(/\r\n$/, ''),
    'an empty body': header,
    'a folded Subject': ORDINARY.replace('Subject: Spring', 'Subject: Spring\r\n  and\r\n\tsummer'),
    'octets beyond ASCII': `${ORDINARY}Gr\u00fc\u00dfe \u00e2\u0082\u00ac\t \t\r\n`,
    'a long line': `${ORDINARY}${'x y '.repeat(50_000)}\r\n`,
  };
}

describe('the examples of the standards', () => {
  const folder = path.join(projectFolder(), 'test', 'message', 'standards');
  const zone = readFileSync(path.join(folder, 'example.zone'), 'utf8').replace(/^(?:;|\$|@ SOA).*\n/gm, '');

  // Its figure breaks lines in another way than the message that was signed: six blanks, and one behind a full stop.
  it('RFC 6376 appendix A verifies', async () => {
    const { message, code } = await judged(readFileSync(path.join(folder, 'rfc6376.eml')), zone, []);
    const [signature] = message.dkim;
    assert.equal(signature!.result, 'pass');
    assert.deepEqual(
      [signature!.domain, signature!.selector, signature!.identity],
      ['example.com', 'brisbane', 'joe@football.example.com'],
    );
    assert.deepEqual(signature!.headers, ['received', 'from', 'to', 'subject', 'date', 'message-id']);
    assert.equal(signature!.key!.bits, 1024);
    assert.equal(signature!.alignment, 'relaxed');
    assert.equal(message.dmarc.current.word, 'inbox');
    assert.equal(code, 0);
  });

  it('RFC 8463 appendix A verifies, with both of its signatures', async () => {
    const { message } = await judged(readFileSync(path.join(folder, 'rfc8463.eml')), zone, []);
    const found = message.dkim.map(({ result, algorithm, alignment }) => [result, algorithm, alignment]);
    assert.deepEqual(found, [
      ['pass', 'ed25519-sha256', 'strict'],
      ['pass', 'rsa-sha256', 'strict'],
    ]);
    assert.equal(message.dkim[0]!.signedAt, '2018-06-10T13:38:29.000Z');
  });
});
