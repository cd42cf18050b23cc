import assert from 'node:assert/strict';
import { test } from 'node:test';
import { audit } from '../../src/audit.ts';
import { createAuthority, overlaid, type Resolver } from '../../src/dns/index.ts';
import { isDmarc, parseDmarc, selectDmarc } from '../../src/records/dmarc.ts';
import { meantTerm, parseSpf, selectSpf } from '../../src/records/spf.ts';
import type { Finding } from '../../src/report/schema/report.ts';
import { printData } from '../../src/zone/index.ts';
import { applyChanges } from '../support/changes.ts';
import { fixtureRecords, fixtureResolver } from '../support/fixture.ts';
import { sharedText } from '../support/shared.ts';
import { wire } from './arbitraries.ts';

/** Line of the corpus → why no record can be proposed: only its owner knows what it was to say. */
const OPEN = {
  spf: new Map([
    [48, 'two names run together, and the first has lost its end'],
    [75, 'a name alone that may be a service’s or a host’s'],
    [162, 'an IPv6 address that lacks one of its groups'],
  ]),
  dmarc: new Map([[11, '“mailto:” without a mailbox']]),
};

/** Enough for a record with a mistake of every kind. */
const MOST_STEPS = 5;

const PROTOCOLS = {
  spf: {
    zone: (data: string) => `@ TXT ${data}`,
    name: 'example.com',
    rules: /^spf\/(?:syntax|not-selected|equals-for-colon|include-missing|include-nxdomain)$/,
    isValid: (text: string) => selectSpf([text]).length > 0 && isFaultless(text),
    isMistaken: () => true,
  },
  dmarc: {
    zone: (data: string) => `_dmarc TXT ${data}\n@ MX 10 mail\nmail A 192.0.2.1`,
    name: '_dmarc.example.com',
    rules: /^dmarc\/(?:syntax|not-selected|p-missing|[a-z-]+-invalid)$/,
    isValid: (text: string) => isDmarc(text) && parseDmarc(text).faults.length === 0,
    isMistaken: (text: string) => !isDmarc(text) || parseDmarc(text).faults.length > 0,
  },
} as const;

function isFaultless(text: string): boolean {
  const { value, faults } = parseSpf(text);
  return faults.length === 0 && value.terms.every((term) => meantTerm(term) === undefined);
}

/** The names of real services all have a record; a name that nobody can have has none. */
function world(records: ReturnType<typeof fixtureRecords>): Resolver {
  const services = fixtureResolver('*. TXT "v=spf1 ip4:192.0.2.9 -all"');
  const nobody = fixtureResolver('');
  const others: Resolver = {
    ask: (name, type) => (/^[\w-]+(?:\.[\w-]+)*\.[a-z]+$/i.test(name) ? services : nobody).ask(name, type),
  };
  return overlaid(createAuthority(records, ['example.com']), others);
}

/** Whether a finding speaks of the slip itself: one that only says to drop a dead name does not. */
function speaksOfSlip({ rule, record, span }: Finding): boolean {
  if (!rule.startsWith('spf/include-')) return true;
  const [term] = parseSpf(`v=spf1 ${record!.slice(span!.start, span!.end)}`).value.terms;
  return term !== undefined && meantTerm(term)?.replacement !== undefined;
}

/** What is published once every proposal has been followed, one after the other. */
async function followed(section: 'spf' | 'dmarc', text: string): Promise<string> {
  const { zone, name, rules } = PROTOCOLS[section];
  const data = printData('TXT', { strings: text.match(/.{1,255}/gs) ?? [''] });
  let records = fixtureRecords(zone(data));
  for (let step = 0; step < MOST_STEPS; step++) {
    const { findings } = await audit('example.com', world(records), { sections: [section] });
    const next = findings.find(
      (finding) => rules.test(finding.rule) && finding.changes.length > 0 && speaksOfSlip(finding),
    );
    if (next === undefined) break;
    records = applyChanges(records, next.changes);
  }
  const answer = await world(records).ask(name, 'TXT');
  const texts = answer.status === 'present' ? answer.records.map(({ strings }) => strings.join('')) : [];
  return (section === 'spf' ? selectSpf(texts) : selectDmarc(texts)).join('\n');
}

for (const section of ['spf', 'dmarc'] as const) {
  test(`the corpus of ${section} mistakes: the proposals lead to a valid record`, async () => {
    const { isValid, isMistaken } = PROTOCOLS[section];
    const lines = sharedText(`corpora/${section}-mistakes.jsonl`).trim().split('\n');
    const mistakes = lines
      .map((line, index) => ({
        line: index + 1,
        text: wire((JSON.parse(line) as { record: string }).record),
      }))
      .filter(({ text }) => isMistaken(text));
    const open: number[] = [];
    for (const { line, text } of mistakes) if (!isValid(await followed(section, text))) open.push(line);
    assert.deepEqual(open, [...OPEN[section].keys()]);
    assert.ok(open.length <= 0.05 * mistakes.length, `${open.length} of ${mistakes.length}`);
  });
}
