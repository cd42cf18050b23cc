import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import { SECTIONS } from '../../src/facts/index.ts';
import { transportWords } from '../../src/render/words.ts';
import { declaredIn } from '../support/declared.ts';
import { fixtureResolver } from '../support/fixture.ts';
import { fixtureNet } from '../support/fixture-net.ts';

const SECURE = ';! SECURE example.com\n';
const MAIL = '@ MX 10 mail\nmail A 192.0.2.1\n';
const SECOND = '@ MX 20 two\ntwo A 192.0.2.2\n';
const TLSA = `_25._tcp.mail TLSA 3 1 1 ${'c0ffee00'.repeat(8)}\n`;
const policy = (mode: string, mx = 'mail'): string => `_mta-sts TXT "v=STSv1; id=1"
mta-sts A 192.0.2.80
;@ https://mta-sts.example.com/.well-known/mta-sts.txt 200 text/plain
;| version: STSv1
;| mode: ${mode}
;| mx: ${mx}.example.com
;| max_age: 604800
`;
const UNREAD = `${MAIL}${policy('enforce').replace('200 text/plain', 'TIMEOUT')}`;

const CASES: [what: string, zone: string, value: string, by: string[]][] = [
  ['neither', MAIL, 'opportunistic', []],
  ['DANE', `${SECURE}${MAIL}${TLSA}`, 'protected', ['dane']],
  ['DANE at one of two', `${SECURE}${MAIL}${SECOND}${TLSA}`, 'opportunistic', ['dane']],
  ['TLSA records that are not signed', `;! INSECURE example.com\n${MAIL}${TLSA}`, 'opportunistic', []],
  ['TLSA records of which nobody knows whether they are signed', `${MAIL}${TLSA}`, 'unknown', []],
  ['MTA-STS', `${MAIL}${policy('enforce')}`, 'protected', ['mta-sts']],
  ['MTA-STS as a test', `${MAIL}${policy('testing')}`, 'opportunistic', []],
  ['MTA-STS for one of two', `${MAIL}${SECOND}${policy('enforce')}`, 'opportunistic', ['mta-sts']],
  ['a policy that was not read', UNREAD, 'unknown', []],
  ['a policy that was not read, and DANE', `${SECURE}${UNREAD}${TLSA}`, 'protected', ['dane']],
  ['both', `${SECURE}${MAIL}${TLSA}${policy('enforce')}`, 'protected', ['dane', 'mta-sts']],
  [
    'one server by DANE, the other by MTA-STS',
    `${SECURE}${MAIL}${SECOND}${TLSA}${policy('enforce', 'two')}`,
    'protected',
    ['dane', 'mta-sts'],
  ],
  [
    'DANE at a provider’s server that an unsigned MX record names',
    ';! INSECURE example.com\n;! SECURE vendor.example\n@ MX 10 mx.vendor.example.\nmx.vendor.example. A 192.0.2.3\n' +
      `_25._tcp.mx.vendor.example. TLSA 3 1 1 ${'c0ffee00'.repeat(8)}\n`,
    'opportunistic',
    [],
  ],
  [
    'DANE, and a server without TLS',
    `${SECURE}${MAIL}${TLSA};@ smtp://192.0.2.1 no-starttls`,
    'clear',
    ['dane'],
  ],
  ['a server without TLS', `${MAIL};@ smtp://192.0.2.1 no-starttls`, 'clear', []],
  ['a server that does not answer', `${MAIL};@ smtp://192.0.2.1 silent`, 'opportunistic', []],
  [
    'DANE, and no server that matches',
    `${SECURE}${MAIL}${TLSA};@ smtp://192.0.2.1 chain=leaf`,
    'held',
    ['dane'],
  ],
  [
    'DANE, and one of two servers that matches',
    `${SECURE}${MAIL}mail A 192.0.2.9\n_25._tcp.mail TLSA 3 1 1 4f774ba0bccc6f91751fc0365bca7a281fda48315def22c46fe6544225a4f6d9
;@ smtp://192.0.2.1 chain=leaf\n;@ smtp://192.0.2.9 chain=self`,
    'protected',
    ['dane'],
  ],
  [
    'DANE, and a server that was not seen',
    `${SECURE}${MAIL}${SECOND}${TLSA}${TLSA.replace('mail', 'two')};@ smtp://192.0.2.1 chain=leaf\n;@ smtp://192.0.2.2 silent`,
    'protected',
    ['dane'],
  ],
  ...(
    [
      ['an address that is silent', 'mail A 192.0.2.9\n;@ smtp://192.0.2.9 silent'],
      ['an address that greets with 421', 'mail A 192.0.2.9\n;@ smtp://192.0.2.9 busy'],
      ['an address that there is no way to', 'mail AAAA 2001:db8::9\n;@ smtp://2001:db8::9 no-route'],
      ['addresses that were not read', ';! SERVFAIL mail.example.com AAAA'],
    ] as const
  ).map(([what, more]): [string, string, string, string[]] => [
    `DANE, no server that matches, and ${what}`,
    `${SECURE}${MAIL}${TLSA};@ smtp://192.0.2.1 chain=leaf\n${more}`,
    'protected',
    ['dane'],
  ]),
  [
    'DANE, and no server that matches by a clock of ours in doubt',
    `;? now 2200-01-01\n${SECURE}${MAIL}_25._tcp.mail TLSA 2 1 1 2985da896eea9639560b49701432e795e959974f6959a3aafa2921940febe09e
;@ smtp://192.0.2.1 chain=leaf own-trouble`,
    'protected',
    ['dane'],
  ],
  ['no mail', '@ MX 0 .\n', 'no-mail', []],
  ['MX not answered', `${MAIL};! SERVFAIL example.com MX`, 'unknown', []],
  ['the record not answered', `${MAIL};! SERVFAIL _mta-sts.example.com TXT`, 'unknown', []],
];

describe('how mail to a domain travels', () => {
  for (const [what, zone, value, by] of CASES) {
    it(`${what}: ${value}`, async () => {
      const { posture } = await audit('example.com', fixtureResolver(zone), {
        sections: SECTIONS,
        declared: declaredIn(zone),
        net: fixtureNet(zone),
      });
      assert.deepEqual(posture?.transport, { value, by });
      assert.equal(transportWords(posture!) === '', value === 'no-mail');
    });
  }
});
