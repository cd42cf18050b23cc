import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { audit } from '../src/audit.ts';
import type { DomainResult } from '../src/report/schema/report.ts';
import { fixtureResolver } from './support/fixture.ts';

/**
 * Where other tools call a policy, a report address or a role wrongly, each with its thread or its place in their source,
 * and our answer to the same records: rules that fire (as `rule severity`), rules that must not, and facts.
 */
interface Row {
  thread: string;
  defect: string;
  zone: string;
  domain?: string;
  fires?: string[];
  silent?: string[];
  inconclusive?: string[];
  facts?: Partial<Told>;
}

const told = ({ posture, sections: { mx, dkim, dmarc } }: DomainResult) => ({
  role: posture!.role.value,
  protection: posture!.protection,
  word: posture!.forged.domain.word,
  mx: mx!.facts.state,
  dkim: dkim!.facts.status,
  policyDomain: dmarc!.facts.policyDomain,
  organizationalDomain: dmarc!.facts.organizationalDomain,
  policy: dmarc!.facts.effectivePolicy,
  nonexistent: dmarc!.facts.effective.nonexistent,
  older: dmarc!.facts.legacy.domain,
});
type Told = ReturnType<typeof told>;

const MAIL = '@ MX 10 mail\nmail A 192.0.2.1\nsub A 192.0.2.2\n';
const SPF = '@ TXT "v=spf1 mx ~all"\n';
const dmarc = (tags: string, at = '_dmarc'): string => `${at} TXT "v=DMARC1; ${tags}"\n`;
const RUA = 'rua=mailto:d@example.com';
const SUB = 'sub.example.com';
const EXT = 'dmarc/ext-unauthorised';

const POLICIES: Row[] = [
  {
    thread: 'Spoofy#26, Spoofy#28',
    defect: '“spoofing not possible” without DMARC and without “all”',
    zone: `${MAIL}@ TXT "v=spf1 mx"\n`,
    fires: ['dmarc/missing error', 'spf/all-missing warning'],
    facts: { protection: 'none', word: 'passes', policy: 'nothing' },
  },
  {
    thread: 'Spoofy, a subdomain’s own record is not read',
    defect: 'a subdomain that opted out counts as protected by the record above',
    zone: MAIL + dmarc(`p=reject; ${RUA}`) + dmarc(`p=none; ${RUA}`, '_dmarc.sub'),
    domain: SUB,
    fires: ['dmarc/p-none warning'],
    facts: { protection: 'none', policy: 'none', older: 'none', policyDomain: SUB },
  },
  {
    thread: 'Spoofy, a subdomain’s own record is not read',
    defect: 'a subdomain that protects itself counts as open',
    zone: MAIL + dmarc(`p=none; ${RUA}`) + dmarc(`p=reject; ${RUA}`, '_dmarc.sub'),
    domain: SUB,
    silent: ['dmarc/p-none', 'dmarc/missing'],
    facts: { policy: 'reject', older: 'reject', word: 'refused' },
  },
  {
    thread: 'DomainDetective#332, tracker#6678',
    defect: 'an inherited sp is shown as if it were the subdomain’s own p',
    zone: MAIL + dmarc(`p=reject; sp=quarantine; ${RUA}`),
    domain: SUB,
    facts: { policy: 'quarantine', older: 'quarantine', policyDomain: 'example.com' },
  },
  {
    thread: 'Internet.nl#1809, dnscontrol#4378, DomainDetective#861, OpenDMARC#371',
    defect: 'np, psd and t are unknown tags',
    zone: MAIL + dmarc(`p=reject; np=reject; psd=n; t=n; ${RUA}`),
    silent: [
      'dmarc/unknown-tag',
      'dmarc/syntax',
      'dmarc/t-testing',
      'dmarc/psd-misuse',
      'dmarc/np-ineffective',
    ],
    facts: { policy: 'reject', older: 'reject' },
  },
  {
    thread: 'OpenDMARC#371',
    defect: 'only one kind of receiver is shown where t parts them',
    zone: MAIL + dmarc(`p=reject; t=y; ${RUA}`),
    fires: ['dmarc/t-testing warning'],
    facts: { policy: 'quarantine', older: 'reject' },
  },
  {
    thread: 'trustymail, pct',
    defect: 'pct below 100 is read as partial by everybody',
    zone: MAIL + dmarc(`p=reject; pct=10; ${RUA}`),
    fires: ['dmarc/pct-partial warning'],
    facts: { policy: 'reject', older: 'reject' },
  },
  {
    thread: 'mailauth, test of duplicate records',
    defect: 'two records end the search for both kinds of receiver',
    zone: MAIL + dmarc('p=reject') + dmarc('p=none', '_dmarc.sub') + dmarc('p=reject', '_dmarc.sub'),
    domain: SUB,
    fires: ['dmarc/multiple error'],
    facts: { policy: 'reject', older: 'nothing', policyDomain: 'example.com' },
  },
  {
    thread: 'Internet.nl#1703',
    defect: 'names that do not exist get what sp says',
    zone: MAIL + dmarc(`p=reject; sp=none; np=reject; ${RUA}`),
    facts: { nonexistent: 'reject' },
  },
  {
    thread: 'Internet.nl#1703',
    defect: 'a bogus subdomain is judged by sp',
    zone: MAIL + dmarc(`p=reject; sp=none; np=quarantine; ${RUA}`),
    domain: 'bogus.example.com',
    facts: { policy: 'quarantine', older: 'none' },
  },
  {
    thread: 'Internet.nl#1703',
    defect: 'np is praised where a wildcard hides that names do not exist',
    zone: `${MAIL}* A 192.0.2.3\n${dmarc(`p=reject; sp=none; np=reject; ${RUA}`)}`,
    fires: ['dmarc/np-ineffective notice'],
    facts: { nonexistent: 'none' },
  },
  {
    thread: 'mailauth#60',
    defect: 'a suffix that the list does not know yet makes strangers one organisation',
    zone: `_dmarc.bank.example. TXT "v=DMARC1; p=reject; psd=y"
_dmarc.giant.bank.example. TXT "v=DMARC1; p=quarantine; rua=mailto:d@giant.bank.example"
giant.bank.example. MX 10 mail.giant.bank.example.
mail.giant.bank.example. A 192.0.2.1
pay.giant.bank.example. A 192.0.2.2`,
    domain: 'pay.giant.bank.example',
    fires: ['dmarc/tree-psl-differs warning'],
    facts: {
      policy: 'quarantine',
      older: 'reject',
      organizationalDomain: 'giant.bank.example',
      policyDomain: 'giant.bank.example',
    },
  },
  {
    thread: 'mailauth#60',
    defect: 'a registered domain below a suffix of the list takes its policy from the registry',
    zone: `_dmarc.co.uk. TXT "v=DMARC1; p=none; psd=y"
_dmarc.shop.co.uk. TXT "v=DMARC1; p=reject"
shop.co.uk. MX 10 mail.shop.co.uk.
mail.shop.co.uk. A 192.0.2.1`,
    domain: 'shop.co.uk',
    silent: ['dmarc/tree-psl-differs', 'dmarc/p-none'],
    facts: { policy: 'reject', older: 'reject', organizationalDomain: 'shop.co.uk' },
  },
  {
    thread: 'checkdmarc#276, checkdmarc#278',
    defect: 'TXT and CNAME at _dmarc pass unseen',
    zone: `${MAIL}${dmarc(`p=reject; ${RUA}`)}_dmarc CNAME d.vendor.example.\nd.vendor.example. TXT "v=DMARC1; p=none"\n`,
    fires: ['dns/cname-conflict error'],
  },
  {
    thread: 'checkdmarc#278',
    defect: 'a vendor’s alias at _dmarc counts as a conflict with the record it leads to',
    zone: `${MAIL}_dmarc CNAME d.vendor.example.\nd.vendor.example. TXT "v=DMARC1; p=reject; ${RUA}"\n`,
    silent: ['dns/cname-conflict', 'dmarc/missing', 'dmarc/multiple'],
    facts: { policy: 'reject' },
  },
];

