import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import { fixtureResolver } from '../support/fixture.ts';

/** Zone text; findings of the section as `rule severity`; rules of the section that a failed lookup blocks. */
type Case = [what: string, zone: string, findings: string[], blocked?: string[]];

const LIVE = '@ MX 20 live\nlive A 192.0.2.9\n';

const SENDS = '@ TXT "v=spf1 ip4:192.0.2.0/26 -all"';
const SENDS_NOTHING = '@ TXT "v=spf1 -all"';
const M365 = 'example-com.mail.protection.outlook.com.';
const GATEWAY = 'mx1.example-com.iphmx.com.';
const OPERATED = [M365, GATEWAY, 'aspmx.l.google.com.', 'alt1.aspmx.l.google.com.', 'aspmx2.googlemail.com.']
  .map((host, index) => `${host} A 192.0.2.1${index}`)
  .join('\n');

const cases: Record<string, Case[]> = {
  // Internet.nl#464, #748, #1192, #1741, #1751: each state of the MX set has its own words.
  'who takes mail': [
    ['nothing at all, and SPF lets nothing send', SENDS_NOTHING, []],
    ['nothing at all, and SPF lets servers send', SENDS, ['missing warning']],
    ['nothing at all, SPF not known', ';! SERVFAIL example.com TXT', [], ['missing']],
    ['an address, SPF lets nothing send', `${SENDS_NOTHING}\n@ A 192.0.2.1`, []],
    ['an address, SPF lets servers send', `${SENDS}\n@ A 192.0.2.1`, ['implicit-a warning']],
    ['an IPv6 address', `${SENDS}\n@ AAAA 2001:db8::1`, ['implicit-a warning']],
    ['an address, SPF not known', ';! SERVFAIL example.com TXT\n@ A 192.0.2.1', [], ['implicit-a']],
    ['no MX, the address not known', `;! SERVFAIL example.com A\n${SENDS}`, [], ['implicit-a', 'missing']],
    ['a null MX, SPF lets nothing send', `${SENDS_NOTHING}\n@ MX 0 .`, []],
    ['a null MX and an address', `${SENDS_NOTHING}\n@ MX 0 .\n@ A 192.0.2.1`, []],
    ['a null MX, SPF lets servers send', `${SENDS}\n@ MX 0 .`, ['null-but-sends warning']],
    ['a null MX, SPF not known', ';! SERVFAIL example.com TXT\n@ MX 0 .', [], ['null-but-sends']],
    ['a null MX and no SPF', '@ MX 0 .', []],
    ['MX that names the domain itself', `${SENDS}\n@ MX 10 @\n@ A 192.0.2.1`, []],
  ],
  'one server under several names': [
    ['one address', `${LIVE}@ MX 30 other\nother A 192.0.2.9`, ['same-ip notice']],
    ['one of two addresses', `${LIVE}@ MX 30 other\nother A 192.0.2.9\nother A 192.0.2.8`, []],
    [
      'told apart by IPv6',
      `${LIVE}live AAAA 2001:db8::1\n@ MX 30 other\nother A 192.0.2.9\nother AAAA 2001:db8::2`,
      [],
    ],
    [
      'IPv6 not known',
      `;! SERVFAIL other.example.com AAAA\n${LIVE}@ MX 30 other\nother A 192.0.2.9`,
      [],
      ['same-ip', 'target-private-ip'],
    ],
    [
      'the names of a provider',
      '@ MX 10 a.vendor.example.\n@ MX 20 b.vendor.example.\na.vendor.example. A 192.0.2.1\nb.vendor.example. A 192.0.2.1',
      [],
    ],
    ['one name, two preferences', `${LIVE}@ MX 30 live`, ['duplicate-host notice']],
    ['one name in two cases', `${LIVE}@ MX 30 LIVE`, ['duplicate-host notice']],
  ],
  'whose servers': [
    ['a single host of a provider', `${OPERATED}\n@ MX 0 ${M365}`, []],
    [
      'all hosts of one provider',
      `${OPERATED}\n@ MX 1 aspmx.l.google.com.\n@ MX 5 alt1.aspmx.l.google.com.\n@ MX 10 aspmx2.googlemail.com.`,
      [],
    ],
    [
      'two providers of mailboxes',
      `${OPERATED}\n@ MX 0 ${M365}\n@ MX 5 alt1.aspmx.l.google.com.`,
      ['mixed-providers warning'],
    ],
    [
      'the same at one preference',
      `${OPERATED}\n@ MX 5 ${M365}\n@ MX 5 aspmx.l.google.com.`,
      ['mixed-providers warning'],
    ],
    [
      'two providers, one of them small',
      `${OPERATED}\n@ MX 1 aspmx.l.google.com.\n@ MX 20 mxext1.mailbox.org.\nmxext1.mailbox.org. A 192.0.2.20`,
      ['mixed-providers warning'],
    ],
    ['a provider and a host of one’s own', `${OPERATED}\n${LIVE}@ MX 0 ${M365}`, []],
    ['a gateway alone', `${OPERATED}\n@ MX 0 ${GATEWAY}`, []],
    [
      'a gateway before the mailboxes',
      `${OPERATED}\n@ MX 0 ${GATEWAY}\n@ MX 9 ${M365}`,
      ['gateway-bypass notice'],
    ],
    [
      'another gateway before the mailboxes',
      `${OPERATED}\n@ MX 0 example-com.in.tmes.trendmicro.eu.\n@ MX 9 ${M365}\nexample-com.in.tmes.trendmicro.eu. A 192.0.2.21`,
      ['gateway-bypass notice'],
    ],
    [
      'a forwarding service filters for nobody',
      `${OPERATED}\n@ MX 0 mx1.forwardemail.net.\n@ MX 9 ${M365}\nmx1.forwardemail.net. A 192.0.2.22`,
      [],
    ],
    [
      'a name that only looks like a provider’s',
      `${OPERATED}\n@ MX 0 ${M365}\n@ MX 5 aspmx.l.google.com.vendor.example.\naspmx.l.google.com.vendor.example. A 192.0.2.7`,
      [],
    ],
  ],
  'no MX hosts': [
    ['no record at all, and an address', '@ A 192.0.2.1', ['implicit-a warning']],
    ['no record, no address, nothing known to send', '@ TXT "x"', []],
    ['a null MX alone', '@ MX 0 .', []],
    ['a null MX of another preference', '@ MX 10 .', ['null-preference notice']],
    ['two null MX', '@ MX 0 .\n@ MX 10 .', ['null-preference notice']],
    [
      'MX not known',
      ';! SERVFAIL example.com MX',
      [],
      [
        ...['missing', 'implicit-a', 'null-but-sends', 'null-preference', 'duplicate-host', 'same-ip'],
        ...['ipv6-only', 'mixed-providers', 'gateway-bypass'],
        'null-mx-with-others',
        'null-typo',
        'target-cname',
        'target-invalid-host',
        'target-ip',
        'target-localhost',
        'target-no-address',
        'target-nxdomain',
        'target-private-ip',
        'target-unregistered',
        'verification-leftover',
      ],
    ],
    [
      'a null MX twice beside a host',
      '@ MX 0 .\n@ MX 10 .\n@ MX 20 live\nlive A 192.0.2.9',
      ['null-mx-with-others error'],
    ],
  ],
  'dead hosts': [
    ['a live host', LIVE, []],
    ['a host with IPv6 alone', '@ MX 10 six\nsix AAAA 2001:db8::1', ['ipv6-only warning']],
    ['a host with IPv6 alone beside another', `${LIVE}@ MX 10 six\nsix AAAA 2001:db8::1`, []],
    [
      'IPv6, and IPv4 not known',
      ';! SERVFAIL six.example.com A\n@ MX 10 six\nsix AAAA 2001:db8::1',
      [],
      ['ipv6-only', 'target-private-ip'],
    ],
    ['a host with IPv4 alone', '@ MX 10 four\nfour A 192.0.2.1', []],
    ['one of two does not exist', `${LIVE}@ MX 10 gone`, ['target-nxdomain warning']],
    ['one of two has no address', `${LIVE}@ MX 10 bare\nbare TXT "x"`, ['target-no-address warning']],
    [
      'all are dead, each in its way',
      '@ MX 10 gone\n@ MX 20 bare\nbare TXT "x"',
      ['target-no-address error', 'target-nxdomain error'],
    ],
    [
      'the same dead host twice',
      '@ MX 10 gone\n@ MX 20 gone',
      ['duplicate-host notice', 'target-nxdomain error'],
    ],
    ['an empty non-terminal', '@ MX 10 mail\n_x.mail TXT "x"', ['target-no-address error']],
    [
      'a lookup that fails is no dead host',
      ';! TIMEOUT mail.example.com *\n@ MX 10 mail',
      [],
      ['target-cname', 'target-no-address', 'target-nxdomain', 'target-private-ip', 'target-unregistered'],
    ],
    [
      'A denied, AAAA not known',
      ';! SERVFAIL mail.example.com AAAA\n@ MX 10 mail\nmail TXT "x"',
      [],
      ['target-no-address', 'target-nxdomain', 'target-private-ip', 'target-unregistered'],
    ],
    [
      'NXDOMAIN for one family holds for both',
      ';! SERVFAIL mail.example.com AAAA\n@ MX 10 mail',
      ['target-nxdomain error'],
      ['target-private-ip'],
    ],
    [
      'a dead host beside one not known',
      ';! SERVFAIL mail.example.com *\n@ MX 10 mail\n@ MX 20 gone',
      ['target-nxdomain warning'],
      ['target-cname', 'target-no-address', 'target-nxdomain', 'target-private-ip', 'target-unregistered'],
    ],
    [
      'an address known, the other family not',
      ';! SERVFAIL mail.example.com AAAA\n@ MX 10 mail\nmail A 192.0.2.1',
      [],
      ['target-private-ip'],
    ],
    [
      'a dead host of a vendor that exists',
      `${LIVE}vendor.example. A 192.0.2.2\n@ MX 10 mx.vendor.example.`,
      ['target-nxdomain warning'],
    ],
    [
      'a leftover of domain verification',
      `${LIVE}@ MX 32767 ms123.msv1.invalid.`,
      ['verification-leftover notice'],
    ],
    [
      'a leftover of domain verification, not answered',
      `;! SERVFAIL ms123.msv1.invalid A\n;! SERVFAIL ms123.msv1.invalid AAAA\n${LIVE}@ MX 32767 ms123.msv1.invalid.`,
      ['verification-leftover notice'],
    ],
    [
      'a leftover of domain verification alone: mail is lost',
      '@ MX 32767 ms123.msv1.invalid.',
      ['verification-leftover error'],
    ],
  ],
  'nobody’s domain': [
    ['alone', '@ MX 10 mx.lapsed.example.', ['target-unregistered error']],
    ['beside a live host it is as bad', `${LIVE}@ MX 10 mx.lapsed.example.`, ['target-unregistered error']],
    [
      'behind an alias of our own',
      `${LIVE}@ MX 10 alias\nalias CNAME mx.lapsed.example.`,
      ['target-unregistered error'],
    ],
    [
      'a registry that does not answer',
      ';! SERVFAIL lapsed.example SOA\n@ MX 10 mx.lapsed.example.',
      ['target-nxdomain error'],
      ['target-unregistered'],
    ],
    ['no registry stands behind the name', '@ MX 10 mail.lan.', ['target-nxdomain error']],
    [
      'a cloud’s private suffix is no registry',
      'amazonaws.com. A 192.0.2.1\n@ MX 10 ec2-192-0-2-1.compute-1.amazonaws.com.',
      ['target-nxdomain error'],
    ],
  ],
  aliases: [
    ['an alias to a live host', '@ MX 10 mail\nmail CNAME live\nlive A 192.0.2.9', ['target-cname warning']],
    [
      'by a DNAME',
      '@ MX 10 mx.old\nold DNAME new.example.net.\nmx.new.example.net. A 192.0.2.9',
      ['target-cname warning'],
    ],
    ['an alias to nothing is dead, no alias', '@ MX 10 mail\nmail CNAME gone', ['target-nxdomain error']],
    [
      'one family fails, the other shows it',
      ';! SERVFAIL mail.example.com AAAA\n@ MX 10 mail\nmail CNAME live\nlive A 192.0.2.9',
      ['target-cname warning'],
      ['target-private-ip'],
    ],
    [
      'MX behind an alias of the domain',
      '@ CNAME real.example.net.\nreal.example.net. MX 10 mx.real.example.net.\nmx.real.example.net. A 192.0.2.1',
      [],
    ],
  ],
  'names that are none': [
    ['an address', '@ MX 10 192.0.2.1.', ['target-ip error']],
    ['an address beside a live host', `${LIVE}@ MX 10 192.0.2.1.`, ['target-ip warning']],
    ['an address with the zone added', '@ MX 10 192.0.2.1', ['target-ip error']],
    ['in brackets', '@ MX 10 [192.0.2.1].', ['target-ip error']],
    ['IPv6', '@ MX 10 2001:db8::1.', ['target-ip error']],
    ['a host called like an address', '@ MX 10 192.0.2.1\n192.0.2.1 A 192.0.2.1', []],
    [
      'an address, not answered',
      ';! SERVFAIL 192.0.2.1.example.com *\n@ MX 10 192.0.2.1',
      [],
      ['target-cname', 'target-ip', 'target-private-ip'],
    ],
    [
      '“0”, “null”, “none” and an escaped dot',
      '@ MX 0 0.\n@ MX 1 null\n@ MX 2 None.\n@ MX 3 \\.',
      ['null-typo error', 'null-typo error', 'null-typo error', 'null-typo error'],
    ],
    ['“null” beside a live host', `${LIVE}@ MX 10 null`, ['null-typo warning']],
    ['a host called null', '@ MX 10 null\nnull A 192.0.2.1', []],
    [
      '“null”, not answered',
      ';! SERVFAIL null.example.com *\n@ MX 10 null',
      [],
      ['null-typo', 'target-cname', 'target-private-ip'],
    ],
    ['a name that begins with null', '@ MX 10 null1\nnull1 A 192.0.2.1', []],
    ['an underscore works with most', '@ MX 10 mail_1\nmail_1 A 192.0.2.1', ['target-invalid-host warning']],
    ['an underscore on a dead host', '@ MX 10 mail_1', ['target-invalid-host error']],
    [
      'an underscore, not answered',
      ';! SERVFAIL mail_1.example.com *\n@ MX 10 mail_1',
      [],
      ['target-cname', 'target-invalid-host', 'target-private-ip'],
    ],
    [
      'a blank, an address, raw UTF-8',
      '@ MX 1 mail\\ server\n@ MX 2 me\\@mail\n@ MX 3 m\\195\\164il',
      ['target-invalid-host error', 'target-invalid-host error', 'target-invalid-host error'],
    ],
    ['a wildcard as a host', `${LIVE}@ MX 10 *.mail`, ['target-invalid-host warning']],
    [
      'digits, hyphens and A-labels are fine',
      '@ MX 10 1-2--3.xn--bcher-kva\n1-2--3.xn--bcher-kva A 192.0.2.1',
      [],
    ],
    ['localhost', '@ MX 10 localhost.', ['target-localhost error']],
    ['localhost as the best of two', `${LIVE}@ MX 10 localhost.`, ['target-localhost error']],
    ['localhost as a backup', `${LIVE}@ MX 30 localhost.`, ['target-localhost warning']],
    ['a host below the domain called localhost', '@ MX 10 localhost\nlocalhost A 192.0.2.1', []],
  ],
  addresses: [
    [
      'documentation addresses are ordinary',
      '@ MX 10 m\nm A 198.51.100.1\nm A 203.0.113.1\nm AAAA 2001:db8::1',
      [],
    ],
    [
      'next to the private ranges',
      '@ MX 10 m\nm A 9.255.255.255\nm A 11.0.0.0\nm A 100.63.0.1\nm A 100.128.0.1\nm A 172.15.0.1\nm A 172.32.0.1\nm A 192.167.0.1\nm A 192.169.0.1\nm AAAA fe00::1',
      [],
    ],
    [
      'each kind',
      '@ MX 10 m\nm A 10.0.0.1\nm A 100.64.0.1\nm A 127.0.0.1\nm A 169.254.1.1\nm A 172.31.0.1\nm A 192.168.1.1\nm A 0.0.0.0\nm AAAA ::1\nm AAAA fe80::1\nm AAAA fd00::1',
      ['target-private-ip error'],
    ],
    ['beside a public address', '@ MX 10 m\nm A 192.0.2.1\nm AAAA fd00::1', ['target-private-ip warning']],
    ['beside a live host', `${LIVE}@ MX 10 m\nm A 10.0.0.1`, ['target-private-ip warning']],
    ['loopback as the best of two', `${LIVE}@ MX 10 m\nm A 127.0.0.1`, ['target-private-ip error']],
    ['loopback as a backup', `${LIVE}@ MX 30 m\nm A 127.0.0.1`, ['target-private-ip warning']],
    [
      'private, the other family not known',
      ';! SERVFAIL m.example.com AAAA\n@ MX 10 m\nm A 10.0.0.1',
      ['target-private-ip warning'],
      ['target-private-ip'],
    ],
  ],
};

