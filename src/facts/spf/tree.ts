import { type Name, nameKey } from '../../dns/index.ts';
import type { SpfTerm } from '../../records/spf/types.ts';
import { parseSpf, selectSpf } from '../../records/spf.ts';
import type { Gathering } from '../gathering.ts';
import { gatherHost } from '../hosts.ts';
import { recordsOf } from '../known.ts';
import { askOwn } from '../probe.ts';
import type { SpfNode, SpfTermFacts } from '../spf.ts';
import { MAX_MX_HOSTS } from './evaluate.ts';
import { staticTarget } from './macros.ts';
import { registrationPlans } from './registrations.ts';
import { type Job, newSpending, nothing, type Plan, type Spending, take } from './spending.ts';

/**
 * Reads the whole tree, level by level: what one level names is asked for at once, so that the time is the depth
 * of the tree, and the budget is spent in an order that does not depend on which answer comes first.
 */
export async function gatherTree(gathering: Gathering): Promise<SpfNode> {
  const spending = newSpending(gathering);
  const root = await gatherNode(gathering, gathering.domain, []);
  let level = plansOf(spending, root);
  while (level.length > 0) {
    const jobs = level.map((plan) => plan());
    level = (await Promise.all(jobs.map((job) => job()))).flat();
  }
  return root;
}

function plansOf(spending: Spending, node: SpfNode): Plan[] {
  return node.terms.map((facts) => () => planTerm(spending, node, facts));
}

async function gatherNode(gathering: Gathering, domain: Name, path: Name[]): Promise<SpfNode> {
  const isRoot = path.length === 0;
  const answer = await (isRoot ? askOwn(gathering, domain, 'TXT') : gathering.ask(domain, 'TXT'));
  const records = selectSpf(recordsOf(answer).map(({ strings }) => strings.join(''))).toSorted();
  const node: SpfNode = { domain, answer, records, terms: [], path: [...path, domain] };
  if (records.length === 1) {
    const record = parseSpf(records[0]!);
    node.record = record;
    node.terms = reachedTerms(record.value.terms);
  }
  return node;
}

/** RFC 7208 §5.1: nothing behind `all` is read; §6.1: with an `all` anywhere, `redirect` is ignored. */
function reachedTerms(terms: readonly SpfTerm[]): SpfTermFacts[] {
  const all = terms.findIndex(({ kind }) => kind === 'all');
  return terms.map((term, index) => {
    if (term.kind === 'redirect') return { term, reached: all === -1 };
    const isMechanism = term.kind !== 'exp' && term.kind !== 'unknown-modifier';
    return { term, reached: all === -1 || index <= all || !isMechanism };
  });
}

function planTerm(spending: Spending, node: SpfNode, facts: SpfTermFacts): Job {
  const { term, reached } = facts;
  // Explanations of included records are never used (§6.2).
  if (term.kind === 'exp') return node.path.length === 1 ? planExplanation(spending, node, facts) : nothing;
  const queries = reached ? queriesOf(term) : 0;
  if (queries === 0) return nothing;
  const target = targetOf(term, node.domain, spending.gathering.domain);
  if (target === 'macro' || target === 'bad-name') {
    facts.cut = target;
    return nothing;
  }
  facts.target = target;
  if (descends(term) && node.path.some((name) => nameKey(name) === nameKey(target))) facts.cut = 'loop';
  else if (!take(spending, 'terms', queries)) facts.cut = 'budget';
  else return () => follow(spending, node, facts, target);
  return nothing;
}

function planExplanation(spending: Spending, node: SpfNode, facts: SpfTermFacts): Job {
  const target = targetOf(facts.term, node.domain, spending.gathering.domain);
  if (target === 'macro' || target === 'bad-name' || !take(spending, 'explanations', 1)) return nothing;
  facts.target = target;
  return async () => {
    facts.explanation = await spending.gathering.ask(target, 'TXT');
    return [];
  };
}

function descends({ kind }: SpfTerm): boolean {
  return kind === 'include' || kind === 'redirect';
}

/** Queries a term leads to at once; the hosts of an `mx` are the next level's. */
function queriesOf(term: SpfTerm): number {
  if (descends(term) || term.kind === 'exists' || term.kind === 'mx') return 1;
  return term.kind === 'a' ? 2 : 0;
}

function targetOf(term: SpfTerm, current: Name, audited: Name): Name | 'macro' | 'bad-name' {
  if (!('domain' in term) || term.domain === undefined) return current;
  return staticTarget(term.domain, current, audited);
}

async function follow(spending: Spending, node: SpfNode, facts: SpfTermFacts, target: Name): Promise<Plan[]> {
  const { gathering } = spending;
  switch (facts.term.kind) {
    case 'a':
      facts.host = await gatherHost(gathering, target);
      return registrationPlans(spending, facts, facts.host.a);
    case 'exists':
      // RFC 7208 §5.7: an A lookup, whatever the client's family.
      facts.exists = await gathering.ask(target, 'A');
      return registrationPlans(spending, facts, facts.exists);
    case 'mx':
      facts.mx = await gathering.ask(target, 'MX');
      return [() => planMxHosts(spending, facts), ...(await registrationPlans(spending, facts, facts.mx))];
    default:
      facts.node = await gatherNode(gathering, target, node.path);
      return [
        ...plansOf(spending, facts.node),
        ...(await registrationPlans(spending, facts, facts.node.answer)),
      ];
  }
}

function planMxHosts(spending: Spending, facts: SpfTermFacts): Job {
  const exchanges = recordsOf(facts.mx!)
    .map(({ exchange }) => exchange)
    // RFC 7505: the root is no host.
    .filter((exchange) => exchange !== '.');
  const asked = exchanges.slice(0, MAX_MX_HOSTS).filter(() => take(spending, 'hosts', 2));
  return async () => {
    facts.mxHosts = await Promise.all(asked.map((exchange) => gatherHost(spending.gathering, exchange)));
    return [];
  };
}
