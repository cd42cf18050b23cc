import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import { fixtureResolver } from '../support/fixture.ts';

/** Reports of example.com go to vendor.example, except where a zone says otherwise. */
const MAIL = '@ MX 10 mail\nmail A 192.0.2.1\nsub A 192.0.2.2';
const VENDOR = 'vendor.example. MX 10 mail.vendor.example.\nmail.vendor.example. A 192.0.2.9';
const OWN = '_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@vendor.example"';
const SAYS = 'example.com._report._dmarc.vendor.example.';
const zone = (...lines: string[]): string => [MAIL, VENDOR, ...lines].join('\n');

type State = 'not-needed' | 'authorised' | 'missing' | 'unknown';
type Case = [
  what: string,
  zone: string,
  state: State,
  severity?: 'warning' | 'notice' | undefined,
  domain?: string,
];

const TABLE: Case[] = [
  ['nothing says so', zone(OWN), 'missing', 'warning'],
  ['a record for this domain', zone(OWN, `${SAYS} TXT "v=DMARC1"`), 'authorised'],
  // Internet.nl#349, Internet.nl#1959, checkdmarc#170; RFC 7489 erratum 5440 wanted it, RFC 9990 §3 does not
  ['a semicolon at the end', zone(OWN, `${SAYS} TXT "v=DMARC1;"`), 'authorised'],
  ['a semicolon and a blank', zone(OWN, `${SAYS} TXT "v=DMARC1; "`), 'authorised'],
  ['blanks around the sign', zone(OWN, `${SAYS} TXT "v = DMARC1"`), 'authorised'],
  ['other tags', zone(OWN, `${SAYS} TXT "v=DMARC1; p=none; x=1"`), 'authorised'],
  ['in several strings', zone(OWN, `${SAYS} TXT "v=DM" "ARC1"`), 'authorised'],
  // Internet.nl#618
  ['a wildcard for everybody', zone(OWN, '*._report._dmarc.vendor.example. TXT "v=DMARC1"'), 'authorised'],
  [
    'a wildcard beside records of other customers',
    zone(
      OWN,
      '*._report._dmarc.vendor.example. TXT "v=DMARC1"',
      'other.example._report._dmarc.vendor.example. TXT "v=DMARC1"',
    ),
    'authorised',
  ],
  [
    'a wildcard over the whole vendor answers with SPF',
    zone(OWN, '*.vendor.example. TXT "v=spf1 -all"'),
    'missing',
    'warning',
  ],
  [
    'several texts, one of them right',
    zone(OWN, `${SAYS} TXT "v=spf1 -all"`, `${SAYS} TXT "v=DMARC1"`, `${SAYS} TXT "hello"`),
    'authorised',
  ],
  ['two that are right', zone(OWN, `${SAYS} TXT "v=DMARC1"`, `${SAYS} TXT "v=DMARC1;"`), 'authorised'],
  [
    'an alias',
    zone(OWN, `${SAYS} CNAME reports.vendor.example.`, 'reports.vendor.example. TXT "v=DMARC1"'),
    'authorised',
  ],
  ['an alias to nothing', zone(OWN, `${SAYS} CNAME gone.vendor.example.`), 'missing', 'warning'],
  // Internet.nl#444
  [
    'the policy is another domain’s, by an alias',
    zone(
      '_dmarc CNAME default.dmarc.vendor.example.',
      'default.dmarc.vendor.example. TXT "v=DMARC1; p=reject; rua=mailto:d@vendor.example"',
      `${SAYS} TXT "v=DMARC1"`,
    ),
    'authorised',
  ],
  // checkdmarc#23: the host of the address says so, not the domain it belongs to
  [
    'a host below the vendor’s domain',
    zone(
      OWN.replace('vendor.example', 'ag.vendor.example'),
      'ag.vendor.example. MX 10 mail.vendor.example.',
      'example.com._report._dmarc.ag.vendor.example. TXT "v=DMARC1"',
    ),
    'authorised',
  ],
  ['small letters', zone(OWN, `${SAYS} TXT "v=dmarc1"`), 'missing', 'warning'],
  [
    'a record of another customer',
    zone(OWN, 'example.net._report._dmarc.vendor.example. TXT "v=DMARC1"'),
    'missing',
    'warning',
  ],
  [
    'sent on within the vendor',
    zone(OWN, `${SAYS} TXT "v=DMARC1; rua=mailto:other@vendor.example"`),
    'authorised',
  ],
  [
    'sent on to somebody else',
    zone(OWN, `${SAYS} TXT "v=DMARC1; rua=mailto:d@third.example"`),
    'missing',
    'warning',
  ],
  // checkdmarc#54: the rest of the record is still told
  ['a lookup that fails', zone(OWN, `;! SERVFAIL ${SAYS.slice(0, -1)} TXT`), 'unknown'],
  ['a lookup that times out', zone(OWN, `;! TIMEOUT ${SAYS.slice(0, -1)} TXT`), 'unknown'],
  // RFC 9990 §3 step 3: it is asked for under the name that the policy was found at
  [
    'an inherited policy, authorised for where it stands',
    zone(OWN, `${SAYS} TXT "v=DMARC1"`),
    'authorised',
    undefined,
    'sub.example.com',
  ],
  [
    'an inherited policy, authorised for the subdomain only',
    zone(OWN, 'sub.example.com._report._dmarc.vendor.example. TXT "v=DMARC1"'),
    'missing',
    'warning',
    'sub.example.com',
  ],
  [
    'a policy of the subdomain’s own, authorised for the one above',
    zone(OWN, OWN.replace('_dmarc', '_dmarc.sub'), `${SAYS} TXT "v=DMARC1"`),
    'missing',
    'warning',
    'sub.example.com',
  ],
  // checkdmarc#21: inside the organisation nobody needs to say anything
  ['the domain itself', zone(OWN.replace('vendor.example', 'example.com')), 'not-needed'],
  ['the domain in capitals', zone(OWN.replace('vendor.example', 'EXAMPLE.com')), 'not-needed'],
  ['a subdomain', zone(OWN.replace('vendor.example', 'sub.example.com')), 'not-needed'],
  // checkdmarc#10
  [
    'an inherited policy, its reports to where it stands',
    zone(OWN.replace('vendor.example', 'example.com')),
    'not-needed',
    undefined,
    'sub.example.com',
  ],
  [
    'the domain above',
    zone(
      OWN.replace('vendor.example', 'example.com'),
      '_dmarc.sub TXT "v=DMARC1; p=reject; rua=mailto:d@example.com"',
    ),
    'not-needed',
    undefined,
    'sub.example.com',
  ],
  [
    'a sibling',
    zone(
      OWN.replace('vendor.example', 'example.com'),
      '_dmarc.sub TXT "v=DMARC1; p=reject; rua=mailto:d@mail.example.com"',
    ),
    'not-needed',
    undefined,
    'sub.example.com',
  ],
  [
    'inside by the Public Suffix List, outside by the tree walk',
    zone('_dmarc.sub TXT "v=DMARC1; p=reject; rua=mailto:d@example.com"'),
    'missing',
    'notice',
    'sub.example.com',
  ],
  [
    'the same, authorised',
    zone(
      '_dmarc.sub TXT "v=DMARC1; p=reject; rua=mailto:d@example.com"',
      'sub.example.com._report._dmarc TXT "v=DMARC1"',
    ),
    'authorised',
    undefined,
    'sub.example.com',
  ],
  [
    'a branch that declares itself an organisation',
    zone(OWN.replace('vendor.example', 'sub.example.com'), '_dmarc.sub TXT "v=DMARC1; p=none; psd=n"'),
    'missing',
    'notice',
  ],
  [
    'inside or not is not known',
    zone(OWN.replace('vendor.example', 'sub.example.com'), ';! SERVFAIL _dmarc.sub.example.com TXT'),
    'unknown',
  ],
];

