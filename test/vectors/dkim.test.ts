import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import { sharedJson } from '../support/shared.ts';
import { zonedataResolver } from '../support/zonedata.ts';

interface Case {
  record: string;
  status: 'ok' | 'revoked' | 'invalid';
  keyType: string | null;
  bits: number | null;
  issues: string[];
  source: string;
}

const { cases } = sharedJson<{ cases: Case[] }>('vectors', 'dkim', 'keys.json');

describe('DKIM key vectors through the audit', () => {
  for (const { record, status, keyType, bits, issues, source } of cases) {
    it(`${source}: ${record.slice(0, 40)}`, async () => {
      const zonedata = { 's1._domainkey.example.com': [{ TXT: record }] };
      const { sections, findings } = await audit('example.com', zonedataResolver(zonedata), {
        sections: ['dkim'],
        declared: { selectors: ['s1'] },
      });
      const [key] = sections.dkim!.facts.keys;
      assert.deepEqual(
        { status: key!.status, keyType: key!.keyType, bits: key!.bits },
        { status, keyType, bits },
      );
      for (const issue of issues)
        assert.ok(key!.issues.includes(issue), `${issue} is not in ${key!.issues.join(', ')}`);
      const errors = findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule);
      if (status === 'invalid') assert.notDeepEqual(errors, []);
      else if (issues.length === 0) assert.deepEqual(errors, []);
    });
  }
});
