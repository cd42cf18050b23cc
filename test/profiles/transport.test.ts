import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import { FULL, SECTIONS } from '../../src/facts/index.ts';
import { PROFILES } from '../../src/profiles/index.ts';
import { declaredIn } from '../support/declared.ts';
import { fixtureResolver } from '../support/fixture.ts';
import { fixtureNet } from '../support/fixture-net.ts';

/** What Internet.nl and others ask of the way to a domain, in zones and in what the mail servers show. */

const SECURE = ';! SECURE example.com\n';
const MAIL = '@ MX 10 mail\nmail A 192.0.2.1\nmail AAAA 2001:db8::1\n';
const TLSA = `_25._tcp.mail TLSA 3 1 1 ${'c0ffee00'.repeat(8)}\n`;
const AUTH = '@ TXT "v=spf1 mx ~all"\n_dmarc TXT "v=DMARC1; p=quarantine"\ns1._domainkey TXT "v=DKIM1; p="\n';
const POLICY = `_mta-sts TXT "v=STSv1; id=1"
mta-sts A 192.0.2.80
;@ https://mta-sts.example.com/.well-known/mta-sts.txt 200 text/plain
;| version: STSv1
;| mode: enforce
;| mx: mail.example.com
;| max_age: 604800
`;
const GOOD = `${SECURE}${MAIL}${TLSA}${AUTH}`;

async function told(id: string, zone: string, smtp: boolean) {
  const profiles = PROFILES.filter((profile) => profile.id === id);
  const result = await audit('example.com', fixtureResolver(zone), {
    profiles,
    sections: smtp ? SECTIONS : FULL,
    declared: declaredIn(zone),
    net: fixtureNet(zone),
  });
  return new Map(result.profiles[0]!.requirements.map((one) => [one.id, one]));
}

type Case = [id: string, zone: string, status: string, because: RegExp];

const BY_DNS: Case[] = [
  ['ipv6', GOOD, 'met', /IPv6/],
  ['ipv6', GOOD.replace('mail AAAA 2001:db8::1\n', ''), 'unmet', /no server has an IPv6 address/],
  [
    'ipv6',
    `${GOOD.replace('mail AAAA 2001:db8::1\n', '')};! SERVFAIL mail.example.com AAAA`,
    'unknown',
    /AAAA/,
  ],
  ['dnssec', GOOD, 'met', /signed/],
  ['dnssec', GOOD.replace('SECURE', 'INSECURE'), 'unmet', /is not signed/],
  ['dnssec', GOOD.replace(SECURE, ''), 'unknown', /validating resolver/],
  ['dnssec-mx', GOOD, 'met', /1 of 1/],
  [
    'dnssec-mx',
    `${GOOD.replaceAll(/mail/g, 'mail.vendor.example.').replace(TLSA, '')};! INSECURE vendor.example`,
    'unmet',
    /vendor/,
  ],
  ['dane', GOOD, 'met', /TLSA/],
  ['dane', GOOD.replace(TLSA, ''), 'unmet', /no TLSA record/],
  ['dane', GOOD.replace('SECURE', 'INSECURE'), 'unmet', /not signed/],
  ['dane', GOOD.replace(SECURE, ''), 'unknown', /validating resolver/],
  ['dane-rollover', GOOD, 'unmet', /no second record at mail\.example\.com/],
  ['dane-rollover', `${GOOD}${TLSA.replace('c0', 'c1')}`, 'met', /second record/],
  ['dane-rollover', `${GOOD}${TLSA.replace('3 1 1', '2 1 1')}`, 'met', /second record/],
  [
    'dane-rollover',
    `${GOOD}${TLSA.replace('c0', 'c1')}`.replaceAll('3 1 1', '2 1 1'),
    'unmet',
    /no second record/,
  ],
  ['dane-rollover', GOOD.replace(TLSA, ''), 'not-applicable', /no TLSA/],
  ['dane-rollover', `${GOOD};! SERVFAIL _25._tcp.mail.example.com TLSA`, 'unknown', /_25/],
  ['dane', '@ MX 0 .\n', 'not-applicable', /nothing receives/],
  ['dmarc', GOOD, 'met', /quarantine/],
  ['dmarc', GOOD.replace('quarantine', 'quarantine; t=y'), 'unmet', /for nothing/],
  ['dmarc', GOOD.replace('quarantine', 'none'), 'unmet', /for nothing/],
  ['dmarc', `${GOOD};! SERVFAIL _dmarc.example.com TXT`, 'unknown', /_dmarc/],
  ['dkim', GOOD, 'met', /below _domainkey/],
  ['dkim', GOOD.replace(/s1\._domainkey.*\n/, ''), 'unmet', /no selector/],
  ['dkim', `${GOOD};! SERVFAIL _domainkey.example.com TXT`, 'unknown', /_domainkey/],
  ['spf-end', GOOD, 'met', /~all/],
  ['spf-end', GOOD.replace('~all', '?all'), 'unmet', /\?all/],
  ['starttls', GOOD, 'untested', /--smtp/],
  ['tls', GOOD, 'untested', /--smtp/],
  ['dane-match', GOOD, 'untested', /--smtp/],
];

