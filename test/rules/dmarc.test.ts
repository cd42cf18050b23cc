import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import { createAuthority, offline, overlaid } from '../../src/dns/index.ts';
import type { Declared } from '../../src/facts/index.ts';
import { parseDmarc } from '../../src/records/dmarc.ts';
import type { DomainResult, Finding } from '../../src/report/schema/report.ts';
import { printData } from '../../src/zone/index.ts';
import { applyChanges } from '../support/changes.ts';
import { fixtureRecords, fixtureResolver } from '../support/fixture.ts';
import { sharedText } from '../support/shared.ts';

const MAIL = '@ MX 10 mail\nmail A 192.0.2.1';
const NO_MAIL = '@ MX 0 .\n@ TXT "v=spf1 -all"';
const lines = (...all: string[]): string => [MAIL, ...all].join('\n');
/** Something authenticates the domain's mail, so that a policy may be raised. */
const READY = '@ TXT "v=spf1 mx ~all"\n7f3a._domainkey TXT "v=DKIM1; p="';
const RUA = 'rua=mailto:d@example.com';
/** A TXT record at _dmarc, in strings of 200 characters. */
const own = (text: string): string =>
  `_dmarc TXT ${text
    .match(/.{1,200}/g)!
    .map((part) => `"${part}"`)
    .join(' ')}`;
const record = (tags: string): string => own(`v=DMARC1; ${tags}`);
const VENDOR = 'vendor.example. MX 10 mail.vendor.example.\nmail.vendor.example. A 192.0.2.9';

interface Options {
  domain?: string;
  role?: Declared['role'];
}

function auditZone(zone: string, { domain = 'example.com', role }: Options = {}): Promise<DomainResult> {
  return audit(domain, fixtureResolver(zone), { declared: role === undefined ? {} : { role } });
}

/**
 * Rules of the section by name, as often as they fire; `:warning` where that is not an error. That a record asks for no
 * reports is told of most zones here, and has a table of its own.
 */
async function fired(zone: string, options?: Options): Promise<string[]> {
  const { findings } = await auditZone(zone, options);
  return findings
    .filter(({ rule }) => rule.startsWith('dmarc/') && rule !== 'dmarc/rua-missing')
    .map(({ rule, severity }) => rule.slice('dmarc/'.length) + (severity === 'error' ? '' : `:${severity}`))
    .sort();
}

async function only(zone: string, rule: string, options?: Options): Promise<Finding> {
  const { findings } = await auditZone(zone, options);
  const hits = findings.filter((finding) => finding.rule === `dmarc/${rule}`);
  assert.equal(hits.length, 1);
  return hits[0]!;
}

type Case = [what: string, zone: string, rules: string[], options?: Options];

const SILENT: Case[] = [
  ['the strictest record', lines(record(`p=reject; sp=reject; np=reject; adkim=s; aspf=s; ${RUA}`)), []],
  ['capitals in values and in the version’s name', lines(own('V=DMARC1;P=Reject;ADKIM=S')), []],
  ['blanks around every sign', lines(own('v = DMARC1 ; p = reject ;')), []],
  ['tags of RFC 7489', lines(record('p=reject; pct=100; ri=86400; rf=afrf')), []],
  ['unknown tags', lines(record('p=reject; x=1; comment=hello')), []],
  ['no reports, but a policy', lines(record('p=reject')), []],
  [
    'many report addresses',
    lines(record(`p=reject; ${RUA},mailto:a@example.com,mailto:b@example.com,mailto:c@example.com`)),
    [],
  ],
  ['an obsolete size limit', lines(record('p=reject; rua=mailto:d@example.com!10m')), []],
  ['reports to the web', lines(record('p=reject; rua=https://reports.vendor.example/dmarc')), []],
  ['failure options', lines(record('p=reject; fo=1:d:s; ruf=mailto:d@example.com')), []],
  ['reports to a host without MX', lines(record('p=reject; rua=mailto:d@mail.example.com')), []],
  [
    'reports to somebody else, who says so',
    lines(
      record('p=reject; rua=mailto:d@vendor.example'),
      VENDOR,
      'example.com._report._dmarc.vendor.example. TXT "v=DMARC1"',
    ),
    [],
  ],
  ['other text beside the record', lines(record('p=reject'), own('v=spf1 -all'), own('some-token=abc')), []],
  [
    'the alias of a service',
    lines('_dmarc CNAME d.vendor.example.', 'd.vendor.example. TXT "v=DMARC1; p=reject"'),
    [],
  ],
  ['a record for every name', lines('* TXT "v=DMARC1; p=reject"'), []],
  ['a record at its place and at the domain', lines(record('p=reject'), '@ TXT "v=DMARC1; p=none"'), []],
  [
    'the policy of the domain above',
    lines(record('p=reject'), 'sub A 192.0.2.2'),
    [],
    { domain: 'sub.example.com' },
  ],
  [
    'a subdomain taken out of the policy above',
    lines(record('p=reject'), '_dmarc.sub TXT "v=DMARC1; p=none"', 'sub A 192.0.2.2'),
    ['p-none:warning'],
    { domain: 'sub.example.com' },
  ],
  [
    'mistakes above a record of its own',
    lines(record('p=bob; adkim=x'), '_dmarc.sub TXT "v=DMARC1; p=reject"'),
    ['sp-ineffective:notice'],
    { domain: 'sub.example.com' },
  ],
  [
    'mistakes of a public suffix',
    lines('_dmarc.com. TXT "v=DMARC1; p=none; sp=none; psd=y; adkim=x; rua=mailto:d@gone.example"'),
    ['p-none:warning'],
  ],
  ['no mail, all refused', `${NO_MAIL}\n${record('p=reject')}`, []],
  [
    'a wildcard alias to a web host that is gone',
    lines(record('p=reject'), '* CNAME web.vendor.example.', 'vendor.example. A 192.0.2.9'),
    [],
  ],
];

