import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import type { DomainResult } from '../../src/report/schema/report.ts';
import { fixtureResolver } from '../support/fixture.ts';

const MAIL = '@ MX 10 mail\nmail A 192.0.2.1';
const lines = (...all: string[]): string => all.join('\n');
const own = (text: string): string => `_smtp._tls TXT "${text}"`;
const world = (...all: string[]): string => lines(MAIL, ...all);
const rua = (value: string): string => world(own(`v=TLSRPTv1; rua=${value}`), 'web A 192.0.2.7');

function auditZone(zone: string): Promise<DomainResult> {
  return audit('example.com', fixtureResolver(zone), { sections: ['tls-rpt'] });
}

async function fired(zone: string): Promise<string[]> {
  const { findings } = await auditZone(zone);
  return findings
    .filter(({ rule }) => rule.startsWith('tls-rpt/'))
    .map(({ rule, severity }) => rule.slice('tls-rpt/'.length) + (severity === 'error' ? '' : `:${severity}`))
    .sort();
}

const CASES: [what: string, zone: string, rules: string[], outcome?: string][] = [
  ['a mailbox', rua('mailto:tls@example.com'), [], 'reports'],
  ['a web address', rua('https://web.example.com/v1/tlsrpt?of=x%2Cy'), [], 'reports'],
  [
    'both, with blanks at the comma',
    rua('mailto:tls@example.com , https://web.example.com/v1;'),
    [],
    'reports',
  ],
  [
    'a mailbox of somebody else needs no leave',
    lines(rua('mailto:a@vendor.example'), 'vendor.example. A 192.0.2.9'),
    [],
  ],
  ['encoded signs', rua('mailto:tls%21a@example.com,https://web.example.com/a%3Bb%2Cc'), [], 'reports'],
  ['other text beside it', world(own('v=TLSRPTv1;rua=mailto:t@example.com'), own('v=spf1 -all')), []],
  [
    'the alias of a service',
    world(
      '_smtp._tls CNAME r.vendor.example.',
      'r.vendor.example. TXT "v=TLSRPTv1; rua=mailto:t@example.com"',
    ),
    [],
  ],
  ['no record', world(), ['missing:notice'], 'none'],
  ['no record, no mail', '@ MX 0 .\n@ TXT "v=spf1 -all"', [], 'none'],
  ['no record of a web site', '@ A 192.0.2.1', [], 'none'],
  ['no record beside MTA-STS', world('_mta-sts TXT "v=STSv1; id=1"'), ['missing:notice'], 'none'],
  ['a wildcard’s SPF', world('* TXT "v=spf1 -all"'), ['missing:notice'], 'none'],
  [
    'two records',
    world(own('v=TLSRPTv1; rua=mailto:a@example.com'), own('v=TLSRPTv1; rua=mailto:b@example.com')),
    ['multiple'],
    'broken',
  ],
  ['no semicolon', world(own('v=TLSRPTv1 rua=mailto:t@example.com')), ['not-selected'], 'broken'],
  ['TLSRPT1', world(own('v=TLSRPT1; rua=mailto:t@example.com')), ['not-selected'], 'broken'],
  ['small letters', world(own('v=tlsrptv1; rua=mailto:t@example.com')), ['not-selected'], 'broken'],
  ['no version', world(own('rua=mailto:t@example.com')), ['not-selected'], 'broken'],
  ['no address', world(own('v=TLSRPTv1;')), ['rua-missing'], 'broken'],
  ['an empty address', world(own('v=TLSRPTv1; rua=')), ['rua-invalid'], 'broken'],
  ['RUA', world(own('v=TLSRPTv1; RUA=mailto:t@example.com')), ['syntax'], 'broken'],
  ['a colon for the sign', world(own('v=TLSRPTv1; rua:mailto:t@example.com')), ['syntax'], 'broken'],
  [
    'commas for semicolons',
    world(own('v=TLSRPTv1; rua=mailto:t@example.com,ruf=mailto:x@example.com')),
    ['rua-invalid'],
    'broken',
  ],
  [
    'a field of somebody’s own',
    world(own('v=TLSRPTv1; rua=mailto:t@example.com; x=1')),
    ['syntax:notice'],
    'reports',
  ],
  ['no scheme', rua('t@example.com'), ['rua-invalid'], 'broken'],
  ['http', rua('http://web.example.com/'), ['rua-invalid'], 'broken'],
  ['a size limit', rua('mailto:t@example.com!10m'), ['rua-invalid'], 'broken'],
  ['a comma too many', rua('mailto:t@example.com,'), ['rua-invalid'], 'broken'],
  ['https without a host', rua('https:///x'), ['rua-invalid'], 'broken'],
  ['twice the same', rua('mailto:t@example.com,mailto:T@example.com'), ['rua-duplicate:notice']],
  ['a host without mail', rua('mailto:t@nomail.example.com'), ['rua-unreachable:warning']],
  ['a host that needs no MX', rua('mailto:t@web.example.com'), []],
  ['a web host that is gone', rua('https://gone.example.com/'), ['rua-unreachable:warning']],
  [
    'nobody’s domain',
    rua('mailto:t@x.gone.example,https://gone.example/'),
    ['rua-unregistered', 'rua-unregistered'],
  ],
  ['at the domain', world('@ TXT "v=TLSRPTv1; rua=mailto:t@example.com"'), ['wrong-place'], 'none'],
  ['at _tls', world('_tls TXT "v=TLSRPTv1; rua=mailto:t@example.com"'), ['wrong-place'], 'none'],
];

