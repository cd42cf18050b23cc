import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import type { Declared } from '../../src/facts/index.ts';
import { fixtureResolver } from '../support/fixture.ts';

const MX = '@ MX 10 mail\nmail A 192.0.2.1\nvendor.example. A 192.0.2.9\n';
const BROKEN = '@ TXT "v=spf1 include:_spf.vendor.example mx -all"\n';
const STRICT = '_dmarc TXT "v=DMARC1; p=reject; adkim=s; aspf=s; rua=mailto:dmarc@example.com"\n';

type State = 'error' | 'silent' | 'blocked';

const table: [what: string, zone: string, state: State, declared?: Declared][] = [
  ['a record that is permerror for all', MX + BROKEN + STRICT, 'error'],
  ['quarantine', MX + BROKEN + STRICT.replace('reject', 'quarantine'), 'error'],
  ['p=none asks for nothing', MX + BROKEN + STRICT.replace('reject', 'none'), 'silent'],
  ['no DMARC record', MX + BROKEN, 'silent'],
  ['relaxed SPF alignment: a subdomain may pass', MX + BROKEN + STRICT.replace('aspf=s', 'aspf=r'), 'silent'],
  ['relaxed DKIM alignment: a subdomain may sign', MX + BROKEN + STRICT.replace('adkim=s; ', ''), 'silent'],
  [
    'some senders pass before the permerror',
    `${MX}@ TXT "v=spf1 mx include:_spf.vendor.example -all"\n${STRICT}`,
    'silent',
  ],
  [
    'a selector may exist that nobody guesses',
    `${MX + BROKEN + STRICT}secret._domainkey TXT "v=DKIM1; p="`,
    'silent',
  ],
  ['an MX alone is no sign of sending', MX + STRICT, 'silent'],
  ['a domain that nothing sends for', `${MX}@ TXT "v=spf1 -all"\n${STRICT}`, 'silent'],
  ['no SPF record, and the owner says it sends', MX + STRICT, 'error', { role: 'mail' }],
  ['no SPF record, and the owner says it only receives', MX + STRICT, 'silent', { role: 'receive-only' }],
  ['DMARC not answered', `;! SERVFAIL _dmarc.example.com TXT\n${MX}${BROKEN}`, 'blocked'],
  ['SPF not answered', `;! SERVFAIL example.com TXT\n${MX}${STRICT}`, 'blocked'],
  ['an include not answered', `;! SERVFAIL _spf.vendor.example TXT\n${MX}${BROKEN}${STRICT}`, 'blocked'],
  ['_domainkey not answered', `;! SERVFAIL _domainkey.example.com TXT\n${MX}${BROKEN}${STRICT}`, 'blocked'],
  [
    'a selector not answered',
    `;! SERVFAIL google._domainkey.example.com TXT\n${MX}${BROKEN}${STRICT}`,
    'blocked',
  ],
  [
    'what is well settles it, whatever is not answered',
    `;! SERVFAIL _domainkey.example.com TXT\n${MX}${BROKEN}${STRICT.replace('reject', 'none')}`,
    'silent',
  ],
];

describe('domain/no-aligned-path', () => {
  for (const [what, zone, state, declared = {}] of table) {
    it(what, async () => {
      const { findings, sections } = await audit('example.com', fixtureResolver(zone), { declared });
      const found = findings.filter(({ rule }) => rule === 'domain/no-aligned-path');
      const blocked = sections.domain!.rules.blocked.includes('domain/no-aligned-path');
      assert.equal(found[0]?.severity ?? (blocked ? 'blocked' : 'silent'), state);
    });
  }
});

const QUIET = '@ TXT "v=spf1 -all"\n';
const REJECT = '_dmarc TXT "v=DMARC1; p=reject"\n';
const NULL_MX = '@ MX 0 .\n';
const WEB = '@ A 192.0.2.80\n';

type Parked = 'warning' | 'notice' | 'silent' | 'blocked';