const LOUD: Case[] = [
  ['nothing at all', lines(), ['missing']],
  ['other text only', lines(own('v=spf1 -all'), own('some-token=abc')), ['missing']],
  ['a wildcard’s SPF', lines('* TXT "v=spf1 -all"'), ['missing']],
  [
    'an alias to a name without a record',
    lines('_dmarc CNAME d.vendor.example.', 'd.vendor.example. A 192.0.2.9'),
    ['missing'],
  ],
  [
    'a wildcard alias to a host that is gone',
    lines('* CNAME web.vendor.example.', 'vendor.example. A 192.0.2.9'),
    ['missing'],
  ],
  ['nothing for a subdomain either', lines('sub A 192.0.2.2'), ['missing'], { domain: 'sub.example.com' }],
  [
    'the record under the name twice is told elsewhere',
    lines('_dmarc.example.com TXT "v=DMARC1; p=none"'),
    [],
  ],
  ['the record without underscore is told elsewhere', lines('dmarc TXT "v=DMARC1; p=none"'), []],
  ['two records', lines(record('p=none'), record('p=reject')), ['multiple']],
  ['two records, one of them broken', lines(record('p=bob'), record('p=reject')), ['multiple']],
  [
    'three records of the domain above',
    lines(record('p=none'), record('p=reject'), record('sp=none'), 'sub A 192.0.2.2'),
    ['multiple'],
    { domain: 'sub.example.com' },
  ],
  [
    'two records, a policy above',
    lines(record('p=reject'), '_dmarc.sub TXT "v=DMARC1; p=none"', '_dmarc.sub TXT "v=DMARC1; p=reject"'),
    ['multiple'],
    { domain: 'sub.example.com' },
  ],
  [
    'two records of no concern',
    lines(record('p=reject'), '_dmarc.com. TXT "v=DMARC1; p=none"', '_dmarc.com. TXT "v=DMARC1; p=reject"'),
    [],
  ],
  ['the record at the domain', lines(`@ TXT "v=DMARC1; p=none; ${RUA}"`), ['wrong-place']],
  ['a leading blank', lines(own(' v=DMARC1; p=reject')), ['not-selected']],
  ['small letters', lines(own('v=dmarc1; p=reject')), ['not-selected']],
  ['no semicolon', lines(own('v=DMARC1 p=reject')), ['not-selected']],
  ['version last', lines(own('p=reject; v=DMARC1')), ['not-selected']],
  ['version missing', lines(own('p=reject; sp=none')), ['not-selected']],
  ['quotes of the form', lines(own('\\"v=DMARC1; p=reject\\"')), ['not-selected']],
  ['a byte order mark', lines(own('\\239\\187\\191v=DMARC1; p=reject')), ['not-selected']],
  ['backslashes of the form', lines(own('v=DMARC1\\\\; p=reject\\\\;')), ['not-selected']],
  [
    'two of them',
    lines(own('v=dmarc1; p=reject'), own('v=DMARC; p=reject')),
    ['not-selected', 'not-selected'],
  ],
  ['beside a record they harm nobody', lines(record('p=reject'), own('v=dmarc1; p=none')), []],
  ['duplicate tag', lines(record('p=reject; sp=none; sp=reject')), ['syntax']],
  ['colons for signs', lines(record(`p:reject; ${RUA}`)), ['syntax']],
  ['blanks for semicolons', lines(record('p=reject sp=reject')), ['syntax']],
  [
    'several mistakes',
    lines(record('p=reject; hello; sp:none; np=reject adkim=r; t=maybe')),
    ['syntax', 'syntax', 'syntax', 'syntax'],
  ],
  ['tags that nobody minds', lines(record('p=reject;; pct=half;')), ['syntax:notice', 'syntax:warning']],
  ['a policy that is none', lines(record('p=bob')), ['p-invalid']],
  [
    'subdomain policies that are none',
    lines(record(`p=reject; sp=bob; np=no; ${RUA}`)),
    ['p-invalid', 'p-invalid'],
  ],
  ['no policy, no reports', lines(record('sp=reject')), ['p-missing']],
  ['no policy, but reports', lines(record(RUA)), ['p-missing:warning', 'p-none:warning']],
  [
    'a policy under another name',
    lines(record(`policy=reject; ${RUA}`)),
    ['p-missing:warning', 'p-none:warning'],
  ],
  ['p=none', lines(record(`p=none; ${RUA}`)), ['p-none:warning']],
  ['p=none with failure reports', lines(record('p=none; ruf=mailto:d@example.com')), ['p-none:warning']],
  ['p=none, subdomains refused', lines(record('p=none; sp=reject')), ['p-none:warning']],
  ['quarantine in testing', lines(record(`p=quarantine; t=y; ${RUA}`)), ['p-none:warning']],
  [
    'sp=none above',
    lines(record(`p=reject; sp=none; ${RUA}`), 'sub A 192.0.2.2'),
    ['p-none:warning'],
    { domain: 'sub.example.com' },
  ],
  ['p=none of a public suffix', lines('_dmarc.com. TXT "v=DMARC1; p=none; psd=y"'), ['p-none:warning']],
  ['p=none without reports', lines(record('p=none')), ['p-none-no-rua']],
  [
    'the same for subdomains',
    lines(record('p=none; sp=none'), 'sub A 192.0.2.2'),
    ['p-none-no-rua'],
    { domain: 'sub.example.com' },
  ],
  ['p=none, the report address broken', lines(record('p=none; rua=d')), ['p-none:warning', 'uri-invalid']],
  ['psd', lines(record('p=reject; psd=no')), ['psd-invalid']],
  [
    'alignment',
    lines(record('p=reject; adkim=relaxed; aspf=strict')),
    ['adkim-aspf-invalid', 'adkim-aspf-invalid'],
  ],
  ['fo', lines(record('p=reject; fo=x; ruf=mailto:d@example.com')), ['fo-invalid']],
  ['fo without ruf means nothing', lines(record('p=reject; fo=x')), ['fo-invalid:notice']],
  [
    'fo as RFC 7489 had it',
    lines(record('p=reject; fo=0:1:d:s; ruf=mailto:d@example.com')),
    ['fo-invalid:notice'],
  ],
  [
    'addresses',
    lines(record('p=reject; rua=d@example.com,mailto:x; ruf=mailto:a@b@example.com')),
    ['uri-invalid', 'uri-invalid', 'uri-invalid'],
  ],
  ['a scheme that is none', lines(record('p=reject; ruf=mail:d@example.com')), ['uri-invalid']],
  [
    'reports to nowhere',
    lines(record('p=reject; rua=mailto:d@x.example.com; ruf=mailto:e@X.example.com,mailto:f@x.example.com')),
    ['uri-no-mx'],
  ],
  [
    'reports to a null MX',
    lines(record('p=reject; rua=mailto:d@x.example.com'), 'x MX 0 .', 'x A 192.0.2.7'),
    ['uri-no-mx'],
  ],
  [
    'reports to two of them',
    lines(record('p=reject; rua=mailto:d@x.example.com,mailto:d@y.example.com'), 'y TXT "a"'),
    ['uri-no-mx', 'uri-no-mx'],
  ],
  [
    'reports to the domain itself, which takes no mail',
    `${NO_MAIL}\n${record(`p=reject; ${RUA}`)}`,
    ['uri-no-mx'],
  ],
  [
    'reports to nobody’s domain',
    lines(record('p=reject; rua=mailto:d@gone.example; ruf=mailto:d@x.gone.example')),
    ['uri-unregistered', 'uri-unregistered'],
  ],
  [
    'an alias that leads nowhere',
    lines('_dmarc CNAME d.vendor.example.', 'vendor.example. A 192.0.2.9'),
    ['cname-dangling'],
  ],
  ['the same into nobody’s domain', lines('_dmarc CNAME d.gone.example.'), ['cname-dangling']],
  [
    'the same below a policy',
    lines(record('p=reject'), '_dmarc.sub CNAME d.vendor.example.', 'vendor.example. A 192.0.2.9'),
    ['cname-dangling'],
    { domain: 'sub.example.com' },
  ],
  [
    'one record, many causes',
    lines(record('p=bob; adkim=x; psd=x; rua=x; ruf=y; fo=z')),
    ['adkim-aspf-invalid', 'fo-invalid', 'p-invalid', 'psd-invalid', 'uri-invalid', 'uri-invalid'],
  ],
];

