import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { audit } from '../src/audit.ts';
import { fixtureResolver } from './support/fixture.ts';

/**
 * Defects of other tools, each with its thread or its place in their source, and our answer to the same records: the
 * rules that fire (as `rule severity`), and those that must not. DMARC, MX and addresses.
 */
interface Row {
  thread: string;
  defect: string;
  zone: string;
  domain?: string;
  fires?: string[];
  silent?: string[];
  inconclusive?: string[];
}

const MAIL = '@ MX 10 mail\nmail A 192.0.2.1\nsub A 192.0.2.2\n';
const VENDOR = 'vendor.example. MX 10 mail.vendor.example.\nmail.vendor.example. A 192.0.2.9\n';
const OUT = `${MAIL}${VENDOR}_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@vendor.example"\n`;
const IN = `${MAIL}_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@example.com"\n`;
const SAYS = 'example.com._report._dmarc.vendor.example.';
const EXT = 'dmarc/ext-unauthorised';

const ROWS: Row[] = [
  {
    thread: 'Internet.nl#349, Internet.nl#1197',
    defect: 'an authorisation without a semicolon is refused',
    zone: `${OUT}${SAYS} TXT "v=DMARC1"`,
    silent: [EXT],
  },
  {
    thread: 'Internet.nl#1959, checkdmarc#170',
    defect: 'an authorisation with a semicolon is refused',
    zone: `${OUT}${SAYS} TXT "v=DMARC1;"`,
    silent: [EXT],
  },
  {
    thread: 'Internet.nl#1473',
    defect: 'an authorisation is judged as if it were a policy, and p is missed in it',
    zone: `${OUT}${SAYS} TXT "v=DMARC1; rua=mailto:d@vendor.example"`,
    silent: [EXT, 'dmarc/p-missing'],
  },
  {
    thread: 'Internet.nl#618',
    defect: 'a wildcard authorisation is not found',
    zone: `${OUT}*._report._dmarc.vendor.example. TXT "v=DMARC1"`,
    silent: [EXT],
  },
  {
    thread: 'Internet.nl#444',
    defect: 'a record behind an alias is authorised under its own name only',
    zone: `${MAIL}${VENDOR}_dmarc CNAME p.vendor.example.\np.vendor.example. TXT "v=DMARC1; p=reject; rua=mailto:d@vendor.example"\n${SAYS} TXT "v=DMARC1"`,
    silent: [EXT, 'dmarc/missing'],
  },
  {
    thread: 'checkdmarc#21',
    defect: 'a host of the domain itself counts as external',
    zone: `${IN.replace('d@example.com', 'd@mail.example.com')}`,
    silent: [EXT, 'dmarc/uri-no-mx'],
  },
  {
    thread: 'checkdmarc#10',
    defect: 'a subdomain’s inherited reports to the domain above count as external',
    zone: IN,
    domain: 'sub.example.com',
    silent: [EXT],
  },
  {
    thread: 'checkdmarc#23',
    defect: 'the authorisation is looked for at the vendor’s registered domain',
    zone: `${OUT.replace('d@vendor', 'd@ag.vendor')}ag.vendor.example. MX 10 mail.vendor.example.\nexample.com._report._dmarc.ag.vendor.example. TXT "v=DMARC1"`,
    silent: [EXT],
  },
  {
    thread: 'checkdmarc#54',
    defect: 'an authorisation that is not answered throws the whole section away',
    zone: `${OUT.replace('p=reject', 'p=reject; adkim=x')};! SERVFAIL ${SAYS.slice(0, -1)} TXT`,
    fires: ['dmarc/adkim-aspf-invalid error'],
    silent: [EXT],
    inconclusive: [EXT],
  },
  {
    thread: 'hardenize#26',
    defect: 'reports to anybody pass unseen',
    zone: OUT,
    fires: [`${EXT} warning`],
  },
  {
    thread: 'checkdmarc#91',
    defect: 'another text at _dmarc hides the record',
    zone: `${IN}_dmarc TXT "some-verification=abc"`,
    silent: ['dmarc/missing', 'dmarc/multiple', 'dmarc/not-selected'],
  },
  {
    thread: 'checkdmarc#163',
    defect: 'p=none passes without a word',
    zone: IN.replace('p=reject', 'p=none'),
    fires: ['dmarc/p-none warning'],
  },
  {
    thread: 'checkdmarc#40',
    defect: 'a time-out is shown as “no DMARC”',
    zone: `${MAIL};! TIMEOUT _dmarc.example.com TXT`,
    silent: ['dmarc/missing'],
    inconclusive: ['dmarc/missing'],
  },
  {
    thread: 'baddns#707, Internet.nl#1808',
    defect: 'every subdomain “lacks DMARC”',
    zone: IN,
    domain: 'sub.example.com',
    silent: ['dmarc/missing'],
  },
  {
    thread: 'checkdmarc, dmarc.py (CD-h)',
    defect: 'the first record on the way up decides, not the organizational domain’s',
    zone: `${IN}_dmarc.b TXT "v=DMARC1; p=none; rua=mailto:d@example.com"\na.b A 192.0.2.2`,
    domain: 'a.b.example.com',
    silent: ['dmarc/p-none', 'dmarc/missing', 'dmarc/tree-psl-differs'],
  },
  {
    thread: 'ScubaGear#2237',
    defect: 'a public suffix’s record goes before the organizational domain’s',
    zone: `${IN}_dmarc.com. TXT "v=DMARC1; p=none; psd=y; rua=mailto:d@example.com"`,
    domain: 'sub.example.com',
    silent: ['dmarc/p-none'],
  },
  {
    thread: 'GCA domain-security-scanner; Internet.nl, dmarc grammar',
    defect: 'a record whose p is not the second tag is invalid',
    zone: `${MAIL}_dmarc TXT "v=DMARC1; rua=mailto:d@example.com; p=reject"`,
    fires: ['dmarc/p-position notice'],
    silent: ['dmarc/p-missing', 'dmarc/syntax', 'dmarc/missing'],
  },
  {
    thread: 'Spoofy, sp= before p=',
    defect: 'sp is read as p where it comes first',
    zone: `${MAIL}_dmarc TXT "v=DMARC1; sp=none; p=reject; rua=mailto:d@example.com"`,
    fires: ['dmarc/sp-weaker warning'],
    silent: ['dmarc/p-none'],
  },
  {
    thread: 'GCA domain-security-scanner#36',
    defect: 'a record at the domain itself is taken for its policy',
    zone: `${MAIL}@ TXT "v=DMARC1; p=reject"`,
    fires: ['dmarc/wrong-place error'],
  },
  {
    thread: 'aboutmyemail#37',
    defect: '“!10m” is taken for a part of the report address’s domain',
    zone: IN.replace('d@example.com', 'd@example.com!10m'),
    silent: ['dmarc/uri-no-mx', 'dmarc/uri-invalid', EXT],
  },
  {
    thread: 'trustymail#116',
    defect: 'sp in a subdomain’s record passes unseen',
    zone: `${IN.replace('p=reject', 'p=none')}_dmarc.sub TXT "v=DMARC1; p=reject; sp=reject; rua=mailto:d@example.com"`,
    domain: 'sub.example.com',
    fires: ['dmarc/sp-ineffective warning'],
  },
  {
    thread: 'Internet.nl#1192',
    defect: '“0.” in the place of the null MX passes',
    zone: '@ MX 0 0.\n@ TXT "v=spf1 -all"',
    fires: ['mx/null-typo error'],
  },
  {
    thread: 'Internet.nl#1741, Internet.nl#1751',
    defect: 'no MX and no address is called a missing null MX',
    zone: '@ TXT "v=spf1 -all"\n_dmarc TXT "v=DMARC1; p=reject"',
    silent: ['mx/missing', 'mx/implicit-a', 'domain/parked-incomplete'],
  },
  {
    thread: 'M365-Assess#461, trustymail#152, DomainDetective#866',
    defect: 'a domain without mail is judged as if it sent',
    zone: '@ A 192.0.2.80\n@ MX 0 .\n@ TXT "v=spf1 -all"\n_dmarc TXT "v=DMARC1; p=reject"\n*._domainkey TXT "v=DKIM1; p="',
    silent: ['domain/parked-incomplete', 'dkim/no-selector-found', 'dmarc/rua-missing', 'mx/missing'],
  },
  {
    thread: 'checkdmarc, spf.py',
    defect: 'a domain without mail must say “v=spf1 -all” to the letter',
    zone: '@ MX 0 .\n@ TXT "v=spf1 include:none.vendor.example -all"\nnone.vendor.example. TXT "v=spf1 -all"\n_dmarc TXT "v=DMARC1; p=reject"',
    silent: ['domain/parked-incomplete', 'spf/missing'],
  },
  {
    thread: 'checkdmarc, check_mx',
    defect: 'MX hosts that only receive need reverse names',
    zone: `${IN}@ TXT "v=spf1 ip4:198.51.100.0/24 -all"`,
    silent: ['address/ptr-missing', 'address/ptr-not-forward-confirmed'],
  },
];

describe('defects of peers, and our answer', () => {
  for (const {
    thread,
    defect,
    zone,
    domain = 'example.com',
    fires = [],
    silent = [],
    inconclusive = [],
  } of ROWS) {
    it(`${thread}: ${defect}`, async () => {
      const { findings, sections } = await audit(domain, fixtureResolver(zone), {});
      const found = findings.map(({ rule, severity }) => `${rule} ${severity}`);
      const rules = findings.map(({ rule }) => rule as string);
      const blocked = Object.values(sections).flatMap((section) => section?.rules.blocked ?? []);
      assert.deepEqual(
        fires.filter((one) => !found.includes(one)),
        [],
        `found ${found.join(', ')}`,
      );
      assert.deepEqual(
        silent.filter((one) => rules.includes(one)),
        [],
      );
      assert.deepEqual(
        inconclusive.filter((one) => !blocked.includes(one)),
        [],
      );
    });
  }
});
