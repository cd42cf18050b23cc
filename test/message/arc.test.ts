import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import { judgedFixture } from '../support/message.ts';
import { SIGNERS, sealed, signingKey } from '../support/signers.ts';
import { FORWARDER, judged, ORDINARY } from './judging.ts';

const key = signingKey();
const first = signingKey('ed25519');
const second = signingKey();

const ZONE = [
  '@ TXT "v=spf1 ip4:192.0.2.1 -all"',
  '_dmarc TXT "v=DMARC1; p=reject"',
  `s1._domainkey TXT ${key.record}`,
  `seal._domainkey.one.example. TXT ${first.record}`,
  `seal._domainkey.two.example. TXT ${second.record}`,
].join('\n');

const { createSeal } = createRequire(import.meta.url)('mailauth/lib/arc') as {
  createSeal(message: Buffer, data: object): Promise<{ headers: string[] }>;
};

/** A second set on top, which says that the first one held. */
async function sealedAgain(message: string): Promise<string> {
  const seal = {
    signingDomain: 'two.example',
    selector: 'seal',
    privateKey: second.privateKey,
    cv: 'pass',
    authResults: 'mx.two.example; arc=pass',
  };
  const { headers } = await createSeal(Buffer.from(message, 'latin1'), { seal });
  return `${headers.join('\r\n')}\r\n${message}`;
}

const broken = (await SIGNERS.mailauth(ORDINARY, { key })).replace(
  'Subject: Spring',
  'Subject: [List] Spring',
);
const once = await sealed(broken, { key: first, domain: 'one.example' });
const twice = await sealedAgain(once);

describe('ARC', () => {
  it('tells who sealed, in order, and what the newest saw', async () => {
    const { message, rules } = await judged(twice, ZONE, FORWARDER);
    assert.equal(message.arc.result, 'pass', message.arc.reason ?? '');
    assert.deepEqual(message.arc.sealedBy, ['one.example', 'two.example']);
    assert.equal(message.forwarder, 'two.example');
    assert.match(message.arc.authenticationResults!, /mx\.two\.example/);
    assert.ok(!rules.includes('arc-broken'));
  });

  it('a chain whose message was changed behind it, and one with a set cut out, are broken', async () => {
    for (const message of [
      twice.replace('[List]', '[Other]'),
      twice.replace(/^ARC-Seal: i=1(?:.*\r\n[ \t])*.*\r\n/m, ''),
      once.replace('cv=none', 'cv=pass'),
      `${once}A footer\r\n`,
    ]) {
      const { message: found, rules } = await judged(message, ZONE, FORWARDER);
      assert.equal(found.arc.result, 'fail');
      assert.equal(found.forwarder, null);
      assert.ok(rules.includes('arc-broken'));
      assert.ok(found.arc.reason);
    }
  });

  it('a chain whose keys are gone is broken, one whose keys were not read is open', async () => {
    const { message } = await judged(once, ZONE.replace(/^seal\._domainkey\.one.*$/m, ''), FORWARDER);
    assert.equal(message.arc.result, 'fail');
    const failing = `;! SERVFAIL seal._domainkey.one.example TXT\n${ZONE}`;
    const result = await judgedFixture(
      `${failing}\n\n--- from 198.51.100.7, HELO r.example.net, MAIL FROM <news@example.com>\n${once}`,
    );
    assert.equal(result.message!.arc.result, 'temperror');
    assert.ok(!result.findings.some(({ rule }) => rule === 'message/arc-broken'));
    assert.deepEqual(
      result.inconclusive.map(({ name, blocks }) => [name, blocks]),
      [['seal._domainkey.one.example', ['message/arc-broken']]],
    );
  });
});
