import type { AnswerTo } from '../../dns/index.ts';
import { type Count, isUnknown, recordsOf } from '../../facts/known.ts';
import type { Authorised } from '../../facts/spf/authorised.ts';
import type { SpfCheck } from '../../facts/spf/check.ts';
import { voidOf } from '../../facts/spf/evaluate.ts';
import type { SpfFacts, SpfNode, SpfTermFacts } from '../../facts/spf.ts';
import { selectSpf } from '../../records/spf.ts';
import type { FactsOf } from './facts-of.ts';

type Judged = Pick<SpfFacts, 'root' | 'outcome' | 'permerrorFor' | 'lookups' | 'voidLookups' | 'authorised'>;

export function describeSpf(facts: SpfFacts): FactsOf<'spf'> {
  const { root, hosts, whatIf, whatIfNotes, check, heloCheck } = facts;
  return {
    record: root.records.length === 1 ? root.records[0]! : null,
    ...describeOutcome(facts),
    check: check ? describeCheck(check) : null,
    heloCheck: heloCheck ? describeCheck(heloCheck) : null,
    hosts: hosts.map(describeHostRecord),
    whatIf: whatIf ? { record: whatIf.record, ...describeOutcome(whatIf) } : null,
    whatIfNotes,
  };
}

function describeHostRecord(answer: AnswerTo<'TXT'>) {
  const records = selectSpf(recordsOf(answer).map(({ strings }) => strings.join(''))).toSorted();
  return { host: answer.name, status: answer.status, records };
}

function describeOutcome({ root, outcome, permerrorFor, lookups, voidLookups, authorised }: Judged) {
  return {
    outcome,
    permerrorFor,
    lookups: describeCount(lookups),
    voidLookups: {
      ipv4: describeCount(voidLookups.ipv4),
      ipv6: describeCount(voidLookups.ipv6),
      both: describeCount(voidLookups.both),
    },
    authorised: describeAuthorised(authorised),
    tree: describeNode(root),
  };
}

function describeCount({ atLeast, blockedBy }: Count) {
  return { value: atLeast, exact: blockedBy.length === 0 };
}

function describeAuthorised({
  ipv4,
  ipv6,
  terms,
  open,
  blockedBy,
}: Authorised): FactsOf<'spf'>['authorised'] {
  return {
    exact: blockedBy.length === 0,
    ipv4: { addresses: Number(ipv4.addresses), networks: ipv4.networks },
    ipv6: { addresses: String(ipv6.addresses), networks: ipv6.networks },
    terms: terms.map(({ facts, ipv4: four, ipv6: six }) => ({
      text: facts.term.text,
      ipv4: { addresses: Number(four.addresses), added: Number(four.added) },
      ipv6: { addresses: String(six.addresses), added: String(six.added) },
    })),
    open: open.map(({ domain, facts }) => ({ domain, text: facts.term.text })),
  };
}

function describeCheck(check: SpfCheck): FactsOf<'spf'>['check'] {
  const { failed: _failed, matched = null, explanation = null, problem = null, ...rest } = check;
  return { ...rest, matched, explanation, problem };
}

function describeNode({ domain, answer, records, terms }: SpfNode): FactsOf<'spf'>['tree'] {
  return {
    domain,
    status: answer.status,
    records,
    terms: terms.map(describeTerm),
  };
}

function describeTerm(facts: SpfTermFacts): FactsOf<'spf'>['tree']['terms'][number] {
  const { term, reached, lookup, target, cut, node, mx } = facts;
  return {
    text: term.text,
    reached,
    lookup: lookup ?? null,
    target: target ?? null,
    cut: cut ?? null,
    voidLookup: voidOf(facts),
    mxHosts: mx === undefined || isUnknown(mx) ? null : recordsOf(mx).length,
    node: node ? describeNode(node) : null,
  };
}
