import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SIGNERS, sealed, signingKey } from '../support/signers.ts';
import { judged, ORDINARY } from './judging.ts';

/** Mail as it is sent every day by those who do it right: nothing worse than a notice is found, and it passes. */

const key = signingKey();
const esp = signingKey();
const list = signingKey();
const ed25519 = signingKey('ed25519');

const ZONE = [
  '@ TXT "v=spf1 ip4:192.0.2.1 include:spf.esp.example -all"',
  '_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@example.com"',
  `s1._domainkey TXT ${key.record}`,
  `ed._domainkey TXT ${ed25519.record}`,
  `s1._domainkey.news TXT ${key.record}`,
  'mail TXT "v=spf1 ip4:192.0.2.1 -all"',
  'spf.esp.example. TXT "v=spf1 ip4:203.0.113.0/24 -all"',
  'bounce.esp.example. TXT "v=spf1 ip4:203.0.113.0/24 -all"',
  `k1._domainkey.esp.example. TXT ${esp.record}`,
  'list.example.net. TXT "v=spf1 ip4:198.51.100.7 -all"',
  '_dmarc.example.net. TXT "v=DMARC1; p=reject"',
  `l1._domainkey.list.example.net. TXT ${list.record}`,
].join('\n');

const from = (ip: string, helo: string, mailFrom: string): string[] => [
  '--ip',
  ip,
  '--helo',
  helo,
  '--mail-from',
  mailFrom,
];
const OWN = from('192.0.2.1', 'mail.example.com', 'news@example.com');
const ESP = from('203.0.113.5', 'out5.esp.example', 'b-123@bounce.esp.example');
const RELAY = from('198.51.100.7', 'list.example.net', 'news-bounces@list.example.net');

const sign = (message: string, rest: Partial<Parameters<typeof SIGNERS.mailauth>[1]> = {}) =>
  SIGNERS.mailauth(message, { key, ...rest });
const viaEsp = { key: esp, domain: 'esp.example', selector: 'k1' };

const CORRECT: Record<string, [message: string, args: string[]]> = {
  'from the domain’s own server': [await sign(ORDINARY), OWN],
  'with two keys': [await sign(await sign(ORDINARY), { key: ed25519, selector: 'ed' }), OWN],
  'through a sending service that signs for both': [await sign(await sign(ORDINARY), viaEsp), ESP],
  'through such a service, its own signature broken on the way': [
    await sign((await sign(ORDINARY, viaEsp)).replace(/b=[^;]{8}/, 'b=AAAAAAAA'), {}),
    ESP,
  ],
  'from a subdomain, under the policy above': [
    await sign(ORDINARY.replace('news@example.com', 'a@news.example.com'), { domain: 'news.example.com' }),
    OWN,
  ],
  'signed for the domain above': [
    await sign(ORDINARY.replace('news@example.com', 'a@news.example.com')),
    OWN,
  ],
  'forwarded as it is, its signature whole': [await sign(ORDINARY), RELAY],
  'forwarded and sealed': [await sealed(await sign(ORDINARY), { ...viaEsp }), RELAY],
  'through a list that sends in its own name': [
    await sign(ORDINARY.replace('News <news@example.com>', '"News via List" <l@list.example.net>'), {
      key: list,
      domain: 'list.example.net',
      selector: 'l1',
    }),
    RELAY,
  ],
  'a bounce': [
    ORDINARY.replace('News <news@example.com>', 'MAILER-DAEMON@mail.example.com'),
    from('192.0.2.1', 'mail.example.com', '<>'),
  ],
  'with several authors and a Sender': [
    await sign(
      ORDINARY.replace('News <news@example.com>', 'a@example.com, b@example.com').replace(
        'To:',
        'Sender: a@example.com\r\nTo:',
      ),
    ),
    OWN,
  ],
  'with an encoded Subject and name': [
    await sign(ORDINARY.replace('News', '=?utf-8?q?N=C3=A9ws?=').replace('Spring', '=?utf-8?b?w4Q=?=')),
    OWN,
  ],
  'without Subject, To and body': [
    await sign(
      'From: news@example.com\r\nBcc: r@example.org\r\nDate: Mon, 2 Mar 2026 09:00:00 +0000\r\nMessage-ID: <1@example.com>\r\n\r\n',
    ),
    OWN,
  ],
  'with a header of its own between others, folded': [
    await sign(ORDINARY.replace('To:', 'X-Note: one\r\n\ttwo\r\n   three\r\nTo:')),
    OWN,
  ],
  resent: [
    `Resent-From: r@example.org\r\nResent-Date: Tue, 3 Mar 2026 09:00:00 +0000\r\nResent-Message-ID: <2@example.org>\r\n${await sign(ORDINARY)}`,
    RELAY,
  ],
  'with a signature that expires in years': [await sign(ORDINARY, { expires: '2099-01-01T00:00:00Z' }), OWN],
};

describe('correct messages', () => {
  for (const [name, [message, args]] of Object.entries(CORRECT))
    it(name, async () => {
      const { result, code, message: found } = await judged(message, ZONE, args);
      const told = result.findings.filter(({ severity }) => severity !== 'notice');
      assert.deepEqual(
        told.map((finding) => `${finding.rule}: ${finding.message}`),
        [],
      );
      assert.equal(found.dmarc.current.result, 'pass');
      assert.equal(found.dmarc.legacy.result, 'pass');
      assert.equal(result.verdict, 'pass');
      assert.equal(code, 0);
      // The same over a file as Unix keeps it.
      const unix = await judged(message.replaceAll('\r\n', '\n'), ZONE, args);
      assert.deepEqual(
        unix.result.findings.map(({ rule }) => rule),
        result.findings.map(({ rule }) => rule),
      );
    });
});