const SUB = { domain: 'sub.example.com' };
const TWO = (above: string, below: string): string =>
  lines(record(above), `_dmarc.sub TXT "v=DMARC1; ${below}"`, 'sub A 192.0.2.2');

/** Rules that weigh: what is asked of whom, and by what. */
const WEIGHED: Case[] = [
  // pct: newer receivers ignore it, older ones apply the policy to a share
  ['a share of reject', lines(record('p=reject; pct=50')), ['pct-partial:warning']],
  ['a share of nothing', lines(record(`p=none; pct=50; ${RUA}`)), ['p-none:warning']],
  [
    'a share of what subdomains get',
    lines(record(`p=none; sp=reject; pct=50; ${RUA}`)),
    ['p-none:warning', 'pct-partial:warning'],
  ],
  ['no share at all', lines(record(`p=quarantine; pct=0; ${RUA}`)), ['pct-partial:warning']],
  ['a test for both kinds of receiver', lines(record(`p=reject; pct=0; t=y; ${RUA}`)), ['t-testing:warning']],
  ['pct=100 is the default', lines(record(`p=reject; pct=100; ${RUA}`)), []],
  ['pct of nobody', lines(record('p=reject; pct=')), ['syntax:warning']],
  ['pct, inherited', lines(record('p=reject; pct=50'), 'sub A 192.0.2.2'), ['pct-partial:warning'], SUB],
  // t
  ['reject in testing is quarantine', lines(record('p=reject; t=y')), ['t-testing:warning']],
  ['testing of nothing', lines(record(`p=none; t=y; ${RUA}`)), ['p-none:warning']],
  ['the end of a test', lines(record('p=reject; t=n')), []],
  // sp, np
  ['sp=none below reject', lines(record('p=reject; sp=none')), ['sp-weaker:warning']],
  ['sp=none below quarantine', lines(record('p=quarantine; sp=none')), ['sp-weaker:warning']],
  ['sp=quarantine below reject', lines(record('p=reject; sp=quarantine')), ['sp-weaker:notice']],
  ['sp as strong', lines(record('p=reject; sp=reject')), []],
  ['sp stronger', lines(record('p=quarantine; sp=reject')), ['p-quarantine:notice']],
  ['np=none below reject', lines(record('p=reject; np=none')), ['sp-weaker:warning']],
  ['np as weak as sp', lines(record('p=reject; sp=none; np=none')), ['sp-weaker:warning']],
  [
    'sp and np, each weaker',
    lines(record('p=reject; sp=quarantine; np=none')),
    ['sp-weaker:notice', 'sp-weaker:warning'],
  ],
  ['np mends a weak sp in part', lines(record('p=reject; sp=none; np=reject')), ['sp-weaker:warning']],
  ['sp=none of a domain without mail', `${NO_MAIL}\n${record('p=reject; sp=none')}`, []],
  // where sp is not read
  [
    'sp below another organization',
    TWO(`p=none; ${RUA}`, 'p=reject; sp=reject'),
    ['sp-ineffective:warning'],
    SUB,
  ],
  ['sp of a template', TWO('p=reject; sp=reject', 'p=reject; sp=reject'), [], SUB],
  ['weaker than what holds', TWO('p=reject', 'p=reject; sp=none'), ['sp-ineffective:warning'], SUB],
  ['np there', TWO('p=reject', 'p=reject; np=none'), ['sp-ineffective:warning'], SUB],
  [
    'sp of a branch that declares itself',
    TWO('p=none', 'p=reject; sp=reject; psd=n'),
    ['tree-psl-differs:notice'],
    SUB,
  ],
  [
    'sp without a record above',
    lines('_dmarc.sub TXT "v=DMARC1; p=reject; sp=reject"'),
    ['tree-psl-differs:notice'],
    SUB,
  ],
  // reports that cannot arrive
  ['a dead report address alone', lines(record('p=reject; rua=mailto:d@x.example.com')), ['uri-no-mx']],
  [
    'a dead report address beside one that works',
    lines(record(`p=reject; rua=mailto:d@x.example.com,mailto:d@example.com`)),
    ['uri-no-mx:warning'],
  ],
  [
    'a dead report address beside one that does not ask for the reports',
    lines(VENDOR, record(`p=reject; rua=mailto:d@x.example.com,mailto:d@vendor.example`)),
    ['ext-unauthorised:warning', 'uri-no-mx'],
  ],
  [
    'failure reports that cannot arrive, the others do',
    lines(record(`p=reject; ${RUA}; ruf=mailto:f@x.example.com`)),
    ['uri-no-mx:warning'],
  ],
  // a policy that ends with its own name (RFC 9989 §4.10.2)
  ['stricter than what names below get', TWO(`p=none; ${RUA}`, 'p=reject'), ['sp-ineffective:notice'], SUB],
  ['a step stricter', TWO('p=quarantine', 'p=reject'), ['sp-ineffective:notice'], SUB],
  ['as strict', TWO('p=reject', 'p=reject'), [], SUB],
  ['names below are refused by sp above', TWO('p=none; sp=reject', 'p=reject'), [], SUB],
  ['less strict', TWO('p=reject', `p=none; ${RUA}`), ['p-none:warning'], SUB],
  // whose SPF and DKIM count
  ['a branch of its own', TWO('p=reject', 'p=reject; psd=n'), ['tree-psl-differs:notice'], SUB],
  [
    'a branch of its own, one strict alignment',
    TWO('p=reject', 'p=reject; psd=n; adkim=s'),
    ['tree-psl-differs:notice'],
    SUB,
  ],
  [
    'a branch of its own that compares strictly',
    TWO('p=reject', 'p=reject; psd=n; adkim=s; aspf=s'),
    [],
    SUB,
  ],
  [
    'the only record of the organisation',
    lines('_dmarc.sub TXT "v=DMARC1; p=reject"'),
    ['tree-psl-differs:notice'],
    SUB,
  ],
  ['the only record, at the registered domain', lines(record('p=reject')), []],
  [
    'a branch of its own, names below it',
    lines(record('p=reject'), '_dmarc.sub TXT "v=DMARC1; p=reject; psd=n"', 'a.sub A 192.0.2.2'),
    ['tree-psl-differs:notice'],
    { domain: 'a.sub.example.com' },
  ],
  // np where non-existence is not seen
  [
    'np beside a wildcard',
    lines(record('p=reject; sp=none; np=reject'), '* A 192.0.2.3'),
    ['np-ineffective:notice', 'sp-weaker:warning'],
  ],
  ['np that says the same', lines(record('p=reject; np=reject'), '* A 192.0.2.3'), []],
  [
    'np beside compact denial',
    lines(record('p=quarantine; np=reject'), ';! NODATA ae60af0c72a4d8a4.example.com TXT'),
    ['np-ineffective:notice', 'p-quarantine:notice'],
  ],
  [
    'np above, a wildcard below',
    lines(record('p=quarantine; np=reject'), 'sub A 192.0.2.2', '*.sub A 192.0.2.3'),
    ['np-ineffective:notice'],
    SUB,
  ],
  // who looks where
  [
    'a record between the domain and its registered domain',
    lines('_dmarc.b TXT "v=DMARC1; p=reject"', 'a.b A 192.0.2.2'),
    ['tree-psl-differs:warning'],
    { domain: 'a.b.example.com' },
  ],
  [
    'the same, and both ask for the same',
    lines('_dmarc.b TXT "v=DMARC1; p=reject; psd=n"', record('p=reject'), 'a.b A 192.0.2.2'),
    ['tree-psl-differs:notice'],
    { domain: 'a.b.example.com' },
  ],
  [
    'the registered domain wins with both',
    lines('_dmarc.b TXT "v=DMARC1; p=none"', record('p=reject'), 'a.b A 192.0.2.2'),
    [],
    { domain: 'a.b.example.com' },
  ],
  [
    'a branch that declares itself',
    lines(`_dmarc.b TXT "v=DMARC1; p=reject; psd=n"`, record(`p=none; ${RUA}`), 'a.b A 192.0.2.2'),
    ['tree-psl-differs:warning'],
    { domain: 'a.b.example.com' },
  ],
  [
    'the registry’s policy',
    lines('_dmarc.com. TXT "v=DMARC1; p=reject; psd=y"'),
    ['tree-psl-differs:warning'],
  ],
  // next steps
  ['quarantine', lines(record(`p=quarantine; ${RUA}`)), ['p-quarantine:notice']],
  ['quarantine, inherited', lines(record(`p=quarantine; ${RUA}`), 'sub A 192.0.2.2'), [], SUB],
  // tags
  ['a misspelt tag', lines(record('p=reject; adkm=s')), ['unknown-tag:warning']],
  [
    'a misspelt tag beside the right one',
    lines(record(`p=reject; rau=mailto:x@example.com; ${RUA}`)),
    ['unknown-tag:notice'],
  ],
  ['tags of somebody’s own', lines(record('p=reject; x=1; note=ok')), []],
  ['a misspelt tag that means nothing any more', lines(record('p=reject; percent=50')), []],
  ['an address twice', lines(record(`p=reject; ${RUA},mailto:D@EXAMPLE.com`)), ['uri-duplicate:notice']],
  ['an address in both lists', lines(record(`p=reject; ${RUA}; ruf=mailto:d@example.com`)), []],
  ['p at the end', lines(record(`${RUA}; p=reject`)), ['p-position:notice']],
  ['a registry that is none', lines(record('p=reject; psd=y')), ['psd-misuse:warning']],
  ['psd=n is what organisations write', lines(record('p=reject; psd=n')), []],
];

