import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judgeMessage, messageSource, type Session } from '../../src/message/index.ts';
import { hopOf } from '../../src/message/received.ts';
import { emptyWorld } from '../support/fixture.ts';
import { judged, ORDINARY } from './judging.ts';

/** The first lines of Received fields as servers write them; time and id left out. */
const FORMS: Record<string, [received: string, ip: string | undefined, helo: string | undefined]> = {
  Postfix: [
    'from mail.example.com (mail.example.com [192.0.2.1]) by mx.example.net (Postfix) with ESMTPS id 4A',
    '192.0.2.1',
    'mail.example.com',
  ],
  'Postfix, no reverse name': [
    'from greeting.example (unknown [192.0.2.1]) by mx.example.net (Postfix) with ESMTP',
    '192.0.2.1',
    'greeting.example',
  ],
  'Postfix, IPv6': [
    'from mail.example.com (mail.example.com [IPv6:2001:db8::25]) (using TLSv1.3 with cipher X (256/256 bits)) by mx.example.net (Postfix)',
    '2001:db8::25',
    'mail.example.com',
  ],
  'Postfix, address as HELO': [
    'from [192.0.2.1] (unknown [192.0.2.1]) by mx.example.net',
    '192.0.2.1',
    '[192.0.2.1]',
  ],
  Exim: [
    'from mail.example.com ([192.0.2.1]:45678 helo=greeting.example) by mx.example.net with esmtps (TLS1.3) (Exim 4.96) (envelope-from <b@example.com>)',
    '192.0.2.1',
    'greeting.example',
  ],
  'Exim, no reverse name': [
    'from [192.0.2.1] (helo=greeting.example) by mx.example.net with esmtp (Exim 4.96)',
    '192.0.2.1',
    'greeting.example',
  ],
  'Exim, the same name': [
    'from mail.example.com ([192.0.2.1]) by mx.example.net with esmtp (Exim 4.96)',
    '192.0.2.1',
    'mail.example.com',
  ],
  'Postfix, another address as HELO': [
    'from [192.0.2.25] (unknown [192.0.2.1]) by mx.example.net (Postfix) with ESMTP',
    '192.0.2.1',
    '[192.0.2.25]',
  ],
  'qmail, another address as HELO': [
    'from unknown (HELO [192.0.2.25]) (192.0.2.1) by mx.example.net with SMTP',
    '192.0.2.1',
    '[192.0.2.25]',
  ],
  'an address hidden in HELO': [
    'from a(192.0.2.25) (mail.example.com [192.0.2.1]) by mx.example.net (Postfix)',
    '192.0.2.1',
    'a',
  ],
  Sendmail: [
    'from greeting.example (mail.example.com [192.0.2.1] (may be forged)) by mx.example.net (8.17.1/8.17.1) with ESMTP',
    '192.0.2.1',
    'greeting.example',
  ],
  Exchange: [
    'from mail.example.com (192.0.2.1) by mx.example.net (10.1.2.3) with Microsoft SMTP Server (version=TLS1_2, cipher=X) id 15.20',
    '192.0.2.1',
    'mail.example.com',
  ],
  'Exchange, IPv6': [
    'from mail.example.com (2001:db8:0:0::1) by mx.example.net (2001:db8::2) with Microsoft SMTP Server',
    '2001:db8::1',
    'mail.example.com',
  ],
  Gmail: [
    'from mail.example.com (mail.example.com. [192.0.2.1]) by mx.google.com with ESMTPS id a1 for <r@example.net> (version=TLS1_3)',
    '192.0.2.1',
    'mail.example.com',
  ],
  qmail: [
    'from unknown (HELO greeting.example) (192.0.2.1) by mx.example.net with SMTP',
    '192.0.2.1',
    'greeting.example',
  ],
  'handed on inside': ['by 2001:db8:6402:1234::1 with SMTP id x', undefined, undefined],
  'an address that is none': [
    'from mail.example.com ([999.0.2.1]) by mx.example.net',
    undefined,
    'mail.example.com',
  ],
};

describe('Received fields', () => {
  for (const [name, [received, ip, helo]] of Object.entries(FORMS))
    it(name, () => {
      const hop = hopOf(received);
      assert.equal(hop.ip, ip);
      assert.equal(hop.helo, helo);
    });
});

const TIME = '; Mon, 2 Mar 2026 09:00:05 +0000';
const field = (received: string): string => `Received: ${received}${TIME}\r\n`;
const ZONE = '@ TXT "v=spf1 ip4:192.0.2.1 -all"\n_dmarc TXT "v=DMARC1; p=reject"';

const INSIDE = field('from mx.example.net (localhost [127.0.0.1]) by mx.example.net (Postfix) with ESMTP');
const PRIVATE = field('from scanner.example.net (scanner [10.1.2.3]) by mx.example.net (Postfix) with ESMTP');
const BORDER = field(
  'from mail.example.com (mail.example.com [192.0.2.1]) by mx.example.net (Postfix) with ESMTPS',
);
const LAPTOP = field(
  'from laptop (dial.isp.example [203.0.113.77]) by mail.example.com (Postfix) with ESMTPSA',
);