describe('rules of tls-rpt', () => {
  for (const [what, zone, rules, outcome] of CASES) {
    it(`${rules.length === 0 ? 'silent' : 'fires'}: ${what}`, async () => {
      assert.deepEqual(await fired(zone), rules);
      const { sections } = await auditZone(zone);
      if (outcome !== undefined) assert.equal(sections['tls-rpt']!.facts.outcome, outcome);
    });
  }
});

const BLOCKED: [what: string, zone: string, blocked: string[]][] = [
  [
    'the record',
    world(';! SERVFAIL _smtp._tls.example.com TXT'),
    [
      'missing',
      'multiple',
      'not-selected',
      'rua-duplicate',
      'rua-invalid',
      'rua-missing',
      'rua-unreachable',
      'rua-unregistered',
      'syntax',
      'wrong-place',
    ],
  ],
  ['MX', lines(';! SERVFAIL example.com MX', MAIL), ['missing']],
  [
    'MX of the reports’ host',
    `;! SERVFAIL x.example.com MX\n${rua('mailto:t@x.example.com')}`,
    ['rua-unreachable'],
  ],
  ['the registry', `;! SERVFAIL gone.example SOA\n${rua('mailto:t@gone.example')}`, ['rua-unregistered']],
];

describe('what was not answered is no fault of the record', () => {
  for (const [what, zone, blocked] of BLOCKED) {
    it(what, async () => {
      const { sections, findings } = await auditZone(zone);
      assert.deepEqual(
        sections['tls-rpt']!.rules.blocked.toSorted(),
        blocked.map((name) => `tls-rpt/${name}`),
      );
      assert.deepEqual(
        findings.filter(({ severity }) => severity === 'error'),
        [],
      );
    });
  }
});

const PROPOSED: [rule: string, zone: string, text: string | undefined, safety?: string][] = [
  ['missing', world(), undefined],
  [
    'missing',
    world('_dmarc TXT "v=DMARC1; p=none; rua=mailto:d@example.com"'),
    'v=TLSRPTv1; rua=mailto:tls-reports@example.com',
    'ask',
  ],
  ['missing', world('_dmarc TXT "v=DMARC1; p=none; rua=mailto:d@vendor.example"'), undefined],
  [
    'not-selected',
    world(own('v=TLSRPT1 rua=mailto:t@example.com')),
    'v=TLSRPTv1; rua=mailto:t@example.com;',
    'safe',
  ],
  [
    'syntax',
    world(own('v=TLSRPTv1; rua : mailto:t@example.com')),
    'v=TLSRPTv1; rua=mailto:t@example.com',
    'safe',
  ],
  [
    'rua-invalid',
    rua('t@example.com, mailto:a!b@example.com'),
    'v=TLSRPTv1; rua=mailto:t@example.com, mailto:a%21b@example.com',
    'safe',
  ],
  ['rua-invalid', rua('mailto:t@example.com!10m'), 'v=TLSRPTv1; rua=mailto:t@example.com', 'safe'],
  ['rua-invalid', rua('http://web.example.com/'), undefined],
  [
    'rua-duplicate',
    rua('mailto:t@example.com, mailto:t@example.com'),
    'v=TLSRPTv1; rua=mailto:t@example.com',
    'safe',
  ],
  [
    'rua-unreachable',
    rua('mailto:t@x.example.com,mailto:t@example.com'),
    'v=TLSRPTv1; rua=mailto:t@example.com',
    'safe',
  ],
  ['rua-unreachable', rua('mailto:t@x.example.com'), undefined],
  [
    'wrong-place',
    world('_tls TXT "v=TLSRPTv1; rua=mailto:t@example.com"'),
    'v=TLSRPTv1; rua=mailto:t@example.com',
    'safe',
  ],
];

describe('what a finding of tls-rpt proposes', () => {
  for (const [rule, zone, text, safety] of PROPOSED) {
    it(`${rule}: ${text ?? 'nothing'}`, async () => {
      const { findings } = await auditZone(zone);
      const found = findings.find((finding) => finding.rule === `tls-rpt/${rule}`)!;
      const to = found.changes.find((change) => change.to !== undefined)?.to;
      assert.equal(to?.replace(/^"|"$/g, ''), text);
      if (safety !== undefined) assert.equal(found.safety, safety);
    });
  }
});

it('says that failures of MTA-STS stay unseen without reports', async () => {
  const { findings } = await auditZone(world('_mta-sts TXT "v=STSv1; id=1"'));
  assert.match(
    findings.find(({ rule }) => rule === 'tls-rpt/missing')!.message,
    /failures of MTA-STS stay unseen$/,
  );
});
