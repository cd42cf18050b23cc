import { deadlineIn, type Name, type Resolver, within } from './dns/index.ts';
import {
  type Declared,
  type FactName,
  FULL,
  type GatheredFacts,
  gather,
  type Section,
} from './facts/index.ts';
import { type Net, netWithin } from './net/index.ts';
import { judgeProfile, NEEDS, type Profile, type Records } from './profiles/index.ts';
import { domainResult } from './report/result.ts';
import type { DomainResult } from './report/schema/report.ts';
import type { Suppress } from './report/suppress.ts';
import type { FailOn } from './report/verdict.ts';
import { rulesFor } from './rules/index.ts';
import { judge, needsOf } from './rules/judge.ts';

export interface AuditOptions {
  /** What to look at; by default all but the mail servers themselves. */
  sections?: readonly Section[];
  /** What only the owner knows. */
  declared?: Declared;
  /** Seconds for the whole audit; lookups that are open then have failed. Default 20. */
  timeout?: number;
  /** From which severity on a finding makes the verdict `fail`. Default `error`. */
  failOn?: FailOn;
  /** What receivers or authorities ask for; each is held against the records, whatever the sections are. */
  profiles?: readonly Profile[];
  /** Ids of rules to leave out. */
  ignore?: readonly string[];
  /** What is accepted for now: it stays in the result, marked, and fails nothing. */
  suppress?: Suppress;
  /** False: the domain's own name servers are not asked too. Default true, where all sections are looked at. */
  authoritative?: boolean;
  /** Who speaks to policy hosts and mail servers; without it what rests on them is skipped. */
  net?: Net;
}

export const DEFAULT_TIMEOUT_S = 20;

/** `full` also judges what spans several sections. */
const WHOLE: readonly FactName[] = ['role', 'lookups'];

/** What was observed of one domain, and what is said of it. */
export interface Evaluation {
  facts: GatheredFacts;
  result: DomainResult;
}

/**
 * Audits one domain: the rules of the wanted sections, the facts they need, gathered and judged.
 * @param domain A-labels, no trailing dot; see `readDomain` for text from people.
 * @param resolver whom to ask; what it cannot answer makes rules inconclusive, never findings.
 */
export async function audit(
  domain: Name,
  resolver: Resolver,
  options: AuditOptions = {},
): Promise<DomainResult> {
  return (await evaluate(domain, resolver, options)).result;
}

/** The same, with the facts that the result rests on. */
export async function evaluate(
  domain: Name,
  resolver: Resolver,
  options: AuditOptions = {},
): Promise<Evaluation> {
  const { sections = FULL, declared = {}, timeout = DEFAULT_TIMEOUT_S } = options;
  const { failOn = 'error', profiles = [], ignore = [], authoritative = true, suppress, net } = options;
  const rules = rulesFor(sections, authoritative).filter(({ id }) => !ignore.includes(id));
  const names = new Set<FactName>([
    ...needsOf(rules),
    ...sections,
    ...(sections.length > 1 ? WHOLE : ['lookups' as const]),
    ...(profiles.length > 0 ? NEEDS : []),
  ]);
  const deadline = deadlineIn(timeout);
  try {
    const bounded = within(deadline, resolver);
    const facts = await gather(domain, names, bounded, declared, net && netWithin(deadline, net));
    const records = { ...facts, domain } as Records;
    const judged = {
      judgements: judge(domain, facts, rules),
      profiles: profiles.map((profile) => judgeProfile(profile, records)),
    };
    return { facts, result: domainResult({ domain, sections, facts, ...judged }, failOn, suppress) };
  } finally {
    deadline.stop();
  }
}
