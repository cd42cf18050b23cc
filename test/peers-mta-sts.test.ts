import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { audit } from '../src/audit.ts';
import { fixtureResolver } from './support/fixture.ts';
import { fixtureNet } from './support/fixture-net.ts';

/** Where other tools judge MTA-STS and TLS-RPT wrongly, and our answer to the same domain. */
interface Row {
  source: string;
  defect: string;
  zone: string;
  fires?: string[];
  silent?: string[];
  inconclusive?: string[];
  outcome?: string;
}

const POLICY_URL = 'https://mta-sts.example.com/.well-known/mta-sts.txt';
const MAIL = '@ MX 10 mail\nmail A 192.0.2.1\nmta-sts A 192.0.2.80\n';
const RECORD = '_mta-sts TXT "v=STSv1; id=20260101"\n';
const RPT = '_smtp._tls TXT "v=TLSRPTv1; rua=mailto:tls@example.com"\n';
const says = (what: string, ...lines: string[]): string =>
  `;@ ${POLICY_URL} ${what}\n${lines.map((line) => `;| ${line}\n`).join('')}`;
const policy = (...lines: string[]): string => says('200 text/plain', 'version: STSv1', ...lines);
const GOOD = policy('mode: enforce', 'mx: mail.example.com', 'max_age: 604800');
const world = (...parts: string[]): string => MAIL + parts.join('');

