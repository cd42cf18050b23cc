import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import { createAuthority, overlaid } from '../../src/dns/index.ts';
import { SECTIONS } from '../../src/facts/index.ts';
import type { DomainResult, Finding } from '../../src/report/schema/report.ts';
import { allRules } from '../../src/rules/index.ts';
import { applyChanges } from '../support/changes.ts';
import { declaredIn, domainOf } from '../support/declared.ts';
import { fixtureRecords, fixtureResolver } from '../support/fixture.ts';
import { fixtureNet } from '../support/fixture-net.ts';

const rules = await allRules();
const severityRank = { error: 3, warning: 2, notice: 1 };

function auditZone(zone: string): Promise<DomainResult> {
  return audit(domainOf(zone), fixtureResolver(zone), {
    sections: SECTIONS,
    declared: declaredIn(zone),
    net: fixtureNet(zone),
  });
}

/** What `changes` may not do: make anything new that is as bad as what it repairs. */
function newAndAsBad(before: Finding[], after: Finding[], repaired: Finding): string[] {
  const known = new Set(before.map(({ fingerprint }) => fingerprint));
  return after
    .filter((finding) => !known.has(finding.fingerprint))
    .filter(({ severity }) => severityRank[severity] >= severityRank[repaired.severity])
    .map(({ rule, message }) => `${rule}: ${message}`);
}

for (const rule of rules) {
  describe(rule.id, () => {
    it('fires on its failing zone', async () => {
      const { findings, verdict } = await auditZone(rule.fails);
      const own = findings.filter((finding) => finding.rule === rule.id);
      assert.notEqual(
        own.length,
        0,
        `found only: ${findings.map(({ rule: id }) => id).join(', ')} (${verdict})`,
      );
      assert.ok(
        own.some(({ severity }) => severity === rule.severity),
        'never with its own severity',
      );
    });

    it('is silent on its passing zone, and so is every other error', async () => {
      const { findings, inconclusive } = await auditZone(rule.passes);
      const wrong = findings.filter(
        ({ rule: id, severity }) =>
          id === rule.id || (severity === 'error' && id.split('/')[0] === rule.id.split('/')[0]),
      );
      assert.deepEqual(
        wrong.map(({ rule: id, message }) => `${id}: ${message}`),
        [],
      );
      assert.deepEqual(inconclusive, []);
    });

    it('proposes only changes that repair', async () => {
      const { findings } = await auditZone(rule.fails);
      for (const finding of findings.filter(
        ({ rule: id, changes }) => id === rule.id && changes.length > 0,
      )) {
        const records = applyChanges(fixtureRecords(rule.fails), finding.changes);
        const world = overlaid(createAuthority(records, ['.']), fixtureResolver(rule.fails));
        const after = await audit(domainOf(rule.fails), world, {
          sections: SECTIONS,
          declared: declaredIn(rule.fails),
          net: fixtureNet(rule.fails),
        });
        const still = after.findings.filter(({ fingerprint }) => fingerprint === finding.fingerprint);
        assert.deepEqual(
          still.map(({ message }) => message),
          [],
          'the finding is still there',
        );
        assert.deepEqual(newAndAsBad(findings, after.findings, finding), []);
      }
    });

    it('says what, why and what to do', async () => {
      const { findings } = await auditZone(rule.fails);
      const own = findings.filter((finding) => finding.rule === rule.id);
      for (const { message, record, span } of own) {
        assert.ok(!message.includes('\n') && message.length < 300 && !message.endsWith('.'), message);
        if (span !== null) assert.ok(record !== null && span.start <= span.end && span.end <= record.length);
      }
      assert.equal(new Set(findings.map(({ fingerprint }) => fingerprint)).size, findings.length);
      for (const text of [rule.title, rule.why, rule.fix]) assert.ok(text.length > 10 && text.length < 400);
      assert.ok(!rule.title.endsWith('.') && rule.why.endsWith('.') && rule.fix.endsWith('.'));
      if (rule.basis === 'standard') assert.notEqual(rule.spec.length, 0);
    });
  });
}

it('a rule’s file is its id', () => {
  const folder = path.join(import.meta.dirname, '../../src/rules');
  const files = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => readdirSync(path.join(folder, name)).map((file) => `${name}/${file}`))
    .filter((file) => file.endsWith('.js') && !file.endsWith('/index.js'))
    .map((file) => file.slice(0, -3));
  assert.deepEqual(rules.map(({ id }) => id).sort(), files.sort());
});
