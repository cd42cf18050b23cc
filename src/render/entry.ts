import { everyRule } from '../gate/rules/index.ts';
import { fingerprint } from '../report/result.ts';
import type {
  DomainResult,
  Finding,
  Inconclusive,
  ProfileResult,
  Suppression,
} from '../report/schema/report.ts';
import { activeOf } from '../report/suppress.ts';
import { RANK, reaches, WEIGHT } from '../report/verdict.ts';
import type { Severity } from '../rules/rule.ts';
import { isBlamed, isOfChange } from './change.ts';
import { fitting } from './fitting.ts';
import type { Threshold } from './renderer.ts';
import { display, displayCut } from './sink.ts';
import { changeLines, listed } from './words.ts';

/**
 * One thing that a machine format tells of: a finding, a requirement that is not met, what was left open, an entry that
 * names no domain. Title, level, place and text are decided here for all formats, which only lay them out. Every text
 * has been through the sink; a format adds what its own syntax asks for.
 */
export interface Entry {
  kind: 'finding' | 'requirement' | 'open' | 'not-audited';
  domain: string;
  rule: string;
  level: Severity;
  /** Whether it decides the exit code. */
  fails: boolean;
  /** What the rule is about, whoever breaks it. */
  title: string;
  /** The record set, as in “example.com TXT”; empty where it is none. */
  subject: string;
  message: string;
  record: string;
  why: string;
  fix: string;
  publish: readonly string[];
  ask: string;
  /** Where it is explained: a page of this project. */
  page: string;
  place: Place;
  fingerprint: string;
  suppression: Suppression | null;
}

/** A line of a file; what was read live has a stable name instead of a file, for formats that cannot do without. */
export interface Place {
  file: string;
  line: number;
  live: boolean;
}

/** What one domain's result tells, the worst first. */
export function entriesOf(result: DomainResult, threshold: Threshold): Entry[] {
  const { domain, problem, findings, profiles, inconclusive, causes } = result;
  if (problem !== null) return [notAudited(domain, problem)];
  const isOpen = result.verdict === 'inconclusive';
  const openFails = isOpen && threshold.onIncomplete === 'fail' && threshold.failOn !== 'never';
  const entries = [
    ...activeOf(findings).map((finding) => ofFinding(domain, finding, threshold)),
    ...profiles.flatMap((profile) => ofProfile(domain, profile, threshold, openFails)),
    ...inconclusive.map((lookup) => ({
      ...ofLookup(domain, lookup),
      level: isOpen ? ('warning' as const) : ('notice' as const),
      fails: openFails,
      fix: display(causes.find(({ reason }) => reason === lookup.reason)?.advice ?? ''),
    })),
  ];
  return entries
    .map((entry) => ({ ...entry, place: inMessage(result, entry.place) }))
    .toSorted((a, b) => RANK[b.level] - RANK[a.level]);
}

/** A message is a file, whatever of the DNS it rests on. */
function inMessage({ message }: DomainResult, place: Place): Place {
  return message === null || !place.live ? place : { file: display(message.source), line: 1, live: false };
}

/** What somebody accepts: for formats that tell of it, marked. */
export function suppressedOf({ domain, findings }: DomainResult, threshold: Threshold): Entry[] {
  const accepted = findings.filter(({ suppression }) => suppression !== null);
  return accepted.map((finding) => ({ ...ofFinding(domain, finding, threshold), fails: false }));
}

const BARE = { subject: '', record: '', why: '', fix: '', publish: [], ask: '', suppression: null };

function notAudited(domain: string, problem: string): Entry {
  return {
    ...BARE,
    ...shared('not-audited', 'mailcheck/not-audited', domain, []),
    level: 'error',
    fails: true,
    title: 'Not audited',
    message: display(problem),
  };
}

