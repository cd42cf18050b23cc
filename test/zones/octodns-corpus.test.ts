import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import type { Finding, Report } from '../../src/report/schema/report.ts';
import { readZoneFile } from '../../src/zone/index.ts';
import { mailcheck } from '../support/command.ts';
import { sharedFolder, sharedText, skipUnless } from '../support/shared.ts';

/** Forty zones of a government, as they are published. Most are parked, and locked down as its guidance asks. */

const folder = path.join(sharedFolder(), 'corpora', 'octodns');
const skip = skipUnless(existsSync(folder), 'the corpus of OctoDNS zones is not there');
const domains = skip ? [] : readdirSync(folder).map((name) => path.basename(name, '.yaml'));

const NO_SPF = 'has DMARC and no SPF record at all; the parked zones beside it publish v=spf1 -all';
const ERRORS: Record<string, Record<string, string>> = {
  'civilclaims.service.gov.uk': { 'spf/missing': NO_SPF },
  'criminal-justice-system.gov.uk': { 'spf/missing': NO_SPF },
  'exchange.gov.uk': { 'spf/missing': NO_SPF },
  'landstribunal.gov.uk': { 'spf/missing': NO_SPF },
  'trackmycrime.org': { 'spf/missing': NO_SPF },
  'tribunals-review.org.uk': { 'spf/missing': NO_SPF },
};

const P_NONE = 'its policy is p=none: forged mail is delivered';
const SHORT = 'its key has 1024 bits';
const IMPLICIT = 'it has an address and neither an MX nor a null MX';
const WARNINGS: Record<string, Record<string, string>> = {
  'civilclaims.service.gov.uk': { 'dmarc/p-none': P_NONE },
  'civillegaladvice.service.gov.uk': {
    'mx/missing': 'SPF lets servers send, and nothing takes the answers',
    'dkim/rsa-weak': SHORT,
    'dmarc/p-none': P_NONE,
  },
  'digital.justice.gov.uk': { 'dkim/rsa-weak': SHORT },
  'exchange.gov.uk': { 'mx/implicit-a': IMPLICIT },
  'ima-citizensrights.org.uk': { 'dkim/rsa-weak': SHORT, 'dmarc/p-none': P_NONE },
  'yjresourcehub.uk': { 'mx/implicit-a': IMPLICIT, 'dmarc/p-none': P_NONE },
};

/** How many values an OctoDNS zone states, counted without any of our code. */
function countValues(text: string): number {
  const zone = parse(text) as Record<string, unknown>;
  return Object.values(zone)
    .flat()
    .map((record) => record as { value?: unknown; values?: unknown })
    .reduce((sum, { value, values = [value] }) => sum + [values].flat().length, 0);
}

describe('the corpus of OctoDNS zones', { skip }, () => {
  it('is whole', () => assert.equal(domains.length, 40));

  for (const domain of domains) {
    const file = path.join(folder, `${domain}.yaml`);

    it(`${domain}: every record is read`, async () => {
      const { records, unread, faults } = await readZoneFile(file);
      assert.deepEqual(faults, []);
      assert.equal(
        records.length + unread.length,
        countValues(sharedText('corpora', 'octodns', `${domain}.yaml`)),
      );
      assert.ok(records.every((record) => record.line > 1 && record.file === file));
    });

    it(`${domain}: only what is wrong is called so`, async () => {
      const { stdout } = await mailcheck(['full', domain, '--zone', file, '--offline', '--json']);
      const [result] = (JSON.parse(stdout) as Report).results;
      assert.ok(result !== undefined && result.verdict !== 'invalid');
      const rulesOf = (severity: Finding['severity']): string[] =>
        result.findings.filter((finding) => finding.severity === severity).map(({ rule }) => rule);
      assert.deepEqual(rulesOf('error'), Object.keys(ERRORS[domain] ?? {}));
      assert.deepEqual(rulesOf('warning'), Object.keys(WARNINGS[domain] ?? {}));
      assert.deepEqual(result.inconclusive, []);
    });
  }
});
