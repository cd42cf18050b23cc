import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isIgnored } from '../../src/records/fields.ts';
import { parsePolicy } from '../../src/records/mta-sts/policy.ts';
import { isMtaSts, parseMtaSts } from '../../src/records/mta-sts.ts';
import type { Fault } from '../../src/records/parsed.ts';
import { isTlsRpt, parseTlsRpt } from '../../src/records/tls-rpt.ts';
import { wire } from '../records/arbitraries.ts';
import { sharedJson } from '../support/shared.ts';

interface Vector {
  record?: string;
  policy?: string;
  valid: boolean;
}

/** What senders pass over by rule leaves a text valid. */
const isValid = (faults: readonly Fault[]): boolean => faults.every(isIgnored);

const records = sharedJson<{ records: Vector[] }>('vectors', 'mta-sts', 'records.json').records;
const policies = sharedJson<{ policies: Vector[] }>('vectors', 'mta-sts', 'policies.json').policies;
const reports = sharedJson<{ records: Vector[] }>('vectors', 'tlsrpt', 'records.json').records;

describe('vectors of MTA-STS and TLS-RPT', () => {
  for (const { record = '', valid } of records) {
    it(`MTA-STS ${JSON.stringify(record)}`, () => {
      const { value, faults } = parseMtaSts(record);
      assert.equal(isMtaSts(record) && isValid(faults), valid, JSON.stringify(faults));
      assert.equal(value.valid, valid);
    });
  }

  for (const { policy = '', valid } of policies) {
    it(`policy ${JSON.stringify(policy)}`, () => {
      const { faults } = parsePolicy(wire(policy));
      assert.equal(isValid(faults), valid, JSON.stringify(faults));
    });
  }

  for (const { record = '', valid } of reports) {
    it(`TLS-RPT ${JSON.stringify(record)}`, () => {
      const { value, faults } = parseTlsRpt(record);
      assert.equal(isTlsRpt(record) && isValid(faults), valid, JSON.stringify(faults));
      assert.equal(value.valid, valid);
    });
  }

  it('are all there', () => assert.equal(records.length + policies.length + reports.length, 38));
});
