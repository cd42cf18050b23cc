import type { AnyAnswer } from '../../dns/index.ts';
import { type Count, isUnknown, recordsOf } from '../known.ts';
import type { SpfNode, SpfOutcome, SpfTermFacts, VoidCounts } from '../spf.ts';

/** RFC 7208 §4.6.4. */
export const MAX_LOOKUPS = 10;
export const MAX_VOID_LOOKUPS = 2;
export const MAX_MX_HOSTS = 10;

/** What a receiver makes of the tree, for a client that matches no term. */
export interface SpfVerdict {
  outcome: SpfOutcome;
  /** Whose mail a permerror hits: `some` where senders that match an earlier term still pass. */
  permerrorFor: 'none' | 'some' | 'all';
  lookups: Count;
  voidLookups: VoidCounts;
}

interface Walk extends SpfVerdict {
  /** A term that can pass somebody has been read. */
  passes: boolean;
  permerror?: 'some' | 'all';
  temperror: boolean;
  done: boolean;
}

/**
 * Walks the tree as check_host() does, but stops at no error: the counts are of the whole tree, and of several
 * errors a definite one (permerror) decides over one that may pass away (temperror).
 */
export function judgeTree(root: SpfNode): SpfVerdict {
  const walk: Walk = {
    outcome: 'valid',
    permerrorFor: 'none',
    lookups: zero(),
    voidLookups: { ipv4: zero(), ipv6: zero(), both: zero() },
    passes: false,
    temperror: false,
    done: false,
  };
  if (isUnknown(root.answer)) {
    block(walk, root.answer);
    return verdict(walk, 'temperror');
  }
  if (root.records.length === 0) return verdict(walk, 'none');
  walkNode(walk, root);
  if (walk.permerror) return verdict(walk, 'permerror');
  return verdict(walk, walk.temperror ? 'temperror' : 'valid');
}

function verdict({ lookups, voidLookups, permerror }: Walk, outcome: SpfOutcome): SpfVerdict {
  return { outcome, permerrorFor: outcome === 'permerror' ? permerror! : 'none', lookups, voidLookups };
}

function zero(): Count {
  return { atLeast: 0, blockedBy: [] };
}

function permerror(walk: Walk): void {
  walk.permerror ??= walk.passes ? 'some' : 'all';
}

/** A failed lookup: what stands behind it may cost more lookups, of every kind. */
function block(walk: Walk, answer: AnyAnswer): void {
  walk.temperror = true;
  for (const count of [walk.lookups, ...Object.values(walk.voidLookups)]) count.blockedBy.push(answer);
}

/** `sending`: a pass of this record lets somebody send; below an `-include` it does not. */
function walkNode(walk: Walk, node: SpfNode, sending = true): void {
  if (node.records.length > 1 || (node.record?.faults.length ?? 0) > 0) permerror(walk);
  for (const facts of inOrder(node.terms)) {
    if (walk.done) return;
    if (facts.reached) walkTerm(walk, node, facts, sending);
  }
}

/** RFC 7208 §6.1: `redirect` is read after every mechanism, wherever it stands. */
export function inOrder(terms: SpfTermFacts[]): SpfTermFacts[] {
  const redirects = terms.filter(({ term }) => term.kind === 'redirect');
  return [...terms.filter(({ term }) => term.kind !== 'redirect'), ...redirects];
}

const COUNTED = new Set(['include', 'a', 'mx', 'ptr', 'exists', 'redirect']);

function walkTerm(walk: Walk, node: SpfNode, facts: SpfTermFacts, sending: boolean): void {
  const { term, cut } = facts;
  if (COUNTED.has(term.kind)) {
    walk.lookups.atLeast++;
    facts.lookup = walk.lookups.atLeast;
    if (walk.lookups.atLeast > MAX_LOOKUPS) permerror(walk);
  }
  if (cut === 'loop') permerror(walk);
  const positive = sending && 'qualifier' in term && term.qualifier === '+';
  if (term.kind === 'include' || term.kind === 'redirect') {
    walkInto(walk, facts, term.kind === 'include' ? positive : sending);
    return;
  }
  countVoid(walk, facts);
  if (positive) walk.passes = true;
  // A passing `all` behind an include matches every client, so nothing is read after it.
  if (term.kind === 'all' && term.qualifier === '+' && node.path.length > 1) walk.done = true;
}

/** RFC 7208 §5.2, §6.1: a target without a record is a permerror, and what is wrong there is wrong here. */
function walkInto(walk: Walk, { node, cut }: SpfTermFacts, sending: boolean): void {
  if (node === undefined) {
    if (cut === 'macro' && sending) walk.passes = true;
    // RFC 7208 §4.3: check_host() of a name that cannot be one is "none", which is a permerror here.
    if (cut === 'bad-name') permerror(walk);
    return;
  }
  if (isUnknown(node.answer)) block(walk, node.answer);
  else if (node.records.length === 0) permerror(walk);
  else walkNode(walk, node, sending);
}

function countVoid(walk: Walk, facts: SpfTermFacts): void {
  const { host, exists, mx, mxHosts = [] } = facts;
  if (mx !== undefined && recordsOf(mx).length > MAX_MX_HOSTS) permerror(walk);
  // An `exists` that finds nothing is how it works: it counts as no void lookup here.
  if (exists !== undefined && isUnknown(exists)) walk.temperror = true;
  const answers = [
    ...(host ? [host.a, host.aaaa] : []),
    ...(mx ? [mx] : []),
    ...mxHosts.flatMap(({ a, aaaa }) => [a, aaaa]),
  ];
  for (const answer of answers.filter(isUnknown)) blockVoid(walk, answer);
  const { ipv4, ipv6 } = voidOf(facts);
  const { voidLookups } = walk;
  if (ipv4) voidLookups.ipv4.atLeast++;
  if (ipv6) voidLookups.ipv6.atLeast++;
  if (ipv4 && ipv6) voidLookups.both.atLeast++;
  if (Math.min(voidLookups.ipv4.atLeast, voidLookups.ipv6.atLeast) > MAX_VOID_LOOKUPS) permerror(walk);
}

/** For clients of which family the term is a void lookup. */
export function voidOf({ host, mx }: SpfTermFacts): { ipv4: boolean; ipv6: boolean } {
  const noMx = mx?.status === 'absent';
  return { ipv4: noMx || host?.a.status === 'absent', ipv6: noMx || host?.aaaa.status === 'absent' };
}

/** An address lookup that failed can hide a void lookup, but no term: the count of terms stays exact. */
function blockVoid(walk: Walk, answer: AnyAnswer): void {
  walk.temperror = true;
  for (const count of Object.values(walk.voidLookups)) count.blockedBy.push(answer);
}
