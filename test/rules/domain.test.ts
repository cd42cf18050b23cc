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