const REPORTS: [what: string, zone: string, fires: boolean, options?: Options][] = [
  ['no rua', lines(record('p=reject')), true],
  ['an address', lines(record(`p=reject; ${RUA}`)), false],
  ['an address that cannot be read is told elsewhere', lines(record('p=reject; rua=d')), false],
  ['a misspelt tag is told elsewhere', lines(record('p=reject; rau=mailto:d@example.com')), false],
  ['web addresses alone', lines(record('p=reject; rua=https://reports.example.com/x')), true],
  ['p=none without reports is told elsewhere', lines(record('p=none')), false],
  ['p=none, subdomains refused', lines(record('p=none; sp=reject')), true],
  ['a domain without mail', `${NO_MAIL}\n${record('p=reject')}`, false],
  ['the owner says so', lines(record('p=reject')), false, { role: 'no-mail' }],
  ['a policy that is another domain’s', lines(record('p=reject'), 'sub A 192.0.2.2'), false, SUB],
];

describe('dmarc/rua-missing', () => {
  for (const [what, zone, fires, options] of REPORTS) {
    it(`${fires ? 'fires' : 'silent'}: ${what}`, async () => {
      const { findings } = await auditZone(zone, options);
      assert.equal(
        findings.some(({ rule }) => rule === 'dmarc/rua-missing'),
        fires,
      );
    });
  }
});

