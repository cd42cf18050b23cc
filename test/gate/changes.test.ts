import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { readGivenZones } from '../../src/command/given-zones.ts';
import { createAuthority, offline, overlaid } from '../../src/dns/index.ts';
import { isAmong, mailDomains, selectorsOf } from '../../src/gate/domains.ts';
import { gate } from '../../src/gate/gate.ts';
import type { DomainResult, Finding } from '../../src/report/schema/report.ts';
import { type Change, corpus, type Kind, worldRecords } from './changes.ts';
import { WRITERS } from './published-as.ts';

/** Changes as people make them, each in several formats: what breaks is caught, what does not is let through. */

const folder = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-changes-'));
after(() => rmSync(folder, { recursive: true }));

const changes = corpus();
const world = worldRecords();
const formats = Object.keys(WRITERS);

/** Formats in turn, so that each meets every kind of change; one that cannot say the change leaves it to the next. */
function written(index: number, { before, after: now }: Change): { format: string; text: string } {
  for (let turn = 0; turn < formats.length; turn++) {
    const format = formats[(index + turn) % formats.length]!;
    const text = WRITERS[format]!(before, now);
    if (text !== undefined) return { format, text };
  }
  throw new Error('no format can say this change');
}

async function judged(index: number, change: Change): Promise<DomainResult[]> {
  const { before, level } = change;
  const { format, text } = written(index, change);
  writeFileSync(path.join(folder, format), text);
  const { authority, records, names } = await readGivenZones('--zone', [format], folder);
  const base = overlaid(createAuthority([...world, ...before], ['.']), offline);
  const all = [...records, ...before];
  const sides = { base, proposed: overlaid(authority, base), isNamed: isAmong(records) };
  return Promise.all(
    mailDomains(all, names).map((domain) => {
      const declared = { seen: selectorsOf(domain, all, names) };
      return gate(domain, sides, {
        declared,
        failOn: level === 'error' || level === 'open' ? 'error' : 'warning',
        authoritative: false,
      });
    }),
  );
}

const causedBy = ({ findings }: DomainResult): Finding[] =>
  findings.filter(({ state, severity }) => (state === 'new' || state === 'worse') && severity !== 'notice');

const told = (results: DomainResult[]): string =>
  results
    .flatMap((result) => [
      `${result.domain} ${result.verdict} ${result.change?.open.join()}`,
      ...result.findings.map(
        ({ severity, rule, state, message }) => `  ${state} ${severity} ${rule}: ${message}`,
      ),
    ])
    .join('\n');

function check({ kind, level, rules }: Change, results: DomainResult[]): void {
  const caused = results.flatMap(causedBy);
  if (level === 'missed') {
    assert.ok(
      results.every(({ verdict }) => verdict === 'pass'),
      `found by now: ${told(results)}`,
    );
    return;
  }
  if (level === 'open') {
    const why = results.flatMap(({ change }) => [...change!.open, ...caused.map(({ rule }) => rule)]);
    assert.ok(
      rules.every((rule) => why.includes(rule)),
      told(results),
    );
    assert.ok(
      results.some(({ verdict }) => verdict !== 'pass'),
      told(results),
    );
    return;
  }
  if (kind === 'breaking') {
    assert.ok(
      results.some(({ verdict }) => verdict === 'fail'),
      told(results),
    );
    assert.ok(
      caused.some(({ rule, severity }) => rules.includes(rule) && severity === level),
      told(results),
    );
    return;
  }
  assert.ok(caused.length === 0, told(results));
  assert.ok(
    results.every(({ verdict }) => verdict === 'pass'),
    told(results),
  );
  const old = results
    .flatMap(({ findings, change }) => [...findings, ...change!.fixed])
    .filter(({ severity }) => severity !== 'notice');
  assert.ok(kind !== 'old' || old.length > 0, told(results));
}

describe('the corpus of changes', () => {
  for (const [index, change] of changes.entries())
    it(`${change.kind}: ${change.title}`, async () => {
      check(change, await judged(index, change));
    });

  it('is large enough to tell', () => {
    const count = (kind: Kind) => changes.filter((change) => change.kind === kind).length;
    assert.ok(count('harmless') >= 30 && count('breaking') >= 60 && count('old') >= 30);
    assert.ok(changes.length >= 130, String(changes.length));
    const levels = (wanted: string) => changes.filter(({ level }) => level === wanted).length;
    assert.ok(levels('missed') <= count('breaking') * 0.02, `${levels('missed')} are missed`);
    assert.ok(levels('open') <= count('breaking') * 0.04, `${levels('open')} are left open`);
    assert.equal(new Set(changes.map(({ title }) => title)).size, changes.length);
  });
});