function ofFinding(domain: string, finding: Finding, { failOn }: Threshold): Entry {
  const { rule, severity, subject, message, record, why, fix, question } = finding;
  return {
    ...shared('finding', rule, domain, finding.evidence),
    // Old trouble is told, and alarms nobody over a change that has nothing to do with it.
    level: isOfChange(finding) ? severity : 'notice',
    fails: reaches(severity, failOn) && isBlamed(finding),
    title: titleOf(rule),
    subject: display(`${subject.name} ${subject.type}`),
    message: `${isOfChange(finding) ? '' : OLD}${display(message)}`,
    record: record === null ? '' : displayCut(record, MOST_OF_A_RECORD),
    why: display(why),
    fix: display(fix),
    publish: changeLines(finding, undefined).map((line) => line.replace(/ {2,}/, ' ').trim()),
    ask: question === null ? '' : display(question),
    fingerprint: finding.fingerprint,
    suppression: finding.suppression,
  };
}

const OLD = 'before this change too: ';
const MOST_OF_A_RECORD = 2000;

function ofProfile(
  domain: string,
  { id, title, requirements }: ProfileResult,
  { failOn }: Threshold,
  openFails: boolean,
): Entry[] {
  return requirements.flatMap(({ id: name, level, text, status, because, state }) => {
    if (status !== 'unmet' && status !== 'unknown') return [];
    const isNew = isOfChange({ state });
    const counts = isNew && reaches(WEIGHT[level], failOn);
    return {
      ...BARE,
      ...shared(status === 'unmet' ? 'requirement' : 'open', `${id}/${name}`, domain, []),
      level: isNew ? WEIGHT[level] : 'notice',
      fails: counts && ((status === 'unmet' && isBlamed({ state })) || openFails),
      title: display(text),
      message: `${isNew ? '' : OLD}${status === 'unmet' ? 'not met' : 'not known'}: ${display(because)}`,
      why: `${level === 'must' ? 'Asked for' : 'Advised'} by ${display(title)}.`,
      page: `docs/profiles.md#${id}`,
    };
  });
}

/** Nothing is said of the record: whether it is there is what the lookup did not tell. */
function ofLookup(domain: string, lookup: Inconclusive): Omit<Entry, 'level' | 'fails'> {
  const { name, type, server, reason, detail, tries, blocks } = lookup;
  const subject = display(`${name} ${type}`);
  return {
    ...BARE,
    ...shared('open', 'lookup/not-answered', domain, [], [name, type]),
    title: 'A DNS lookup was not answered',
    subject,
    message: `not answered, so nothing is called missing: ${display(`${server}: ${reason}: ${detail}`)}${tries > 1 ? `, ${tries} tries` : ''}`,
    why: `Left open: ${listed(blocks, 5)}.`,
    page: '',
  };
}

function shared(
  kind: Entry['kind'],
  rule: string,
  domain: string,
  evidence: Finding['evidence'],
  parts: readonly string[] = [],
): Pick<Entry, 'kind' | 'rule' | 'domain' | 'page' | 'place' | 'fingerprint'> {
  const [section] = rule.split('/');
  return {
    kind,
    rule,
    domain: display(domain),
    page: kind === 'finding' ? `docs/rules/${section}.md#${rule.replace('/', '')}` : '',
    place: placeOf(domain, evidence),
    fingerprint: fingerprint([rule, domain, ...parts]),
  };
}

function placeOf(domain: string, evidence: Finding['evidence']): Place {
  for (const { source } of evidence)
    if ('file' in source && source.line > 0)
      return { file: display(source.file), line: source.line, live: false };
  return { file: `dns/${display(domain)}`, line: 1, live: true };
}

let titles: Map<string, string> | undefined;

function titleOf(rule: string): string {
  titles ??= new Map(everyRule().map(({ id, title }) => [id, title]));
  return titles.get(rule) ?? rule;
}

/** Where and what, in one line that stands by itself. */
export function headOf({ domain, subject, title, message }: Entry): string {
  if (subject === '') return `${domain}: ${title}: ${message}`;
  return `${subject.includes(domain) ? '' : `${domain}: `}${subject}: ${message}`;
}

/** The same with the record and what to do, the most important first; what does not fit is left out line by line. */
export function linesOf(entry: Entry, most = Number.POSITIVE_INFINITY): string[] {
  const { record, fix, publish, ask } = entry;
  const head = headOf(entry);
  const more = [
    record,
    ...(fix === '' ? [] : [`fix: ${fix}`]),
    ...publish,
    ...(ask === '' ? [] : [`ask: ${ask}`]),
  ].filter((line) => line !== '');
  return [head, ...fitting(more, most - head.length)];
}