describe('rules of dmarc', () => {
  for (const [what, zone, rules, options] of [...SILENT, ...LOUD, ...WEIGHED]) {
    it(`${rules.length === 0 ? 'silent' : 'fires'}: ${what}`, async () => {
      assert.deepEqual(await fired(zone, options), rules);
    });
  }
});

/** Rules that read the record that decides. */
const READERS = [
  ...['adkim-aspf-invalid', 'fo-invalid', 'p-invalid', 'p-missing', 'p-none', 'p-none-no-rua', 'psd-invalid'],
  ...['syntax', 'uri-invalid', 'uri-no-mx', 'uri-unregistered', 'ext-unauthorised'],
  ...['p-quarantine', 'pct-partial', 'sp-ineffective', 'sp-weaker', 't-testing', 'np-ineffective'],
  ...['p-position', 'psd-misuse', 'rua-missing', 'unknown-tag', 'uri-duplicate'],
];

/** Rules on where the record stands. */
const FINDERS = [
  ...['cname-dangling', 'missing', 'multiple', 'not-selected', 'wrong-place', 'tree-psl-differs'],
];

const BLOCKED: [what: string, zone: string, blocked: string[], rules: string[], options?: Options][] = [
  ['everything', lines(';! TIMEOUT * *'), [...READERS, ...FINDERS], []],
  ['the record', lines(';! SERVFAIL _dmarc.example.com TXT', record('p=bob')), [...READERS, ...FINDERS], []],
  [
    'the level above, with a record below',
    lines(';! SERVFAIL _dmarc.com TXT', record('p=reject; adkim=x')),
    [],
    ['adkim-aspf-invalid'],
  ],
  [
    'the level above, without one',
    lines(';! SERVFAIL _dmarc.com TXT'),
    [...READERS, 'missing', 'multiple', 'tree-psl-differs'],
    [],
  ],
  [
    'the level above, p=none',
    lines(';! SERVFAIL _dmarc.com TXT', record('p=none')),
    ['p-none-no-rua'],
    ['p-none:warning'],
  ],
  [
    'the level above, two records',
    lines(';! SERVFAIL _dmarc.com TXT', record('p=none'), record('p=reject')),
    [...READERS, 'missing'],
    ['multiple'],
  ],
  [
    'the level above, a near miss',
    lines(';! SERVFAIL _dmarc.com TXT', own('v=dmarc1; p=none')),
    [...READERS, 'missing', 'multiple', 'tree-psl-differs'],
    ['not-selected'],
  ],
  ['the domain’s own texts', lines(';! SERVFAIL example.com TXT'), ['wrong-place'], ['missing']],
  [
    'MX of the reports’ host',
    lines(
      ';! SERVFAIL x.example.com MX',
      record('p=reject; rua=mailto:d@x.example.com,mailto:d@y.example.com'),
    ),
    ['uri-no-mx', 'uri-unregistered'],
    ['uri-no-mx:warning'],
  ],
  [
    'addresses of the reports’ host',
    lines(';! SERVFAIL x.example.com AAAA', 'x TXT "a"', record('p=reject; rua=mailto:d@x.example.com')),
    ['uri-no-mx'],
    [],
  ],
  [
    'the registry',
    lines(';! SERVFAIL gone.example SOA', record('p=reject; rua=mailto:d@gone.example')),
    ['uri-unregistered'],
    ['uri-no-mx'],
  ],
];

