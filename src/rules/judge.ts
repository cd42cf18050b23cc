import type { Name } from '../dns/index.ts';
import type { FactName, Facts, GatheredFacts } from '../facts/index.ts';
import { type Asked, Blocked } from '../facts/known.ts';
import type { AnyRule, Hit, Rule } from './rule.ts';

/** What came of one rule. Hits found before a failed lookup stopped it stay. */
export interface Judgement {
  rule: AnyRule;
  applies: boolean;
  hits: Hit[];
  blockedBy: readonly Asked[];
}

/** Runs rules over facts. Pure: the same facts give the same judgements, in the order of the rules. */
export function judge(domain: Name, facts: GatheredFacts, rules: readonly AnyRule[]): Judgement[] {
  const gathered = { ...facts, domain } as Facts & { domain: Name };
  return rules.map((rule) => judgeOne(gathered, rule));
}

function judgeOne(facts: Facts & { domain: Name }, anyRule: AnyRule): Judgement {
  const rule = anyRule as Rule;
  const judgement: Judgement = { rule: anyRule, applies: true, hits: [], blockedBy: [] };
  try {
    judgement.applies = rule.applies?.(facts) ?? true;
    if (judgement.applies) for (const hit of rule.check(facts)) judgement.hits.push(hit);
  } catch (error) {
    if (!(error instanceof Blocked)) throw error;
    judgement.blockedBy = error.by;
  }
  return judgement;
}

/** The facts that the rules read. */
export function needsOf(rules: readonly AnyRule[]): Set<FactName> {
  return new Set(rules.flatMap(({ needs }) => needs));
}