const PARKED: [
  what: string,
  zone: string,
  state: Parked,
  missing?: RegExp | undefined,
  declared?: Declared,
][] = [
  ['all of it', NULL_MX + QUIET + REJECT + WEB, 'silent'],
  ['no address, so no null MX', QUIET + REJECT, 'silent'],
  ['SPF that passes nobody, in other words', `${NULL_MX}@ TXT "v=spf1 ?all"\n${REJECT}`, 'silent'],
  [
    'an include that passes nobody',
    `${NULL_MX}@ TXT "v=spf1 include:none.vendor.example -all"\nnone.vendor.example. TXT "v=spf1 -all"\n${REJECT}`,
    'silent',
  ],
  [
    'reports',
    `${NULL_MX + QUIET}_dmarc TXT "v=DMARC1; p=reject; sp=reject; np=reject; rua=mailto:d@vendor.example"\n`,
    'silent',
  ],
  ['an address without null MX', WEB + QUIET + REJECT, 'notice', /null MX/],
  ['quarantine', `${NULL_MX + QUIET}_dmarc TXT "v=DMARC1; p=quarantine"\n`, 'warning', /quarantine/],
  [
    'subdomains left open',
    `${NULL_MX + QUIET}_dmarc TXT "v=DMARC1; p=reject; sp=none"\n`,
    'warning',
    /subdomains/,
  ],
  [
    'unused names left open',
    `${NULL_MX + QUIET}_dmarc TXT "v=DMARC1; p=reject; np=none"\n`,
    'warning',
    /subdomains/,
  ],
  ['both', `${WEB + QUIET}_dmarc TXT "v=DMARC1; p=quarantine"\n`, 'warning', /null MX.*quarantine/],
  ['p=none has its own rule', `${NULL_MX + QUIET}_dmarc TXT "v=DMARC1; p=none"\n`, 'silent'],
  ['no DMARC record has its own rule', NULL_MX + QUIET, 'silent'],
  ['a domain that only receives', MX + QUIET + REJECT, 'silent'],
  ['a web site without SPF may send', WEB + REJECT, 'silent'],
  ['the owner says that it takes no mail', WEB + REJECT, 'notice', /null MX/, { role: 'no-mail' }],
  [
    'the owner says so, and MX names servers',
    MX + QUIET + REJECT,
    'notice',
    /in place of/,
    { role: 'no-mail' },
  ],
  ['the owner says that it receives', WEB + QUIET + REJECT, 'silent', undefined, { role: 'receive-only' }],
  ['SPF not answered', `;! SERVFAIL example.com TXT\n${WEB}${REJECT}`, 'blocked'],
  ['MX not answered', `;! SERVFAIL example.com MX\n${QUIET}${REJECT}`, 'blocked'],
];

describe('domain/parked-incomplete', () => {
  for (const [what, zone, state, missing, declared = {}] of PARKED) {
    it(what, async () => {
      const { findings, sections } = await audit('example.com', fixtureResolver(zone), { declared });
      const [found] = findings.filter(({ rule }) => rule === 'domain/parked-incomplete');
      const blocked = sections.domain!.rules.blocked.includes('domain/parked-incomplete');
      assert.equal(found?.severity ?? (blocked ? 'blocked' : 'silent'), state);
      if (missing) assert.match(found!.message, missing);
      if (found)
        assert.equal(
          found.safety ?? 'none',
          found.changes.length === 0 ? 'none' : declared.role ? 'safe' : 'ask',
        );
    });
  }

  it('is content with a domain that is locked down as the guidance asks', async () => {
    const { findings } = await audit(
      'example.com',
      fixtureResolver(`${NULL_MX}${QUIET}${REJECT}*._domainkey TXT "v=DKIM1; p="`),
      {},
    );
    assert.deepEqual(
      findings.map(({ rule }) => rule),
      [],
    );
  });
});