const ROWS: Row[] = [
  {
    source: 'checkdmarc, policy download',
    defect: 'a redirect is followed, and the policy behind it counts',
    zone: world(RECORD, says('301 https://www.example.com/mta-sts.txt')),
    fires: ['mta-sts/redirect error'],
    outcome: 'broken',
  },
  {
    source: 'checkdmarc, policy download',
    defect: 'a policy file of any size is read',
    zone: world(RECORD, says('200 text/plain 70000')),
    fires: ['mta-sts/size error'],
    outcome: 'broken',
  },
  {
    source: 'checkdmarc, policy download error',
    defect: 'a policy host that does not answer in time makes the policy invalid',
    zone: world(RECORD, says('TIMEOUT')),
    silent: ['mta-sts/http-status', 'mta-sts/policy-tls', 'mta-sts/host-missing', 'mta-sts/policy-syntax'],
    inconclusive: ['mta-sts/http-status', 'mta-sts/mx-not-covered'],
    outcome: 'unknown',
  },
  {
    source: 'checkdmarc, duplicate key',
    defect: 'a key that stands twice, or is not known, makes the policy invalid',
    zone: world(
      RECORD,
      policy('mode: enforce', 'mode: testing', 'mx: mail.example.com', 'max_age: 604800', 'x-note: hello'),
    ),
    fires: ['mta-sts/policy-syntax notice'],
    silent: ['mta-sts/mode-testing'],
    outcome: 'policy',
  },
  {
    source: 'checkdmarc, unrelated TXT records',
    defect: 'other texts at _mta-sts and _smtp._tls are an error',
    zone: world(RECORD, RPT, '_mta-sts TXT "token=abc"\n', '_smtp._tls TXT "v=spf1 -all"\n', GOOD),
    silent: ['mta-sts/multiple', 'mta-sts/not-selected', 'tls-rpt/multiple', 'tls-rpt/not-selected'],
    outcome: 'policy',
  },
  {
    source: 'checkdmarc, no rule on max_age',
    defect: 'a policy that is forgotten within an hour passes',
    zone: world(RECORD, policy('mode: enforce', 'mx: mail.example.com', 'max_age: 3600')),
    fires: ['mta-sts/max-age-short warning'],
  },
  {
    source: 'mox, MailCheck: max_age',
    defect: 'a policy that holds for a day, or for a week, is too short',
    zone: world(RECORD, policy('mode: enforce', 'mx: mail.example.com', 'max_age: 86400')),
    silent: ['mta-sts/max-age-short'],
  },
  {
    source: 'checkdmarc, MX in the policy',
    defect: 'capitals in the MX record make a host uncovered',
    zone: `@ MX 10 MAIL.Example.COM.\nmail A 192.0.2.1\nmta-sts A 192.0.2.80\n${RECORD}${GOOD}`,
    silent: ['mta-sts/mx-not-covered', 'mta-sts/mx-stale'],
  },
  {
    source: 'checkdmarc, MX in the policy',
    defect: 'a host that no mail can be delivered to is a warning',
    zone: world(RECORD, policy('mode: enforce', 'mx: mx.provider.example', 'max_age: 604800')),
    fires: ['mta-sts/mx-not-covered error'],
  },
  {
    source: 'domain scanners that fetch every policy',
    defect: 'a domain without a record is judged by a file that no sender asks for',
    zone: world(GOOD),
    fires: ['mta-sts/missing notice'],
    silent: ['mta-sts/http-status', 'mta-sts/mx-not-covered'],
    outcome: 'none',
  },
  {
    source: 'domain scanners that score everybody',
    defect: 'a domain that takes no mail is told to publish MTA-STS and TLS-RPT',
    zone: '@ MX 0 .\n@ TXT "v=spf1 -all"\n',
    silent: ['mta-sts/missing', 'tls-rpt/missing'],
    outcome: 'none',
  },
  {
    source: 'scanners that go by the alias alone',
    defect: 'a policy that is served by a provider, by aliases, is dangling or not one’s own (RFC 8461 §8.2)',
    zone: `@ MX 10 mail\nmail A 192.0.2.1\n_mta-sts CNAME sts.vendor.example.\nsts.vendor.example. TXT "v=STSv1; id=1"\nmta-sts CNAME web.vendor.example.\nweb.vendor.example. A 192.0.2.80\n${GOOD}`,
    silent: ['mta-sts/cname-dangling', 'mta-sts/host-missing', 'mta-sts/missing'],
    outcome: 'policy',
  },
  {
    source: 'tools that carry over the rules of DMARC',
    defect: 'TLS reports to another organisation need its leave',
    zone: world(
      '_smtp._tls TXT "v=TLSRPTv1; rua=mailto:t@vendor.example"\n',
      'vendor.example. MX 10 mx.vendor.example.\nmx.vendor.example. A 192.0.2.9\n',
    ),
    silent: ['tls-rpt/rua-unreachable', 'tls-rpt/rua-invalid', 'dmarc/ext-unauthorised'],
  },
  {
    source: 'checkdmarc, _smtp._tls look-up failed',
    defect: 'a lookup that failed is a missing record',
    zone: `;! SERVFAIL _smtp._tls.example.com TXT\n;! TIMEOUT _mta-sts.example.com TXT\n${MAIL}`,
    silent: ['tls-rpt/missing', 'mta-sts/missing'],
    inconclusive: ['tls-rpt/missing', 'mta-sts/missing'],
    outcome: 'unknown',
  },
  {
    source: 'MailCheck, one URI only',
    defect: 'several report addresses are a fault',
    zone: world('_smtp._tls TXT "v=TLSRPTv1; rua=mailto:a@example.com,mailto:b@example.com"\n'),
    silent: ['tls-rpt/rua-duplicate', 'tls-rpt/rua-invalid'],
  },
];

describe('defects of peers in MTA-STS and TLS-RPT, and our answer', () => {
  for (const { source, defect, zone, outcome, fires = [], silent = [], inconclusive = [] } of ROWS) {
    it(`${source}: ${defect}`, async () => {
      const { findings, sections } = await audit('example.com', fixtureResolver(zone), {
        net: fixtureNet(zone),
      });
      const found = findings.map(({ rule, severity }) => `${rule} ${severity}`);
      const rules = new Set<string>(findings.map(({ rule }) => rule));
      const blocked = Object.values(sections).flatMap((section) => section?.rules.blocked ?? []);
      assert.deepEqual(
        fires.filter((one) => !found.includes(one)),
        [],
        `found ${found.join(', ')}`,
      );
      assert.deepEqual(
        silent.filter((one) => rules.has(one)),
        [],
      );
      assert.deepEqual(
        inconclusive.filter((one) => !blocked.includes(one)),
        [],
      );
      if (outcome !== undefined) assert.equal(sections['mta-sts']!.facts.outcome, outcome);
    });
  }
});
