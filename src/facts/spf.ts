import { type AnswerTo, type AnyAnswer, type Name, under } from '../dns/index.ts';
import type { Parsed } from '../records/parsed.ts';
import type { SpfRecord, SpfTerm } from '../records/spf/types.ts';
import type { Gathering } from './gathering.ts';
import type { Host } from './hosts.ts';
import { type Count, isUnknown } from './known.ts';
import { askOwn } from './probe.ts';
import type { Registration } from './registered.ts';
import { type Authorised, authorisedBy } from './spf/authorised.ts';
import { checkHost, type SpfCheck } from './spf/check.ts';
import { judgeTree, type SpfVerdict } from './spf/evaluate.ts';
import { checkHelo } from './spf/helo.ts';
import { gatherHostRecords } from './spf/hosts.ts';
import { gatherTree } from './spf/tree.ts';
import { gatherWhatIf, type WhatIfFacts } from './spf/what-if.ts';

/** One SPF record set of the tree: the audited domain's, an include's or a redirect's. */
export interface SpfNode {
  domain: Name;
  answer: AnswerTo<'TXT'>;
  /** Texts that are SPF records (RFC 7208 §4.5), sorted; more than one is a permerror. */
  records: string[];
  /** Where there is exactly one. */
  record?: Parsed<SpfRecord>;
  /** Beside `record.value.terms`, in the same order. */
  terms: SpfTermFacts[];
  /** The names on the way here, the audited domain first. */
  path: Name[];
}

export interface SpfTermFacts {
  term: SpfTerm;
  /** False behind an `all`, and for a `redirect` beside one: no receiver reads it. */
  reached: boolean;
  /** The name asked, where it can be told without a message: macros of the client or the sender have no value here. */
  target?: Name;
  /** Why the term's target was not followed. */
  cut?: 'loop' | 'macro' | 'budget' | 'bad-name';
  /** Its place among the terms that cost a lookup, from 1, over the whole tree. */
  lookup?: number;
  /** `a`: the target's addresses. */
  host?: Host;
  /** `exists`: whether the target has an address. */
  exists?: AnswerTo<'A'>;
  /** `mx`: the target's MX set, and the addresses of its hosts. */
  mx?: AnswerTo<'MX'>;
  mxHosts?: Host[];
  /** `exp` of the audited domain's record: the text for refused senders. */
  explanation?: AnswerTo<'TXT'>;
  /** `include`, `redirect`: what stands at the target. */
  node?: SpfNode;
  /** Asked only where the target does not exist. */
  registration?: Registration;
}

/** For a client that matches no term. */
export type SpfOutcome = 'valid' | 'none' | 'permerror' | 'temperror';

export interface SpfFacts extends SpfVerdict, WhatIfFacts {
  root: SpfNode;
  authorised: Authorised;
  /** TXT of the domain's own MX hosts, where its record lets them send. */
  hosts: AnswerTo<'TXT'>[];
  /** What stands at `_spf`, asked only where the domain itself has no record. */
  elsewhere?: AnswerTo<'TXT'>;
  /** Where a message was given. */
  check?: SpfCheck;
  /** Where its HELO name was given: what a receiver makes of that name alone. */
  heloCheck?: SpfCheck;
}

export interface VoidCounts {
  ipv4: Count;
  ipv6: Count;
  /** Terms that find nothing for either family. */
  both: Count;
}

export async function gatherSpf(gathering: Gathering): Promise<SpfFacts> {
  const [root, hosts] = await Promise.all([gatherTree(gathering), gatherHostRecords(gathering)]);
  // A name that does not exist has nothing below it (RFC 8020), or says so wrongly: dns/ent-nxdomain tells.
  const isMissing = !isUnknown(root.answer) && root.records.length === 0;
  const elsewhere = isMissing && (await askOwn(gathering, under('_spf', gathering.domain), 'TXT'));
  const { session, whatIf: edits = [] } = gathering.declared;
  const whatIf = await gatherWhatIf(gathering, root, edits);
  const check = session && (await checkHost(gathering.ask, gathering.domain, session));
  const heloCheck = session && (await checkHelo(gathering.ask, session));
  return {
    root,
    hosts,
    authorised: authorisedBy(root),
    ...judgeTree(root),
    ...(elsewhere && { elsewhere }),
    ...(check && { check }),
    ...(heloCheck && { heloCheck }),
    ...whatIf,
  };
}

/** Every node of the tree, the root first, in the order in which a receiver meets them. */
export function* nodesOf(node: SpfNode): Generator<SpfNode> {
  yield node;
  for (const { node: below, reached } of node.terms) if (below && reached) yield* nodesOf(below);
}

/** Every term of the tree that a receiver would read, with the node it stands in. */
export function* termsOf(root: SpfNode): Generator<{ node: SpfNode; facts: SpfTermFacts }> {
  for (const node of nodesOf(root)) for (const facts of node.terms) if (facts.reached) yield { node, facts };
}

/** Lookups of the tree that failed, so that more may be wrong than is seen. */
export function unknownOf(root: SpfNode): AnyAnswer[] {
  return [...nodesOf(root)]
    .map(({ answer }) => answer)
    .filter(({ status }) => status === 'failed' || status === 'skipped');
}
