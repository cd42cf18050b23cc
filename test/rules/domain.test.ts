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

const HOSTS = `in1-smtp.messagingengine.com. A 192.0.2.1
mx1.pphosted.com. A 192.0.2.2
aspmx.l.google.com. A 192.0.2.3
_spf.google.com. TXT "v=spf1 ip4:198.51.100.0/24 ~all"
spf.messagingengine.com. TXT "v=spf1 ip4:203.0.113.0/24 ~all"
mail.zendesk.com. TXT "v=spf1 ip4:203.0.113.128/25 ~all"
spf.vendor.example. TXT "v=spf1 include:spf.messagingengine.com -all"
own.vendor.example. TXT "v=spf1 ip4:203.0.113.0/24 -all"
secureserver.net. TXT "v=spf1 include:spf.messagingengine.com -all"
mx1.pphosted.com. TXT "v=spf1 ip4:203.0.113.64/26 -all"
`;
const FASTMAIL = `${HOSTS}@ MX 10 in1-smtp.messagingengine.com.\n`;
const TO_GOOGLE = `${FASTMAIL}@ TXT "v=spf1 include:_spf.google.com ~all"\n`;
const KEY = 'v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g=';
const spf = (terms: string): string => `${FASTMAIL}@ TXT "v=spf1 ${terms} ~all"\n`;

const MISMATCH: [what: string, zone: string, state: string][] = [
  ['the old provider is left', TO_GOOGLE, 'notice'],
  [
    'through a record of its own',
    `${spf('include:_spf.example.com')}_spf TXT "v=spf1 include:_spf.google.com -all"`,
    'notice',
  ],
  ['beside one that only sends', spf('include:_spf.google.com include:mail.zendesk.com'), 'notice'],
  ['both are named', spf('include:_spf.google.com include:spf.messagingengine.com'), 'silent'],
  ['the new one is named by the old one', spf('include:secureserver.net'), 'silent'],
  ['only one that sends is named', spf('include:mail.zendesk.com'), 'silent'],
  ['addresses may be the provider’s', spf('ip4:203.0.113.0/24 include:_spf.google.com'), 'silent'],
  ['MX hosts may send', spf('mx include:_spf.google.com'), 'silent'],
  ['a vendor may stand for it', spf('include:own.vendor.example include:_spf.google.com'), 'silent'],
  ['a macro may', spf('exists:%{i}.vendor.example include:_spf.google.com'), 'silent'],
  ['a gateway takes the mail out', spf('include:mx1.pphosted.com include:_spf.google.com'), 'silent'],
  ['a gateway takes the mail in', TO_GOOGLE.replace('@ MX', '@ MX 5 mx1.pphosted.com.\n@ MX'), 'silent'],
  ['a server of its own takes mail too', `${TO_GOOGLE}@ MX 20 mail\nmail A 192.0.2.9`, 'silent'],
  ['nobody sends', spf(''), 'silent'],
  ['the one that SPF names signs', `${TO_GOOGLE}google._domainkey TXT "${KEY}"`, 'silent'],
  ['both sign', `${TO_GOOGLE}google._domainkey TXT "${KEY}"\nfm1._domainkey TXT "${KEY}"`, 'notice'],
  ['MX not answered', `;! SERVFAIL example.com MX\n${TO_GOOGLE}`, 'blocked'],
  ['SPF not answered', `;! SERVFAIL example.com TXT\n${TO_GOOGLE}`, 'blocked'],
  ['the include not answered', `;! SERVFAIL _spf.google.com TXT\n${TO_GOOGLE}`, 'blocked'],
  ['a selector not answered', `;! SERVFAIL google._domainkey.example.com TXT\n${TO_GOOGLE}`, 'blocked'],
];

const OWN = spf('include:spf.messagingengine.com');
const ELSE = `7f3a._domainkey TXT "${KEY}"\n`;

