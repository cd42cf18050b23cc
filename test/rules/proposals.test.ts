import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import { parseDkimKey } from '../../src/records/dkim.ts';
import { parseDmarc, selectDmarc } from '../../src/records/dmarc.ts';
import { parseSpf, selectSpf } from '../../src/records/spf.ts';
import { allRules } from '../../src/rules/index.ts';
import { readMasterFile } from '../../src/zone/index.ts';
import { declaredIn, domainOf } from '../support/declared.ts';
import { fixtureResolver } from '../support/fixture.ts';
import { projectFolder } from '../support/project.ts';

/** What is proposed to be published is a record without a fault, whatever is wrong with the one that stands there. */

const folder = path.join(projectFolder(), 'test/golden/zones');
const zones = [
  ...(await allRules()).flatMap(({ id, fails, passes }) => [
    [`${id}, failing`, fails],
    [`${id}, passing`, passes],
  ]),
  ...readdirSync(folder).map((file) => [file, readFileSync(path.join(folder, file), 'latin1')]),
  ['two faults', '@ MX 10 mail\nmail A 192.0.2.1\n_dmarc TXT "v=DMARC1; p=none; sp=rejct"'],
  [
    'two faults, no p',
    '@ MX 10 mail\nmail A 192.0.2.1\n_dmarc TXT "v=DMARC1; sp=rejct; adkim=x; rua=mailto:a@example.com!"',
  ],
  [
    'a dead mailbox beside a fault',
    '_dmarc TXT "v=DMARC1; p=reject; adkim=q; rua=mailto:a@gone.example,mailto:a@example.com"\n@ MX 10 mail\nmail A 192.0.2.1',
  ],
  [
    'a fault beside a missing “all”',
    '@ TXT "v=spf1 ip4:192.0.2.1 redirct=_spf.example.com"\n_spf TXT "v=spf1 -all"',
  ],
] as [string, string][];

function faultsOf(name: string, text: string): string[] {
  const parsed = name.includes('._domainkey.')
    ? parseDkimKey(text)
    : selectSpf([text]).length > 0
      ? parseSpf(text)
      : selectDmarc([text]).length > 0
        ? parseDmarc(text)
        : undefined;
  return (parsed?.faults ?? []).map(({ message }) => `${text}: ${message}`);
}

function textOf(data: string): string {
  const [record] = readMasterFile(`x. 60 IN TXT ${data}\n`, { file: 'change', origin: '.' }).records;
  return (record!.data as { strings: string[] }).strings.join('');
}

describe('a proposed record has no fault', () => {
  let seen = 0;
  for (const [what, zone] of zones) {
    it(what, async () => {
      const { findings } = await audit(domainOf(zone), fixtureResolver(zone), { declared: declaredIn(zone) });
      for (const { rule, changes } of findings) {
        // A destination that takes reports says so by a record without a policy (RFC 9990 §3).
        const proposed = changes.filter(
          ({ name, type, to }) => type === 'TXT' && to !== undefined && !name.includes('._report._dmarc.'),
        );
        seen += proposed.length;
        const faults = proposed.flatMap(({ name, to }) => faultsOf(name, textOf(to!)));
        assert.deepEqual(faults, [], rule);
      }
    });
  }

  it('of two records in one text only the finding that helps remains', async () => {
    const zone =
      '@ TXT "v=spf1 ip4:192.0.2.1 ~all v=spf1 include:_spf.example.net -all"\n_spf.example.net. TXT "v=spf1 ip4:192.0.2.2 -all"';
    const { findings } = await audit('example.com', fixtureResolver(zone), { sections: ['spf'] });
    assert.deepEqual(
      findings.map(({ rule }) => rule),
      ['spf/syntax'],
    );
  });

  it('a misspelt redirect is put right, not overruled by an “all”', async () => {
    const zone =
      '@ TXT "v=spf1 ip4:192.0.2.1 redirct=_spf.example.com"\n_spf TXT "v=spf1 ip4:192.0.2.2 -all"';
    const { findings } = await audit('example.com', fixtureResolver(zone), { sections: ['spf'] });
    assert.deepEqual(
      findings.map(({ rule }) => rule),
      ['spf/syntax'],
    );
  });

  it('has met such changes', () => assert.ok(seen > 50, `${seen}`));
});
