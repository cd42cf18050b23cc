import { type AnswerTo, type AnyAnswer, under } from '../dns/index.ts';
import type { AddressFacts } from '../facts/address.ts';
import type { DkimFacts } from '../facts/dkim.ts';
import { pairingOf } from '../facts/dkim-private.ts';
import type { DmarcFacts } from '../facts/dmarc.ts';
import type { Effective } from '../facts/dmarc-effective.ts';
import { authorisationOf, type External } from '../facts/dmarc-external.ts';
import { reachBlockers, unreachable } from '../facts/dmarc-reports.ts';
import type { ReportTarget } from '../facts/dmarc-targets.ts';
import { addressesOf, type Host, hostState } from '../facts/hosts.ts';
import { type Count, isUnknown, recordsOf } from '../facts/known.ts';
import type { MxFacts } from '../facts/mx.ts';
import type { NameServerFacts } from '../facts/name-servers.ts';
import { signsOfAlias } from '../facts/providers.ts';
import type { SpfFacts, SpfNode, SpfTermFacts } from '../facts/spf.ts';
import type { Authorised } from '../facts/spf-authorised.ts';
import type { SpfCheck } from '../facts/spf-check.ts';
import { voidOf } from '../facts/spf-evaluate.ts';
import { selectSpf } from '../records/spf.ts';
import type { Sections } from './schema/report.ts';

/** The facts in the form of the report: what programs read, without the answers that they rest on. */

type FactsOf<S extends 'dns' | 'mx' | 'address' | 'spf' | 'dkim' | 'dmarc'> = NonNullable<
  Sections[S]
>['facts'];

export function describeMx({ state, hosts, unasked, own }: MxFacts): FactsOf<'mx'> {
  return {
    state,
    hosts: hosts.map((host) => ({ preference: host.preference, ...describeHost(host) })),
    unasked,
    own: describeHost(own),
  };
}

function describeHost(host: Host) {
  return { host: host.name, state: hostState(host), addresses: addressesOf(host), chain: chainOf(host.a) };
}

function chainOf({ chain }: AnyAnswer) {
  return chain.map(({ from, to, kind }) => ({ from, to, kind }));
}

export function describeDns({ zone, servers, unasked }: NameServerFacts): FactsOf<'dns'> {
  if (zone === undefined) return null;
  const nameServers = servers.map(({ host, address, state, soa }) => ({
    host,
    address,
    state,
    serial: recordsOf(soa)[0]?.serial ?? null,
  }));
  return { zone, nameServers, unasked };
}

export function describeAddress({ hosts, reverse, unasked }: AddressFacts): FactsOf<'address'> {
  return {
    hosts: hosts.map(describeHost),
    reverse: reverse.map(({ address, sends, ptr, names, unasked: more }) => ({
      address,
      sends,
      status: ptr.status,
      names: names.map(({ name, confirmed }) => ({ name, confirmed })),
      unasked: more,
    })),
    unasked,
  };
}

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

export function describeDkim(facts: DkimFacts): FactsOf<'dkim'> {
  const { status, wildcard, selectors, unasked, tried } = facts;
  const keys = selectors.flatMap(({ selector, given, byWildcard, keys: parsed, answer }) =>
    parsed.map(({ text, value }) => ({
      selector,
      given,
      byWildcard,
      status: value.status,
      keyType: value.keyType,
      bits: value.bits,
      issues: value.issues,
      record: text,
      chain: chainOf(answer),
      provider: signsOfAlias(answer)[0]?.provider.name ?? null,
    })),
  );
  const unanswered = selectors.filter(({ answer }) => isUnknown(answer)).map(({ selector }) => selector);
  const privateKey = pairingOf(facts) ?? null;
  return { status, wildcard, keys, tried, privateKey, unanswered, unasked };
}

export function describeDmarc(facts: DmarcFacts): FactsOf<'dmarc'> {
  const { outcome, walk, policy, organizationalDomain, effective, legacy, reports, unasked } = facts;
  return {
    outcome,
    record: policy?.record?.text ?? null,
    policyDomain: policy?.domain ?? null,
    organizationalDomain: organizationalDomain === 'unknown' ? null : organizationalDomain,
    effectivePolicy: effective.domain,
    effective: describeEffective(effective),
    legacy: describeEffective(legacy),
    legacyPolicyDomain: legacyRecordOf(facts)?.domain ?? null,
    walk: walk.map(({ domain, answer, records }) => ({
      name: under('_dmarc', domain),
      status: answer.status,
      records,
    })),
    reports: reports.flatMap((target) => (target.external ? [describeReport(target, target.external)] : [])),
    unasked,
  };
}

/** RFC 7489 §6.6.3: the domain's own record, else that of the registered domain. */
function legacyRecordOf({ walk: [own], legacyStep }: DmarcFacts) {
  return [own, legacyStep].find((step) => step !== undefined && step.records.length > 0);
}

function describeReport(target: ReportTarget, external: External): FactsOf<'dmarc'>['reports'][number] {
  const { uri, tag, host } = target;
  return {
    tag,
    address: uri.address ?? uri.text,
    host,
    takesMail: reachBlockers(target).length > 0 ? 'unknown' : unreachable(target) === undefined,
    authorisation: authorisationOf(external),
    authorisedBy: external.answer === undefined ? null : (external.name ?? null),
  };
}

function describeEffective({ domain, subdomains, nonexistent, percent }: Effective) {
  return { domain, subdomains, nonexistent, percent: percent ?? null };
}