it('tells of no other organisation where the records above were not asked', async () => {
  const zone = '_dmarc.sub TXT "v=DMARC1; p=reject"\nsub A 192.0.2.2\nsub SOA ns1 h 1 2 3 4 5';
  const world = overlaid(createAuthority(fixtureRecords(zone), ['sub.example.com']), offline);
  const { findings } = await audit('sub.example.com', world, { sections: ['dmarc'] });
  assert.deepEqual(
    findings.filter(({ rule }) => rule === 'dmarc/tree-psl-differs'),
    [],
  );
});

describe('a failed lookup is no missing record', () => {
  for (const [what, zone, blocked, rules, options] of BLOCKED) {
    it(what, async () => {
      const { sections } = await auditZone(zone, options);
      const ids = sections.dmarc!.rules.blocked.map((id) => id.slice('dmarc/'.length)).sort();
      assert.deepEqual(ids, blocked.toSorted());
      assert.deepEqual(await fired(zone, options), rules);
    });
  }
});

/** The record that a finding proposes, its escapes undone. */
function proposed({ changes }: Finding): string | undefined {
  return changes.find(({ to }) => to !== null && to !== undefined)?.to?.replace(/^"|"$|" "/g, '');
}

const PROPOSED: [
  rule: string,
  zone: string,
  text: string | undefined,
  safety: string | null,
  options?: Options,
][] = [
  ['missing', lines(), 'v=DMARC1; p=none; rua=mailto:dmarc-reports@example.com', 'ask'],
  ['missing', NO_MAIL, 'v=DMARC1; p=reject', 'ask'],
  ['missing', NO_MAIL, 'v=DMARC1; p=reject', 'safe', { role: 'no-mail' }],
  ['missing', '@ MX 0 .\n@ TXT "v=spf1 ip4:192.0.2.1 -all"', undefined, null],
  ['missing', lines('_dmarc CNAME d.vendor.example.', 'd.vendor.example. A 192.0.2.9'), undefined, null],
  [
    'cname-dangling',
    lines('_dmarc CNAME d.gone.example.'),
    'v=DMARC1; p=none; rua=mailto:dmarc-reports@example.com',
    'ask',
  ],
  [
    'wrong-place',
    lines(`@ TXT "v=DMARC1; p=reject; sp=quarantine; ${RUA}"`),
    `v=DMARC1; p=none; sp=none; ${RUA}`,
    'ask',
  ],
  [
    'wrong-place',
    lines('@ TXT "v=DMARC1; p=reject"'),
    'v=DMARC1; p=none; rua=mailto:dmarc-reports@example.com',
    'ask',
  ],
  [
    'not-selected',
    lines(own('v=dmarc1; p=reject')),
    'v=DMARC1; p=none; rua=mailto:dmarc-reports@example.com',
    'ask',
  ],
  [
    'not-selected',
    lines(record(`p=reject; ${RUA}`), '_dmarc.sub TXT "v=dmarc1; p=reject"'),
    'v=DMARC1; p=reject',
    'ask',
    { domain: 'sub.example.com' },
  ],
  ['p-invalid', lines(record(`p=rejct; ${RUA}`)), `v=DMARC1; p=none; ${RUA}`, 'safe'],
  ['p-invalid', lines(record(`p=reject; sp=bob; ${RUA}`)), `v=DMARC1; p=none; sp=none; ${RUA}`, 'ask'],
  ['p-invalid', lines(record('p=bob')), 'v=DMARC1; p=none; rua=mailto:dmarc-reports@example.com', 'ask'],
  ['p-missing', lines(record(RUA)), `v=DMARC1; p=none; ${RUA}`, 'safe'],
  ['p-missing', lines(record(`policy=reject; ${RUA}`)), `v=DMARC1; p=none; ${RUA}`, 'ask'],
  [
    'p-none',
    lines(READY, record(`p=none; sp=none; ${RUA}`)),
    `v=DMARC1; p=quarantine; sp=quarantine; ${RUA}`,
    'ask',
  ],
  ['p-none', lines(READY, record(`p=quarantine; t=y; ${RUA}`)), `v=DMARC1; p=quarantine; t=n; ${RUA}`, 'ask'],
  ['p-none', lines(record(`p=none; ${RUA}`)), `v=DMARC1; p=reject; ${RUA}`, 'safe', { role: 'no-mail' }],
  ['p-none', lines(record(`p=reject; sp=none; ${RUA}`)), undefined, null, { domain: 'sub.example.com' }],
  [
    'p-none-no-rua',
    lines(record('p=none;')),
    'v=DMARC1; p=none; rua=mailto:dmarc-reports@example.com',
    'ask',
  ],
  ['adkim-aspf-invalid', lines(record('p=reject; adkim=strict')), 'v=DMARC1; p=reject; adkim=r', 'safe'],
  ['syntax', lines(record(`p:reject; ${RUA}`)), `v=DMARC1; p=none; ${RUA}`, 'ask'],
  [
    'syntax',
    lines(record(`p=none; sp=reject; np:reject; ${RUA}`)),
    `v=DMARC1; p=none; sp=reject; np=reject; ${RUA}`,
    'safe',
  ],
  ['syntax', lines(record('p=reject; sp:none')), 'v=DMARC1; p=reject; sp=none', 'ask'],
  ['syntax', lines(record('p=reject; sp=none; sp=reject')), undefined, null],
  ['uri-invalid', lines(record('p=reject; rua=d@example.com')), `v=DMARC1; p=reject; ${RUA}`, 'safe'],
  [
    'uri-no-mx',
    lines(record(`p=none; rua=mailto:a@x.example.com, mailto:d@example.com`)),
    `v=DMARC1; p=none; ${RUA}`,
    'safe',
  ],
  [
    'uri-no-mx',
    lines(record('p=reject; rua=mailto:a@x.example.com; t=n')),
    'v=DMARC1; p=reject; t=n',
    'safe',
  ],
  ['uri-no-mx', lines(record('p=none; rua=mailto:a@x.example.com')), undefined, null],
  [
    'p-quarantine',
    lines(READY, record(`p=quarantine; sp=quarantine; ${RUA}`)),
    `v=DMARC1; p=reject; sp=reject; ${RUA}`,
    'ask',
  ],
  ['pct-partial', lines(READY, record(`p=reject; pct=10; ${RUA}`)), `v=DMARC1; p=reject; ${RUA}`, 'ask'],
  ['t-testing', lines(READY, record(`p=reject; t=y; ${RUA}`)), `v=DMARC1; p=reject; t=n; ${RUA}`, 'ask'],
  [
    'sp-weaker',
    lines(record(`p=reject; sp=none; ${RUA}`)),
    `v=DMARC1; p=reject; sp=quarantine; ${RUA}`,
    'ask',
  ],
  [
    'p-position',
    lines(record(`${RUA}; p=reject; sp=reject`)),
    `v=DMARC1; p=reject; ${RUA}; sp=reject`,
    'safe',
  ],
  [
    'uri-duplicate',
    lines(record(`p=reject; ${RUA}, mailto:d@example.com`)),
    `v=DMARC1; p=reject; ${RUA}`,
    'safe',
  ],
  ['psd-misuse', lines(record(`p=reject; psd=y; ${RUA}`)), `v=DMARC1; p=reject; ${RUA}`, 'ask'],
  ['unknown-tag', lines(record('p=reject; rau=mailto:d@example.com')), `v=DMARC1; p=reject; ${RUA}`, 'ask'],
  [
    'rua-missing',
    lines(record('p=reject')),
    'v=DMARC1; p=reject; rua=mailto:dmarc-reports@example.com',
    'ask',
  ],
  ['syntax', lines('* TXT "v=DMARC1; p=reject; sp:reject"'), undefined, null],
  [
    'syntax',
    lines('_dmarc CNAME d.vendor.example.', 'd.vendor.example. TXT "v=DMARC1; p=reject; sp:reject"'),
    undefined,
    null,
  ],
];

