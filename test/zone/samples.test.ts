import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { printRecord, readZoneSource, type ZoneText } from '../../src/zone/index.ts';
import { projectFolder } from '../support/project.ts';

/**
 * One zone in every format that `--zone` reads. What each sample follows:
 * - route53.json: AWS CLI Command Reference, route53 list-resource-record-sets; octal escapes: Route 53 Developer Guide,
 *   “DNS domain name format”
 * - dnscontrol.json: models/domain.go, models/record.go and pkg/js/parse_tests/ of StackExchange/dnscontrol
 * - octodns/: README (“Config”) and docs/records.md of octodns/octodns
 * - terraform-*.json: Terraform, “JSON Output Format” (developer.hashicorp.com/terraform/internals/json-format); the
 *   attributes by registry.terraform.io: hashicorp/aws aws_route53_record, hashicorp/google google_dns_record_set,
 *   hashicorp/azurerm azurerm_dns_…_record, cloudflare/cloudflare 4 cloudflare_record and 5 cloudflare_dns_record
 */
const folder = path.join(projectFolder(), 'test/zone/samples');

const SAMPLES: [source: string, untold: readonly string[], whole: boolean][] = [
  ['records.ndjson', [], false],
  ['route53.json', [], false],
  ['dnscontrol.json', ['NS', 'SOA'], true],
  ['octodns/production.yaml', ['NS', 'SOA'], true],
  ['octodns/zones', ['NS', 'SOA'], true],
  ['terraform-aws.json', ['NS', 'SOA'], false],
  ['terraform-google.json', ['NS', 'SOA'], false],
  ['terraform-cloudflare4.json', ['NS', 'SOA'], false],
  ['terraform-cloudflare5.json', ['NS', 'SOA'], false],
  // Azure has no resource for TLSA.
  ['terraform-azure.json', ['NS', 'SOA', 'TLSA'], false],
];

async function read(source: string): Promise<ZoneText[]> {
  const result = await readZoneSource(source, folder);
  if ('problem' in result) throw new Error(result.problem);
  assert.deepEqual(
    result.zones.flatMap(({ faults, notes }) => [...faults, ...notes]),
    [],
  );
  return result.zones;
}

/** Text is the same however it is cut into strings; some formats know only the whole of it. */
function linesOf(zones: readonly ZoneText[], without: readonly string[] = []): string[] {
  return zones
    .flatMap(({ records }) => records)
    .filter(({ type }) => !without.includes(type))
    .map((record) => printRecord(record))
    .sort();
}

describe('a zone in every format', () => {
  for (const [source, untold, whole] of SAMPLES)
    it(`${source} gives the record sets of the zone file`, async () => {
      const zones = await read(source);
      const expected = linesOf(await read('example.com.zone'), untold);
      assert.ok(expected.length > 12);
      assert.deepEqual(linesOf(zones), expected);
      assert.equal(
        zones.some((zone) => zone.whole?.apex === 'example.com'),
        whole,
      );
    });

  it('every record has the place of its value', async () => {
    const [zone] = await read('terraform-google.json');
    const spf = zone!.records.find(({ type, name }) => type === 'TXT' && name === 'example.com')!;
    assert.equal(path.basename(spf.file), 'terraform-google.json');
    assert.ok(spf.line > 1 && spf.column > 1);
  });
});
