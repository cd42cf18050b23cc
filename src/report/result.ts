import { createHash } from 'node:crypto';
import { type AnyAnswer, type Name, nameKey } from '../dns/index.ts';
import type { GatheredFacts, Section } from '../facts/index.ts';
import type { Asked } from '../facts/known.ts';
import type { ProfileJudgement } from '../profiles/judge.ts';
import type { Judgement } from '../rules/judge.ts';
import type { AnyRule, Hit, Severity } from '../rules/rule.ts';
import { causesOf } from './causes.ts';
import { isUntold } from './describe/dnssec.ts';
import { DESCRIPTIONS, describeDns } from './describe/index.ts';
import {
  type Block,
  blocksOf,
  blocksOfProfile,
  inconclusiveOf,
  skippedOf,
  unreadAnswers,
} from './inconclusive.ts';
import { postureOf } from './posture.ts';
import { describeProfile } from './profile.ts';
import type { DomainResult, Finding, Sections } from './schema/report.ts';
import { activeOf, type Suppress } from './suppress.ts';
import { type FailOn, isFailure, RANK, verdictOf } from './verdict.ts';

export interface Audited {
  domain: Name;
  sections: readonly Section[];
  facts: GatheredFacts;
  judgements: readonly Judgement[];
  profiles: readonly ProfileJudgement[];
}

/** Puts together what an audit of one domain found. Pure: the same facts and judgements give the same result. */
export function domainResult(
  { domain, sections, facts, judgements, profiles }: Audited,
  failOn: FailOn,
  suppress: Suppress = () => null,
): DomainResult {
  const ledger = facts.lookups?.answers ?? [];
  const findings = findingsOf(domain, judgements, ledger, suppress);
  const active = activeOf(findings);
  const complete = sections.length > 1;
  const unread = unreadAnswers(sections, facts);
  const blocks = [...judgements.flatMap(blocksOf), ...profiles.flatMap(blocksOfProfile), ...unread];
  const inconclusive = inconclusiveOf(blocks);
  return {
    kind: 'domain',
    domain,
    verdict: verdictOf({ findings: active, judgements, profiles, unread }, failOn),
    problem: null,
    posture: complete ? postureOf(facts) : null,
    profiles: profiles.map(describeProfile),
    sections: sectionsOf(sections, facts, judgements, active, unread),
    findings,
    change: null,
    message: null,
    inconclusive,
    causes: causesOf(facts, inconclusive),
    skipped: skippedOf(blocks),
  };
}

/** The findings of all rules, the worst first. */
export function findingsOf(
  domain: Name,
  judgements: readonly Judgement[],
  ledger: AnyAnswer[],
  suppress: Suppress,
): Finding[] {
  const all = judgements.flatMap(({ rule, hits }) => hits.map((hit) => findingOf(domain, rule, hit, ledger)));
  return worstFirst(distinct(all)).map((finding) => ({ ...finding, suppression: suppress(finding, domain) }));
}

/** The row of an entry that names no domain. */
export function invalidResult(entry: string, problem: string): DomainResult {
  return {
    kind: 'domain',
    domain: entry,
    verdict: 'invalid',
    problem,
    posture: null,
    profiles: [],
    sections: {},
    findings: [],
    change: null,
    message: null,
    inconclusive: [],
    causes: [],
    skipped: [],
  };
}

/** The row of a domain that could not be audited through a fault of ours: nothing is said about it. */
export function brokenResult(domain: Name): DomainResult {
  return { ...invalidResult(domain, 'internal error: it was not audited'), verdict: 'inconclusive' };
}

export function findingOf(domain: Name, rule: AnyRule, hit: Hit, ledger: AnyAnswer[]): Finding {
  const { id, basis, why, fix, spec } = rule;
  const { subject, message } = hit;
  return {
    rule: id,
    severity: hit.severity ?? rule.severity,
    basis,
    subject: { name: subject.name, type: subject.type },
    message,
    why,
    fix: hit.fix === undefined ? fix : asSentence(hit.fix),
    record: hit.record ?? null,
    span: hit.span ? { start: hit.span.start, end: hit.span.end } : null,
    changes: hit.changes ?? [],
    safety: hit.safety ?? null,
    question: hit.question ?? null,
    spec: [...spec],
    measure: hit.measure ?? null,
    data: hit.data ?? {},
    evidence: evidenceFor(subject, hit.record, ledger),
    fingerprint: fingerprint([id, domain, nameKey(subject.name), subject.type, hit.key ?? '']),
    state: null,
    suppression: null,
  };
}