describe('who says that it takes reports', () => {
  for (const [what, text, state, severity, domain = 'example.com'] of TABLE) {
    it(what, async () => {
      const { findings, sections } = await audit(domain, fixtureResolver(text), { sections: ['dmarc'] });
      const found = findings.filter(({ rule }) => rule === 'dmarc/ext-unauthorised');
      assert.equal(sections.dmarc!.facts.reports[0]!.authorisation, state);
      assert.deepEqual(
        found.map((one) => one.severity),
        severity === undefined ? [] : [severity],
      );
      const blocked = sections.dmarc!.rules.blocked.includes('dmarc/ext-unauthorised');
      assert.equal(blocked, state === 'unknown');
      for (const { message } of found) assert.ok(message.length < 300, message);
    });
  }

  it('asks the owner before a record goes into the zone above', async () => {
    const text = zone('_dmarc.sub TXT "v=DMARC1; p=reject; rua=mailto:d@example.com"');
    const { findings } = await audit('sub.example.com', fixtureResolver(text), { sections: ['dmarc'] });
    const { changes, safety } = findings.find(({ rule }) => rule === 'dmarc/ext-unauthorised')!;
    assert.deepEqual(changes, [
      { op: 'add', name: 'sub.example.com._report._dmarc.example.com', type: 'TXT', to: '"v=DMARC1"' },
    ]);
    assert.equal(safety, 'ask');
  });

  it('says once what concerns two addresses of one destination', async () => {
    const text = zone(OWN.replace('d@vendor.example', 'd@vendor.example; ruf=mailto:f@vendor.example'));
    const { findings } = await audit('example.com', fixtureResolver(text), { sections: ['dmarc'] });
    assert.equal(findings.filter(({ rule }) => rule === 'dmarc/ext-unauthorised').length, 1);
  });

  it('a name that is too long for the DNS cannot say anything', async () => {
    const long = `${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}.example.com`;
    const host = `${'d'.repeat(40)}.vendor.example`;
    const text = `${long}. MX 10 mail\n_dmarc.${long}. TXT "v=DMARC1; p=reject; rua=mailto:d@${host}"\n${host}. MX 10 mail\n${VENDOR}`;
    const { findings } = await audit(long, fixtureResolver(text), { sections: ['dmarc'] });
    const [hit] = findings.filter(({ rule }) => rule === 'dmarc/ext-unauthorised');
    assert.match(hit!.message, /too long/);
  });
});