describe('what a dmarc finding proposes', () => {
  for (const [rule, zone, text, safety, options] of PROPOSED) {
    it(`${rule}: ${text ?? 'nothing'}`, async () => {
      const finding = await only(zone, rule, options);
      assert.equal(proposed(finding), text);
      assert.equal(finding.safety, safety);
      if (text !== undefined) assert.deepEqual(parseDmarc(text).faults, []);
      assert.equal(finding.question !== null, safety === 'ask');
    });
  }

  it('leaves the policy above where a dead alias goes', async () => {
    const zone = lines(
      record('p=reject'),
      '_dmarc.sub CNAME d.vendor.example.',
      'vendor.example. A 192.0.2.9',
    );
    const { changes, safety } = await only(zone, 'cname-dangling', { domain: 'sub.example.com' });
    assert.deepEqual(
      changes.map(({ op, type }) => `${op} ${type}`),
      ['delete CNAME'],
    );
    assert.equal(safety, 'safe');
  });
});

describe('what a dmarc finding says', () => {
  it('tells what both kinds of receiver do with several records', async () => {
    const records = ['p=none', 'p=reject'].map((tags) => `_dmarc.sub TXT "v=DMARC1; ${tags}"`);
    const { message } = await only(lines(record('p=reject'), ...records), 'multiple', {
      domain: 'sub.example.com',
    });
    assert.match(
      message,
      /RFC 9989 discard them and apply p=reject of _dmarc\.example\.com, by RFC 7489 nothing/,
    );
  });

  it('says that anybody may register the alias’s target', async () => {
    const { message } = await only(lines('_dmarc CNAME d.gone.example.'), 'cname-dangling');
    assert.match(message, /anybody may register gone\.example/);
  });

  it('points at the octets of the record above', async () => {
    const zone = lines(record('p=reject; adkim=x'), 'sub A 192.0.2.2');
    const hit = await only(zone, 'adkim-aspf-invalid', { domain: 'sub.example.com' });
    assert.equal(hit.subject.name, '_dmarc.example.com');
    assert.equal(hit.record!.slice(hit.span!.start, hit.span!.end), 'x');
  });

  it('shows a hostile record in bounded time', async () => {
    const started = performance.now();
    const { findings } = await auditZone(lines(record(`p=reject; ${'p;'.repeat(8000)}`)));
    assert.ok(findings.filter(({ rule }) => rule === 'dmarc/syntax').length <= 50);
    assert.ok(performance.now() - started < 2000);
  });
});

