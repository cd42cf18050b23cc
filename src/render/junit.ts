import type { DomainResult } from '../report/schema/report.ts';
import { type Entry, entriesOf, linesOf } from './entry.ts';
import { groupedBy } from './grouped.ts';
import type { RendererFactory } from './renderer.ts';
import { display } from './sink.ts';

/** A suite a domain, a case a rule, so that a CI system shows the tests it knows. What is red there fails the run. */
export const junit: RendererFactory = ({ threshold }) => ({
  start: () => '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="mailcheck">\n',
  result: (result) => suite(result, entriesOf(result, threshold)),
  end: () => '</testsuites>\n',
});

type State = 'passed' | 'failure' | 'error' | 'skipped';

interface Case {
  group: string;
  name: string;
  state: State;
  message: string;
  lines: string[];
  place?: { file: string; line: number };
}

function suite(result: DomainResult, entries: readonly Entry[]): string {
  const told = casesOf(entries);
  const names = new Set(told.map(({ name }) => name));
  const cases = [...told, ...quietCases(result).filter(({ name }) => !names.has(name))];
  const count = (wanted: State): number => cases.filter(({ state }) => state === wanted).length;
  const counts = { tests: cases.length, failures: count('failure'), errors: count('error') };
  return [
    ` <testsuite${attributes({ name: result.domain, ...counts, skipped: count('skipped') })}>`,
    ...cases.map((one) => caseText(one, result.domain)),
    ' </testsuite>\n',
  ].join('\n');
}

/** All that one rule found is one case. */
function casesOf(entries: readonly Entry[]): Case[] {
  const byName = groupedBy(entries, caseName);
  return [...byName].map(([name, some]) => {
    const [first] = some as [Entry];
    const state = some.map(stateOf).sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b))[0]!;
    const more = some.length > 1 ? ` (and ${some.length - 1} more)` : '';
    return {
      group: first.rule.split('/')[0]!,
      name,
      state,
      message: `${first.level}: ${first.message}${more}`,
      lines: some.flatMap((entry) => [...linesOf(entry), ...(entry.why === '' ? [] : [entry.why])]),
      ...(first.place.live ? {} : { place: { file: first.place.file, line: first.place.line } }),
    };
  });
}

const ORDER: readonly State[] = ['failure', 'error', 'skipped', 'passed'];

function caseName({ kind, rule, subject }: Entry): string {
  return kind === 'open' && subject !== '' ? `${rule} ${subject}` : rule;
}

/** Below the threshold a finding is told and fails nothing; what was left open has neither passed nor failed. */
function stateOf({ kind, fails }: Entry): State {
  if (kind === 'open' || kind === 'not-audited') return fails ? 'error' : 'skipped';
  return fails ? 'failure' : 'passed';
}

/** Rules and requirements that found nothing, or what somebody accepts. */
function quietCases({ sections, profiles, findings }: DomainResult): Case[] {
  const quiet = (name: string, state: State, message: string): Case => ({
    group: name.split('/')[0]!,
    name,
    state,
    message,
    lines: [],
  });
  const states = Object.values(sections).flatMap((section) => (section === undefined ? [] : [section.rules]));
  const rules = states.flatMap(({ passed, notApplicable, blocked }) => [
    ...passed.map((id) => quiet(id, 'passed', '')),
    ...notApplicable.map((id) => quiet(id, 'skipped', 'does not apply')),
    ...blocked.map((id) => quiet(id, 'skipped', 'not decided: a lookup that it needs was not answered')),
  ]);
  const requirements = profiles.flatMap(({ id, requirements: all }) =>
    all.map(({ id: name, status, because }) =>
      quiet(`${id}/${name}`, status === 'met' ? 'passed' : 'skipped', because),
    ),
  );
  const accepted = findings.flatMap(({ rule, suppression }) =>
    suppression === null ? [] : [quiet(rule, 'skipped', `accepted: ${suppression.reason}`)],
  );
  return [...rules, ...requirements, ...new Map(accepted.map((one) => [one.name, one])).values()];
}

function caseText({ group, name, state, message, lines, place }: Case, domain: string): string {
  const open = `  <testcase${attributes({ classname: `${domain}.${group}`, name, ...place })}`;
  const body = xml(lines.join('\n'));
  if (state === 'passed')
    return lines.length === 0 ? `${open}/>` : `${open}><system-out>${body}</system-out></testcase>`;
  if (state === 'skipped') return `${open}><skipped${attributes({ message })}/></testcase>`;
  return `${open}><${state}${attributes({ message })}>${body}</${state}></testcase>`;
}

function attributes(values: Record<string, string | number>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${xml(display(String(value)))}"`)
    .join('');
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** XML 1.0 §2.2: the characters outside of this set may not stand in a document, not even escaped. */
function xml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"]/g, (char) => ENTITIES[char]!);
}
