import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import { sharedJson } from '../support/shared.ts';
import { type Zonedata, zonedataResolver } from '../support/zonedata.ts';

interface Case {
  id: string;
  domain: string;
  zonedata: Zonedata;
  expect: {
    class: 'none' | 'temperror' | 'policy';
    effectivePolicy?: string;
    policyDomain?: string;
    orgDomain?: string;
    queries?: string[];
  };
}

const { cases } = sharedJson<{ cases: Case[] }>('vectors', 'dmarc', 'audit.json');

describe('DMARC vectors through the audit', () => {
  for (const { id, domain, zonedata, expect } of cases) {
    it(id, async () => {
      const { sections, findings } = await audit(domain, zonedataResolver(zonedata), { sections: ['dmarc'] });
      const facts = sections.dmarc!.facts;
      assert.equal(facts.outcome, expect.class);
      if (expect.effectivePolicy) assert.equal(facts.effectivePolicy, expect.effectivePolicy);
      if (expect.policyDomain) assert.equal(facts.policyDomain, expect.policyDomain);
      if (expect.orgDomain) assert.equal(facts.organizationalDomain, expect.orgDomain);
      if (expect.queries)
        assert.deepEqual(
          facts.walk.map(({ name }) => name),
          expect.queries,
        );
      if (expect.class === 'temperror')
        assert.deepEqual(
          findings.filter(({ severity }) => severity === 'error'),
          [],
        );
    });
  }
});

interface RecordCase {
  record: string;
  isDmarc: boolean;
  effective: { p: string; sp: string; np: string } | null;
  invalidTags: string[];
  note: string | null;
}

describe('DMARC record vectors through the audit', () => {
  const { cases: records } = sharedJson<{ cases: RecordCase[] }>('vectors', 'dmarc', 'records.json');
  for (const { record, isDmarc, effective } of records) {
    it(JSON.stringify(record).slice(0, 70), async () => {
      // A wildcard below makes the name exist, so that sp applies to subdomains and the probe shows np's absence.
      const zonedata = { '_dmarc.example.com': [{ TXT: record }], 'example.com': [{ A: '192.0.2.1' }] };
      const { sections } = await audit('example.com', zonedataResolver(zonedata), { sections: ['dmarc'] });
      const { outcome, effective: seen, record: text, walk } = sections.dmarc!.facts;
      assert.equal(walk[0]!.records.length, isDmarc ? 1 : 0);
      if (effective === null) return assert.equal(outcome, 'none');
      assert.equal(text, record);
      if (/\bt\s*=\s*y/.test(record)) return;
      const { p, sp, np } = effective;
      assert.deepEqual({ p: seen.domain, sp: seen.subdomains, np: seen.nonexistent }, { p, sp, np });
    });
  }
});