const REPORTS: Row[] = [
  {
    thread: 'checkdmarc, get_base_domain (CD-i)',
    defect: 'a branch that is an organisation of its own reports to the domain above without being asked',
    zone: MAIL + dmarc(`p=reject; ${RUA}`) + dmarc(`p=reject; psd=n; ${RUA}`, '_dmarc.sub'),
    domain: SUB,
    fires: [`${EXT} notice`],
  },
  {
    thread: 'checkdmarc, get_base_domain (CD-i)',
    defect: 'the same, with the authorisation',
    zone: `${MAIL}${dmarc(`p=reject; ${RUA}`)}${dmarc(`p=reject; psd=n; ${RUA}`, '_dmarc.sub')}sub.example.com._report._dmarc TXT "v=DMARC1"\n`,
    domain: SUB,
    silent: [EXT],
  },
  {
    thread: 'Internet.nl#350',
    defect: 'another host of the same organisation counts as external',
    zone: `${MAIL}reports MX 10 mail\n${dmarc(`p=reject; ${RUA}`)}${dmarc('p=reject; rua=mailto:d@reports.example.com', '_dmarc.sub')}`,
    domain: SUB,
    silent: [EXT, 'dmarc/uri-no-mx'],
  },
  {
    thread: 'Internet.nl#350',
    defect: 'an inherited record’s authorisation is looked for under the subdomain',
    zone: `${MAIL}vendor.example. MX 10 mail.vendor.example.
mail.vendor.example. A 192.0.2.9
${dmarc('p=reject; rua=mailto:d@vendor.example')}example.com._report._dmarc.vendor.example. TXT "v=DMARC1"`,
    domain: SUB,
    silent: [EXT],
  },
  {
    thread: 'checkdmarc, rua without MX',
    defect: 'a report host without MX but with an address cannot receive',
    zone: `${MAIL}reports A 192.0.2.5\n${dmarc('p=reject; rua=mailto:d@reports.example.com')}`,
    silent: ['dmarc/uri-no-mx'],
  },
  {
    thread: 'checkdmarc, rua without MX',
    defect: 'a report host with a null MX can receive',
    zone: `${MAIL}reports A 192.0.2.5\nreports MX 0 .\n${dmarc('p=reject; rua=mailto:d@reports.example.com')}`,
    fires: ['dmarc/uri-no-mx error'],
  },
  {
    thread: 'checkdmarc, MX look-up failed',
    defect: 'a report host whose MX was not answered cannot receive',
    zone: `;! SERVFAIL reports.example.com MX\n${MAIL}${dmarc('p=reject; rua=mailto:d@reports.example.com')}`,
    silent: ['dmarc/uri-no-mx'],
    inconclusive: ['dmarc/uri-no-mx'],
  },
];

