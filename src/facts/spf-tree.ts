import { type Name, nameKey } from '../dns/index.ts';
import { parseSpf, selectSpf } from '../records/spf.ts';
import type { SpfTerm } from '../records/spf-types.ts';
import type { Gathering } from './gathering.ts';
import { gatherHost } from './hosts.ts';
import { recordsOf } from './known.ts';
import { askOwn } from './probe.ts';
import { gatherRegistration } from './registered.ts';
import type { SpfNode, SpfTermFacts } from './spf.ts';
import { MAX_MX_HOSTS } from './spf-evaluate.ts';
import { staticTarget } from './spf-macros.ts';

/**
 * Queries for one SPF record at most: a hostile tree (3ⁿ includes) ends here. More than 10 terms that cost a lookup
 * fit in, so that a tree that is cut is over the limit of RFC 7208 §4.6.4 by what is known of it.
 */
const BUDGET = 40;
/** The explanation stands beside the tree: it costs no term of that limit, and one record has one at most (§6.2). */
const EXPLANATION_BUDGET = 1;
/** The addresses of `mx` hosts, which cost no term of that limit, are kept apart: they must not hide an include. */
const HOST_BUDGET = 22;

/** Decides against the budget, in the order of the tree, what a level asks for; the job then asks, and names the next level. */
type Plan = () => Job;
type Job = () => Promise<Plan[]>;
const nothing: Job = async () => [];

/**
 * Reads the whole tree, level by level: what one level names is asked for at once, so that the time is the depth
 * of the tree, and the budget is spent in an order that does not depend on which answer comes first.
 */
export async function gatherTree(gathering: Gathering): Promise<SpfNode> {
  const spending: Spending = {
    gathering,
    left: { terms: BUDGET, hosts: HOST_BUDGET, explanations: EXPLANATION_BUDGET },
  };
  const root = await gatherNode(gathering, gathering.domain, []);
  let level = plansOf(spending, root);
  while (level.length > 0) {
    const jobs = level.map((plan) => plan());
    level = (await Promise.all(jobs.map((job) => job()))).flat();
  }
  return root;
}

type Purpose = 'terms' | 'hosts' | 'explanations';

interface Spending {
  gathering: Gathering;
  left: Record<Purpose, number>;
}

function take({ left }: Spending, what: Purpose, queries: number): boolean {
  if (left[what] < queries) return false;
  left[what] -= queries;
  return true;
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
  if (path.length > 0 && answer.status === 'absent' && answer.reason === 'nxdomain') {
    const registration = await gatherRegistration(gathering, domain);
    if (registration) node.registration = registration;
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
      return [];
    case 'exists':
      // RFC 7208 §5.7: an A lookup, whatever the client's family.
      facts.exists = await gathering.ask(target, 'A');
      return [];
    case 'mx':
      facts.mx = await gathering.ask(target, 'MX');
      return [() => planMxHosts(spending, facts)];
    default:
      facts.node = await gatherNode(gathering, target, node.path);
      return plansOf(spending, facts.node);
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