const UNSIGNED: [what: string, zone: string, state: string, declared?: Declared][] = [
  ['no key that can be guessed', OWN + ELSE, 'warning'],
  ['another key', `${OWN}mail._domainkey TXT "${KEY}"`, 'notice'],
  ['a server of its own may sign', spf('ip4:198.51.100.7 include:spf.messagingengine.com') + ELSE, 'notice'],
  ['a gateway may sign', spf('include:mx1.pphosted.com include:spf.messagingengine.com') + ELSE, 'silent'],
  ['one of three', `${OWN}${ELSE}fm2._domainkey TXT "${KEY}"`, 'silent'],
  ['an old name', `${OWN}${ELSE}mesmtp._domainkey TXT "${KEY}"`, 'silent'],
  [
    'an alias that leads nowhere has its own rule',
    `${OWN}${ELSE}fm1._domainkey CNAME fm1.example.com.dkim.fmhosted.com.\nfmhosted.com. A 192.0.2.9`,
    'silent',
  ],
  ['a proxy has its own rule', `${OWN}${ELSE}fm1._domainkey A 192.0.2.9`, 'silent'],
  ['no key at all has its own rule', OWN, 'silent'],
  ['a wildcard answers', `${OWN}*._domainkey TXT "${KEY}"`, 'silent'],
  [
    'a wildcard alias answers',
    `${OWN}*._domainkey CNAME k.vendor.example.\nvendor.example. A 192.0.2.9`,
    'silent',
  ],
  ['SPF does not name it', `${TO_GOOGLE}${ELSE}`, 'silent'],
  ['mail comes in elsewhere too', `${OWN}${ELSE}@ MX 5 mx1.pphosted.com.`, 'silent'],
  [
    'selectors that the owner chooses',
    `${HOSTS}@ MX 1 aspmx.l.google.com.\n@ TXT "v=spf1 include:_spf.google.com -all"\n${ELSE}`,
    'silent',
  ],
  ['selectors were not guessed', OWN + ELSE, 'silent', { guess: 'none' }],
  ['the owner says that nothing sends', OWN + ELSE, 'silent', { role: 'receive-only' }],
  ['a selector not answered', `;! SERVFAIL fm2._domainkey.example.com TXT\n${OWN}${ELSE}`, 'blocked'],
  ['SPF not answered', `;! SERVFAIL example.com TXT\n${OWN}${ELSE}`, 'blocked'],
  ['MX not answered', `;! SERVFAIL example.com MX\n${OWN}${ELSE}`, 'blocked'],
];

for (const [id, cases] of [
  ['domain/provider-mismatch', MISMATCH],
  ['domain/provider-dkim-absent', UNSIGNED],
] as const) {
  describe(id, () => {
    for (const [what, zone, state, declared = {}] of cases) {
      it(what, async () => {
        const { findings, sections } = await audit('example.com', fixtureResolver(zone), { declared });
        const [found, ...more] = findings.filter(({ rule }) => rule === id);
        const blocked = sections.domain!.rules.blocked.includes(id);
        assert.equal(found?.severity ?? (blocked ? 'blocked' : 'silent'), state);
        assert.deepEqual(more, []);
      });
    }
  });
}

describe('the role of a domain', () => {
  const role = async (zone: string) =>
    (await audit('example.com', fixtureResolver(zone))).posture!.role.value;

  it('is open where nothing tells whether it sends', async () => {
    assert.equal(await role(MX), 'unknown');
    assert.equal(await role(`${MX}@ TXT "v=spf1 mx -all"`), 'mail');
    assert.equal(await role(`${MX}@ TXT "v=spf1 -all"`), 'receive-only');
    assert.equal(await role(`${MX};! SERVFAIL example.com TXT`), 'unknown');
  });

  it('is not “no mail” where MX was not answered, and nothing is asked of those who send', async () => {
    const sends = `_dmarc TXT "v=DMARC1; p=quarantine"\n;! SERVFAIL example.com MX\n`;
    for (const spf of ['-all', '~all']) {
      const zone = `@ TXT "v=spf1 ${spf}"\n${sends}`;
      assert.equal(await role(zone), 'unknown');
      const { findings } = await audit('example.com', fixtureResolver(zone));
      const rules = findings.map(({ rule }) => rule);
      for (const id of [
        'domain/parked-incomplete',
        'spf/no-mail',
        'dmarc/rua-missing',
        'dkim/no-selector-found',
      ])
        assert.ok(!rules.includes(id), id);
    }
  });
});