const ROLES: Row[] = [
  {
    thread: 'GSA-TTS/dns#759',
    defect: 'a parked domain with an address is complete without the null MX',
    zone: `@ A 192.0.2.80\n@ TXT "v=spf1 -all"\n${dmarc('p=reject')}`,
    fires: ['domain/parked-incomplete notice'],
    silent: ['mx/implicit-a', 'spf/missing', 'dmarc/rua-missing'],
    facts: { role: 'no-mail', mx: 'implicit' },
  },
  {
    thread: 'GSA-TTS/dns#759',
    defect: 'a null MX alone does not say that the domain is parked',
    zone: `@ A 192.0.2.80\n@ MX 0 .\n${dmarc('p=reject')}*._domainkey TXT "v=DKIM1; p="\n`,
    fires: ['spf/missing warning'],
    silent: ['dkim/no-selector-found', 'dmarc/rua-missing', 'dkim/none-possible'],
    facts: { role: 'no-mail', mx: 'null-mx' },
  },
  {
    thread: 'Internet.nl#464, Internet.nl#748',
    defect: 'a null MX of a domain without an address is called wrong',
    zone: `@ MX 0 .\n@ TXT "v=spf1 -all"\n${dmarc('p=reject')}`,
    silent: ['mx/missing', 'mx/null-typo', 'mx/null-but-sends', 'domain/parked-incomplete'],
    facts: { role: 'no-mail', mx: 'null-mx' },
  },
  {
    thread: 'warmbly#528',
    defect: 'a key under a name that nobody guesses is “missing”',
    zone: `${MAIL}${SPF}7f3a._domainkey TXT "v=DKIM1; p="\n`,
    fires: ['dkim/no-selector-found notice'],
    silent: ['dkim/none-possible', 'dkim/selector-missing'],
    facts: { dkim: 'unknown' },
  },
  {
    thread: 'Internet.nl#1025',
    defect: 'a wildcard alias makes every selector exist',
    zone: `${MAIL}${SPF}* CNAME web.vendor.example.\nweb.vendor.example. A 192.0.2.9\n`,
    silent: ['dkim/syntax', 'dkim/cname-dangling', 'dns/cname-conflict'],
    facts: { dkim: 'unknown' },
  },
  {
    thread: 'Internet.nl#1336, and its counter of lookups',
    defect: 'lookups by a:host, mx:host and with a prefix are not counted',
    zone: `${MAIL}@ TXT "v=spf1 ${Array.from({ length: 11 }, (_, index) => `${index % 2 ? '+a:' : 'mx:'}h${index}.example.com${index % 3 ? '' : '/24'}`).join(' ')} ~all"
${Array.from({ length: 11 }, (_, index) => `h${index} A 192.0.2.1${index}\nh${index} MX 10 mail`).join('\n')}\n`,
    fires: ['spf/lookup-limit error'],
  },
  {
    thread: 'checkdmarc#134',
    defect: '“include=” passes as an include',
    zone: `${MAIL}@ TXT "v=spf1 mx include=_spf.vendor.example ~all"\n`,
    fires: ['spf/equals-for-colon error'],
  },
];

describe('defects of peers in DMARC and roles, and our answer', () => {
  for (const row of [...POLICIES, ...REPORTS, ...ROLES]) {
    it(`${row.thread}: ${row.defect}`, async () => {
      const result = await audit(row.domain ?? 'example.com', fixtureResolver(row.zone), {});
      const found = result.findings.map(({ rule, severity }) => `${rule} ${severity}`);
      const rules = new Set<string>(result.findings.map(({ rule }) => rule));
      const blocked = Object.values(result.sections).flatMap((section) => section?.rules.blocked ?? []);
      const { fires = [], silent = [], inconclusive = [], facts = {} } = row;
      const missing = fires.filter((one) => !found.includes(one));
      assert.deepEqual(missing, [], `found ${found.join(', ')}`);
      assert.deepEqual(
        silent.filter((one) => rules.has(one)),
        [],
      );
      assert.deepEqual(
        inconclusive.filter((one) => !blocked.includes(one)),
        [],
      );
      const all = told(result);
      const same = Object.fromEntries(Object.keys(facts).map((key) => [key, all[key as keyof Told]]));
      assert.deepEqual(same, facts);
    });
  }
});