/** Every host of these takes mail, so that report addresses are no trouble of their own. */
const WORLD = ['com', 'de', 'gov', 'net', 'org', 'uk'].map((top) => `*.${top}. MX 10 mail`).join('\n');

describe('records as people published them', () => {
  const published = sharedText('corpora', 'dmarc-mistakes.jsonl').split('\n').filter(Boolean);
  for (const line of published) {
    const text = Buffer.from((JSON.parse(line) as { record: string }).record).toString('latin1');
    it(text.slice(0, 60), async () => {
      const zone = lines(
        WORLD,
        `_dmarc TXT ${printData('TXT', { strings: text.match(/.{1,255}/gs) ?? [''] })}`,
      );
      const { findings } = await auditZone(zone);
      for (const { rule, fingerprint, severity, changes } of findings) {
        if (!rule.startsWith('dmarc/') || changes.length === 0) continue;
        const records = applyChanges(fixtureRecords(zone), changes);
        const after = await audit('example.com', overlaid(createAuthority(records, ['.']), offline), {});
        const known = new Set(findings.map((finding) => finding.fingerprint));
        const worse = after.findings.filter(
          (now) => !known.has(now.fingerprint) && now.severity === severity,
        );
        assert.ok(
          after.findings.every((now) => now.fingerprint !== fingerprint),
          `${rule} is still there`,
        );
        assert.deepEqual(
          worse.map((now) => now.rule),
          [],
          rule,
        );
      }
    });
  }
});