describe('the session, where it is not given', () => {
  const sessionOf = async (header: string, args: readonly string[] = []) =>
    (await judged(`${header}${ORDINARY}`, ZONE, args)).message;

  it('is read from the border of the receiver: hops inside and private ones are passed over', async () => {
    const { session, spf } = await sessionOf(
      `Return-Path: <news@example.com>\r\n${INSIDE}${PRIVATE}${BORDER}${LAPTOP}`,
    );
    assert.deepEqual(session, {
      ip: { value: '192.0.2.1', source: 'received-header' },
      helo: { value: 'mail.example.com', source: 'received-header' },
      mailFrom: { value: 'news@example.com', source: 'return-path' },
    });
    assert.equal(spf!.result, 'pass');
  });

  it('public addresses of the receiver’s own servers are passed over', async () => {
    const own = field(
      'from edge.example.net (2001:db8::7) by store.example.net (2001:db8::8) with Microsoft SMTP Server',
    );
    const { session } = await sessionOf(`${own}${BORDER}`);
    assert.equal(session.ip.value, '192.0.2.1');
  });

  it('a provider’s servers go by several names', async () => {
    const microsoft = [
      'from AS8PR03.eurprd03.prod.outlook.com (2001:db8:20b:1::1) by AM0PR03.eurprd03.prod.outlook.com with HTTPS',
      'from DB8PR03CA0012.eurprd03.prod.outlook.com (2001:db8:10:be::25) by AS8PR03.eurprd03.prod.outlook.com (2001:db8:20b:1::1) with Microsoft SMTP Server',
      'from DB5EUR03FT033.eop-EUR03.prod.protection.outlook.com (2001:db8:10:be:cafe::8d) by DB8PR03CA0012.outlook.office365.com (2001:db8:10:be::25) with Microsoft SMTP Server',
      'from mail.example.com (192.0.2.1) by DB5EUR03FT033.mail.protection.outlook.com (10.152.20.85) with Microsoft SMTP Server',
      'from mail.example.com (127.0.0.1) by localhost with ESMTP',
    ];
    const { session } = await sessionOf(microsoft.map(field).join(''));
    assert.deepEqual([session.ip.value, session.helo.value], ['192.0.2.1', 'mail.example.com']);
    const google = [
      'by 2001:db8:6402:1234:b0:5e0:1234:5678 with SMTP id x1csp123',
      'from mail.example.com (mail.example.com. [192.0.2.1]) by mx.google.com with ESMTPS id a1 for <r@example.net> (version=TLS1_3)',
    ];
    assert.equal((await sessionOf(google.map(field).join(''))).session.ip.value, '192.0.2.1');
  });

  it('mail within one organisation came over its first hop, not from the user’s own computer', async () => {
    const own = field(
      'from mail.example.com (mail.example.com [192.0.2.1]) by mx.example.com (Postfix) with ESMTPS',
    );
    const { session } = await sessionOf(`${own}${LAPTOP}`);
    assert.equal(session.ip.value, '192.0.2.1');
  });

  it('what a forger writes below the border does not count', async () => {
    const forged = field('from mail.example.com (mail.example.com [192.0.2.1]) by mx.example.net (Postfix)');
    const real = field('from evil.example (unknown [198.51.100.66]) by mx.example.net (Postfix) with ESMTP');
    const { session } = await sessionOf(`${real}${forged}`);
    assert.equal(session.ip.value, '198.51.100.66');
  });

  it('MAIL FROM is noted by Exim too', async () => {
    const exim = field(
      'from mail.example.com ([192.0.2.1]) by mx.example.net with esmtp (Exim 4.96) (envelope-from <b@example.com>)',
    );
    const { session } = await sessionOf(exim);
    assert.deepEqual(session.mailFrom, { value: 'b@example.com', source: 'received-header' });
  });

  it('an empty Return-Path is a bounce, and HELO is checked', async () => {
    const { session, spf } = await judged(
      `Return-Path: <>\r\n${BORDER}${ORDINARY}`,
      `${ZONE}\nmail TXT "v=spf1 ip4:192.0.2.1 -all"`,
      [],
    ).then(({ message }) => message);
    assert.equal(session.mailFrom.value, '');
    assert.deepEqual(
      [spf!.identity, spf!.domain, spf!.result, spf!.alignment],
      ['helo', 'mail.example.com', 'pass', 'relaxed'],
    );
  });

  it('what is given counts, and says so', async () => {
    const { session } = await sessionOf(`Return-Path: <news@example.com>\r\n${BORDER}`, [
      '--ip',
      '2001:0db8::1',
      '--helo',
      'x.example',
      '--mail-from',
      '<>',
    ]);
    assert.deepEqual(session, {
      ip: { value: '2001:db8::1', source: 'given' },
      helo: { value: 'x.example', source: 'given' },
      mailFrom: { value: '', source: 'given' },
    });
  });

  it('IPv4 in IPv6 is IPv4, letters beyond ASCII are a domain, and no address is none', async () => {
    const zone = 'bücher.example';
    const given = async (session: Session) =>
      (await judgeMessage(messageSource(ORDINARY), session, emptyWorld)).message!;
    const mapped = await given({ ip: '::ffff:192.0.2.1', mailFrom: `a@${zone}` });
    assert.equal(mapped.session.ip.value, '192.0.2.1');
    assert.equal(mapped.spf!.domain, 'xn--bcher-kva.example');
    assert.equal((await given({ ip: 'fe80::1%eth0', mailFrom: 'a@example.com' })).spf, null);
  });

  it('where nothing tells it, nothing is claimed', async () => {
    const { message, code, rules, result } = await judged(ORDINARY, ZONE, []);
    assert.equal(message.spf, null);
    assert.equal(message.dmarc.current.result, 'unknown');
    assert.equal(message.dmarc.current.word, 'unknown');
    assert.deepEqual(rules.toSorted(), ['dkim-missing', 'session-unknown']);
    assert.equal(result.verdict, 'inconclusive');
    assert.equal(code, 3);
  });
});
