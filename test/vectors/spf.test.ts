import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import { sharedJson } from '../support/shared.ts';
import { type Zonedata, zonedataResolver } from '../support/zonedata.ts';

interface Case {
  id: string;
  suite: string;
  scenario: string;
  domain: string;
  class: 'error' | 'missing' | 'temperror' | 'valid';
  zonedata: Zonedata;
  lookups?: number;
}

const { cases } = sharedJson<{ cases: Case[] }>('vectors', 'spf', 'audit.json');
const CLASSES = { permerror: 'error', none: 'missing', temperror: 'temperror', valid: 'valid' } as const;

describe('SPF vectors through the audit', () => {
  for (const { id, suite, scenario, domain, class: expected, zonedata, lookups } of cases) {
    it(`${suite} ${scenario}: ${id}`, async () => {
      const { sections, findings } = await audit(domain, zonedataResolver(zonedata), { sections: ['spf'] });
      const facts = sections.spf!.facts;
      assert.equal(CLASSES[facts.outcome], expected, JSON.stringify(facts.tree.records));
      if (lookups !== undefined) assert.equal(facts.lookups.value, lookups);
      if (expected === 'temperror') assert.ok(!findings.some(({ rule }) => rule === 'spf/missing'));
      if (expected === 'missing')
        assert.ok(
          findings.some(({ rule }) => rule === 'spf/missing' || rule === 'spf/not-selected'),
          'not reported',
        );
      if (expected === 'error')
        assert.notDeepEqual(
          findings.filter(({ severity }) => severity === 'error'),
          [],
        );
    });
  }
});

describe('SPF syntax vectors through the audit', () => {
  const { records } = sharedJson<{ records: { record: string; valid: boolean; note?: string }[] }>(
    'vectors',
    'spf',
    'syntax.json',
  );
  for (const { record, valid } of records) {
    it(`${valid ? 'valid' : 'invalid'}: ${record.slice(0, 60)}`, async () => {
      const { findings } = await audit(
        'example.com',
        zonedataResolver({ 'example.com': [{ TXT: record }] }),
        { sections: ['spf'] },
      );
      assert.equal(
        findings.some(({ rule }) => rule === 'spf/syntax'),
        !valid,
        JSON.stringify(findings.map(({ message }) => message)),
      );
    });
  }
});
