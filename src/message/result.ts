import { causesOf } from '../report/causes.ts';
import { blocksOf, inconclusiveOf, skippedOf } from '../report/inconclusive.ts';
import { findingsOf, invalidResult } from '../report/result.ts';
import type { DomainResult } from '../report/schema/report.ts';
import { activeOf, type Suppress } from '../report/suppress.ts';
import { type FailOn, verdictOf } from '../report/verdict.ts';
import { type Judgement, judge } from '../rules/judge.ts';
import type { AnyRule } from '../rules/rule.ts';
import { describeMessage } from './describe.ts';
import type { MessageFacts } from './facts.ts';

/** Puts together what was found of one message. Pure: the same facts and rules give the same result. */
export function messageOutcome(
  facts: MessageFacts,
  rules: readonly AnyRule[],
  failOn: FailOn,
  suppress: Suppress = () => null,
): DomainResult {
  const domain = facts.from.domain ?? facts.name;
  // In a finding the file's name is enough.
  const author = facts.from.domain ?? facts.name.split('/').at(-1)!;
  const judgements = judge(author, facts as never, rules).map((judgement) => told(facts, judgement));
  const findings = findingsOf(domain, judgements, facts.lookups.answers, suppress);
  const blocks = judgements.flatMap(blocksOf);
  const inconclusive = inconclusiveOf(blocks);
  const verdict = verdictOf({ findings: activeOf(findings), judgements, profiles: [], unread: [] }, failOn);
  return {
    ...invalidResult(domain, ''),
    kind: 'message',
    // What could not be told, or was not asked, is no pass.
    verdict: verdict === 'pass' && OPEN.has(facts.dmarc.current.result) ? 'inconclusive' : verdict,
    problem: null,
    findings,
    message: describeMessage(facts),
    inconclusive,
    causes: causesOf({ lookups: facts.lookups }, inconclusive),
    skipped: skippedOf(blocks),
  };
}

const OPEN: ReadonlySet<string> = new Set(['unknown', 'temperror']);

/** Signatures that are told of in the same words are told of once; findings of several messages stay apart. */
function told({ name }: MessageFacts, judgement: Judgement): Judgement {
  const hits = new Map(
    judgement.hits.map((hit) => [[hit.subject.name, hit.subject.type, hit.key, hit.message].join('\n'), hit]),
  );
  return {
    ...judgement,
    hits: [...hits.values()].map((hit) => ({ ...hit, key: `${name}\n${hit.key ?? ''}` })),
  };
}