const BY_SMTP: Case[] = [
  ['starttls', GOOD, 'met', /by 2 servers/],
  ['starttls', `${GOOD};@ smtp://192.0.2.1 no-starttls`, 'unmet', /not by mail\.example\.com/],
  ['starttls', `${GOOD};@ smtp://192.0.2.1 silent\n;@ smtp://2001:db8::1 silent`, 'unknown', /not read/],
  ['tls', GOOD, 'met', /TLS 1\.2/],
  ['tls', `${GOOD};@ smtp://192.0.2.1 old-tls`, 'unmet', /takes TLS 1/],
  ['tls', `${GOOD};@ smtp://192.0.2.1 TLSv1.1`, 'unmet', /takes TLS 1\.1/],
  ['dane-match', GOOD.replace(TLSA, ''), 'not-applicable', /no TLSA/],
  [
    'dane-match',
    `${GOOD};@ smtp://192.0.2.1 no-starttls\n;@ smtp://2001:db8::1 no-starttls`,
    'unmet',
    /no TLS at mail/,
  ],
  ['dane-match', `${GOOD};@ smtp://192.0.2.1 silent\n;@ smtp://2001:db8::1 silent`, 'unknown', /not read/],
];

describe('internet.nl', () => {
  for (const [smtp, cases] of [
    [false, BY_DNS],
    [true, BY_SMTP],
  ] as const)
    for (const [index, [id, zone, status, because]] of cases.entries())
      it(`${smtp ? 'servers' : 'records'} ${index + 1}: ${id} is ${status}`, async () => {
        const one = (await told('internet.nl', zone, smtp)).get(id)!;
        assert.equal(one.status, status, one.because);
        assert.match(one.because, because);
      });
});

describe('MTA-STS of asd-ism', () => {
  const cases: [zone: string, status: string, because: RegExp][] = [
    [`${GOOD}${POLICY}`, 'met', /enforce/],
    [`${GOOD}${POLICY.replace('enforce', 'testing')}`, 'unmet', /testing/],
    [GOOD, 'unmet', /no MTA-STS record/],
    [`${GOOD}${POLICY.replace('STSv1\n', 'STSv2\n')}`, 'unmet', /not valid/],
    [`${GOOD}${POLICY.replace('200 text/plain', 'TIMEOUT')}`, 'unknown', /mta-sts\.txt GET/],
    [`${GOOD};! SERVFAIL _mta-sts.example.com TXT`, 'unknown', /_mta-sts/],
  ];
  for (const [zone, status, because] of cases)
    it(`${status} ${because}`, async () => {
      const one = (await told('asd-ism', zone, false)).get('mta-sts')!;
      assert.equal(one.status, status, one.because);
      assert.match(one.because, because);
    });
});