/** Stable over runs: the parts are what tells a thing apart, never how it is worded. */
export function fingerprint(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16);
}

/** What fails stands first; among equals the order of the rules stays. */
function worstFirst(findings: Finding[]): Finding[] {
  return findings.toSorted((a, b) => RANK[b.severity] - RANK[a.severity]);
}

/** Two hits that nothing tells apart are one finding each all the same, and numbered. */
function distinct(findings: Finding[]): Finding[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const times = seen.get(finding.fingerprint) ?? 0;
    seen.set(finding.fingerprint, times + 1);
    return times === 0
      ? finding
      : { ...finding, fingerprint: fingerprint([finding.fingerprint, String(times)]) };
  });
}

function evidenceFor(
  { name, type }: Finding['subject'],
  record: string | undefined,
  ledger: AnyAnswer[],
): Finding['evidence'] {
  const answers = ledger.filter((answer) => answer.type === type && nameKey(answer.name) === nameKey(name));
  return answers.map(({ status, source, textSources = [], ttl, security, chain, ...answer }) => ({
    name: answer.name,
    type: answer.type,
    status,
    source: textSources.find(({ text }) => text === record)?.source ?? source,
    ttl: Number.isFinite(ttl) ? ttl : 0,
    security,
    chain: chain.map(({ from, to, kind }) => ({ from, to, kind })),
  }));
}

function sectionsOf(
  wanted: readonly Section[],
  facts: GatheredFacts,
  judgements: readonly Judgement[],
  findings: Finding[],
  unread: readonly Block[],
): Sections {
  const section = (name: string) => sectionState(name, judgements, findings, unread);
  const described = (Object.keys(DESCRIPTIONS) as Section[])
    .filter((name) => wanted.includes(name) && facts[name] !== undefined)
    .map((name) => [
      name,
      {
        ...section(name),
        ...(name === 'dnssec' && isUntold(facts.dnssec!) && { status: 'skipped' }),
        facts: DESCRIPTIONS[name](facts[name] as never, facts),
      },
    ]);
  return {
    dns: {
      ...section('dns'),
      facts: facts.nameServers === undefined ? null : describeDns(facts.nameServers),
    },
    ...(wanted.length > 1 && { domain: section('domain') }),
    ...Object.fromEntries(described),
  };
}

function sectionState(
  name: string,
  all: readonly Judgement[],
  allFindings: Finding[],
  unread: readonly Block[],
) {
  const judgements = all.filter(({ rule }) => rule.id.startsWith(`${name}/`));
  const findings = allFindings.filter(({ rule }) => rule.startsWith(`${name}/`));
  const own = unread.filter(({ blocks }) => blocks === name).map(({ by }) => by);
  const blocked = judgements.filter(({ blockedBy }) => blockedBy.length > 0);
  const ids = (some: readonly Judgement[]): string[] => some.map(({ rule }) => rule.id);
  const open = judgements.filter(({ hits, blockedBy }) => hits.length === 0 && blockedBy.length === 0);
  return {
    status: statusOf(findings, [...blocked.flatMap(({ blockedBy }) => blockedBy), ...own]),
    worst: worstOf(findings),
    rules: {
      passed: ids(open.filter(({ applies }) => applies)),
      notApplicable: ids(open.filter(({ applies }) => !applies)),
      blocked: ids(blocked),
    },
  };
}

type Status = 'ok' | 'findings' | 'inconclusive' | 'skipped';

function statusOf(findings: Finding[], blockedBy: readonly Asked[]): Status {
  if (findings.length > 0) return 'findings';
  if (blockedBy.some(isFailure)) return 'inconclusive';
  return blockedBy.length > 0 ? 'skipped' : 'ok';
}

function worstOf(findings: Finding[]): Severity | 'none' {
  const ranked = findings.map(({ severity }) => severity).sort((a, b) => RANK[b] - RANK[a]);
  return ranked[0] ?? 'none';
}

/** A parser's hint begins in the middle of a sentence; what a record says stays as it is. */
function asSentence(hint: string): string {
  const isWord =
    /^[a-z]+(?=[ ,])/.test(hint) && !/^(?:[as]?p|np|v|t|rua|ruf|fo|pct|psd|mx|ptr|ip[46]|exp) /.test(hint);
  return isWord ? hint[0]!.toUpperCase() + hint.slice(1) : hint;
}
