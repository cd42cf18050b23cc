import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { mailcheck } from '../support/command.ts';
import { projectFolder, projectText } from '../support/project.ts';

/** Typical domains as a person sees them. `UPDATE_GOLDEN=1` writes the tables anew: read them before you commit. */

const zone = (name: string): string[] => ['--zone', `test/golden/zones/${name}.zone`, '--offline'];

/** What web servers say is replayed, what name servers say stands in the zone. */
const policy = (name: string): string[] => ['--replay', `test/golden/policies/${name}.json`];

const CASES: Record<string, string[]> = {
  healthy: ['full', 'example.com', ...zone('healthy'), '--selector', 's2026a,letters'],
  'p-none': ['full', 'example.com', ...zone('p-none')],
  'over-the-limit': ['full', 'example.com', ...zone('over-the-limit')],
  'broken-record': ['full', 'example.com', ...zone('broken-record')],
  'no-mail': ['full', 'example.com', ...zone('no-mail')],
  'null-mx-with-others': ['full', 'example.com', ...zone('null-mx-with-others')],
  'dangling-include': ['full', 'example.com', ...zone('dangling-include')],
  unreachable: ['full', 'example.com', '--server', '127.0.0.1:9'],
  'inherited-policy': ['full', 'news.example.com', ...zone('inherited-policy'), '--selector', 's1'],
  'public-suffix': ['full', 'co.uk', ...zone('public-suffix')],
  'spf-tree': ['spf', 'example.com', ...zone('many-services')],
  'what-if': ['spf', 'example.com', ...zone('many-services'), '--what-if', 'drop include:spf.crm.example'],
  'check-of-a-message': [
    'spf',
    'example.com',
    ...zone('many-services'),
    '--ip',
    '203.0.113.70',
    '--mail-from',
    'bounces@example.com',
  ],
  'several-keys': ['dkim', 'example.com', ...zone('several-keys'), '--selector', '2019,2024,ed', '-v'],
  'two-kinds-of-receivers': ['dmarc', 'lab.cs.example.com', ...zone('two-kinds-of-receivers')],
  'reports-not-authorised': ['dmarc', 'example.com', ...zone('reports-not-authorised')],
  parked: ['full', 'example.com', ...zone('parked'), '-v'],
  'null-mx-in-its-section': ['mx', 'example.com', ...zone('null-mx-with-others')],
  'half-moved': ['full', 'example.com', ...zone('half-moved'), '-v'],
  'near-misses': ['full', 'example.com', ...zone('near-misses')],
  'partial-outage': [
    'full',
    'example.com',
    '--zone',
    'test/golden/zones/partial-outage.zone',
    '--server',
    '127.0.0.1:9',
  ],
  'mta-sts': ['mta-sts', 'example.com', ...zone('mta-sts'), ...policy('enforce')],
  'mta-sts-moved': ['mta-sts', 'example.com', ...zone('mta-sts-moved'), ...policy('enforce')],
  'mta-sts-expired': ['mta-sts', 'example.com', ...zone('mta-sts'), ...policy('expired')],
  'mta-sts-mistakes': ['mta-sts', 'example.com', ...zone('mta-sts-broken'), ...policy('mistakes')],
  'mta-sts-no-answer': ['mta-sts', 'example.com', ...zone('mta-sts'), ...policy('no-answer')],
  'tls-rpt': ['tls-rpt', 'example.com', ...zone('mta-sts')],
  'tls-rpt-mistake': ['tls-rpt', 'example.com', ...zone('mta-sts-broken')],
  bimi: ['bimi', 'example.com', ...zone('bimi'), ...policy('logo')],
  'bimi-faults': ['bimi', 'example.com', ...zone('bimi-weak'), ...policy('logo-faults')],
  'bimi-not-fetched': ['bimi', 'example.com', ...zone('bimi'), '--no-https'],
  'long-records': ['full', 'example.com', ...zone('long-records'), '-v'],
};

/** The run's own figures are no part of the picture. */
function steady(text: string): string {
  return text.replace(/\d+\.\d s ·/, '0.0 s ·').replace(/: \d+ quer(?:y|ies),/, ': N queries,');
}

/** Alone on its line and whole, to be copied. */
const PROPOSED_DATA = /^ {18}(?:instead of )?"/;

/** As a shell takes it. */
const quoted = (arg: string): string => (arg.includes(' ') ? `'${arg}'` : arg);

describe('golden tables', () => {
  for (const [name, args] of Object.entries(CASES)) {
    for (const columns of [80, 120]) {
      it(`${name} at ${columns} columns`, async () => {
        const { stdout, stderr, code } = await mailcheck(args, {
          columns,
          isTTY: true,
          env: { NO_COLOR: '1' },
        });
        const file = path.join('test', 'golden', `${name}.${columns}.txt`);
        const shown = `$ mailcheck ${args.map(quoted).join(' ')}\n${steady(stdout)}${stderr}`;
        if (process.env['UPDATE_GOLDEN']) {
          writeFileSync(path.join(projectFolder(), file), shown);
        }
        assert.equal(shown, projectText(file));
        for (const line of shown
          .split('\n')
          .slice(1)
          .filter((one) => !PROPOSED_DATA.test(one)))
          assert.ok(line.length <= columns, `too wide: ${line}`);
        assert.ok(shown.includes(`exit ${code}`));
      });
    }
  }
});