for (const [group, table] of Object.entries(cases)) {
  describe(group, () => {
    for (const [what, zone, findings, blocked = []] of table) {
      it(what, async () => {
        const result = await audit('example.com', fixtureResolver(zone), { sections: ['mx'] });
        const found = result.findings.filter(({ rule }) => rule.startsWith('mx/'));
        assert.deepEqual(
          found.map(({ rule, severity }) => `${rule.slice(3)} ${severity}`).sort(),
          [...findings].sort(),
        );
        const stopped = result.sections.mx!.rules.blocked.map((id) => id.slice(3));
        assert.deepEqual(stopped.sort(), [...blocked].sort());
        assert.equal(new Set(found.map(({ fingerprint }) => fingerprint)).size, found.length);
        for (const { message } of found) assert.ok(message.length < 300, message);
      });
    }
  });
}

describe('repairs', () => {
  async function changesOn(zone: string) {
    const { findings } = await audit('example.com', fixtureResolver(zone), { sections: ['mx'] });
    const shown = findings.flatMap(({ changes }) =>
      changes.map(({ op, from, to }) => `${op} ${from} → ${to ?? ''}`.trim()),
    );
    return { shown, safety: findings.map(({ safety }) => safety) };
  }

  const table: [string, string, string[]][] = [
    [
      'a dot was left out before the own zone',
      '@ MX 10 mail.example.com\nmail A 192.0.2.1',
      ['replace 10 mail.example.com.example.com. → 10 mail.example.com.'],
    ],
    [
      'a dot was left out behind a vendor’s host',
      '@ MX 10 mx.vendor.example\nmx.vendor.example. A 192.0.2.1',
      ['replace 10 mx.vendor.example.example.com. → 10 mx.vendor.example.'],
    ],
    [
      'the host that would be meant is dead too',
      '@ MX 10 mx.vendor.example\nvendor.example. A 192.0.2.1',
      [],
    ],
    ['the only host is never dropped', '@ MX 10 gone', []],
    ['a dead host beside a live one', `${LIVE}@ MX 10 gone`, ['delete 10 gone.example.com. →']],
    [
      'a dead host beside one not known stays',
      ';! SERVFAIL mail.example.com *\n@ MX 10 mail\n@ MX 20 gone',
      [],
    ],
    [
      'an MX set behind an alias is not ours',
      '@ CNAME r.example.net.\nr.example.net. MX 10 gone.example.net.\nr.example.net. MX 20 live.example.net.\nlive.example.net. A 192.0.2.1',
      [],
    ],
    [
      'an address that is the domain’s own',
      '@ A 192.0.2.1\n@ MX 10 192.0.2.1.',
      ['replace 10 192.0.2.1. → 10 example.com.'],
    ],
    ['an address of nobody known', '@ MX 10 192.0.2.1.', []],
    [
      'no mail, said twice',
      '@ MX 0 null\n@ MX 10 null',
      ['replace 0 null.example.com. → 0 .', 'delete 10 null.example.com. →'],
    ],
  ];
  for (const [what, zone, expected] of table) {
    it(what, async () => {
      const { shown, safety } = await changesOn(zone);
      assert.deepEqual(shown, expected);
      assert.ok(safety.every((one) => one !== 'safe'));
    });
  }

  it('names of any length and kind keep the message short', async () => {
    const name = `${'\\001'.repeat(60)}.${'a'.repeat(63)}.${'b'.repeat(60)}.example.net`;
    const { findings } = await audit('example.com', fixtureResolver(`@ MX 10 ${name}.`), {
      sections: ['mx'],
    });
    assert.deepEqual(
      findings.map(({ rule, message }) => [rule, message.length < 300]),
      [['mx/target-invalid-host', true]],
    );
  });
});
