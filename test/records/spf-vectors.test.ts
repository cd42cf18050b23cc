import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSpf, selectSpf } from '../../src/records/spf.ts';
import { sharedJson } from '../support/shared.ts';

interface SyntaxVectors {
  records: { record: string; valid: boolean; note?: string }[];
}
interface AuditVectors {
  cases: { id: string; class: string; record: string[] }[];
}

/** Permerrors that the record's own text does not show: they need the DNS. */
const BY_EVALUATION = new Set([
  'mech-over-limit',
  'include-self-loop',
  'include-permerror',
  'include-none',
  'redirect-loop',
  'include-loop',
  'mx-limit',
  'include-over-limit',
  'void-over-limit',
]);

for (const { record, valid, note } of sharedJson<SyntaxVectors>('vectors/spf/syntax.json').records) {
  test(`${valid ? 'valid' : `not valid (${note ?? 'syntax'})`}: ${record.slice(0, 60)}`, () => {
    assert.equal(selectSpf([record]).length, 1);
    const { faults } = parseSpf(record);
    assert.equal(faults.length === 0, valid, JSON.stringify(faults));
    assert.ok(faults.every(({ hint }) => hint !== undefined));
  });
}

test('every audit vector: selected as one, several or no record', () => {
  for (const { id, class: outcome, record } of sharedJson<AuditVectors>('vectors/spf/audit.json').cases) {
    const selected = selectSpf(record).length;
    if (outcome === 'missing') assert.equal(selected, 0, id);
    if (outcome === 'valid') assert.equal(selected, 1, id);
  }
});

test('every audit vector of one record: faults where the syntax is broken, none elsewhere', () => {
  let broken = 0;
  for (const { id, class: outcome, record } of sharedJson<AuditVectors>('vectors/spf/audit.json').cases) {
    const [text, ...more] = selectSpf(record);
    if (text === undefined || more.length > 0) continue;
    const { faults } = parseSpf(text);
    const expected = outcome === 'error' && !BY_EVALUATION.has(id);
    assert.equal(faults.length > 0, expected, `${id}: ${text} ${JSON.stringify(faults)}`);
    if (expected) broken++;
  }
  assert.ok(broken > 25);
});
