import { type Name, nameKey } from '../../dns/index.ts';
import { quoted } from '../../records/octets.ts';
import type { Span } from '../../records/parsed.ts';
import { Blocked, eachKnown, known } from '../known.ts';
import { remembered } from '../remembered.ts';
import { nodesOf, type SpfFacts, type SpfNode, type SpfTermFacts, termsOf, unknownOf } from '../spf.ts';
import { tornTerms } from './boundary.ts';
import { overlap } from './edit.ts';

/** A term of the tree, seen from the audited domain's record. */
export interface Placed {
  /** The term of that record which leads there. */
  own: SpfTermFacts;
  /** The record that the term stands in. */
  node: SpfNode;
  facts: SpfTermFacts;
  /** Whoever matches the term passes: no `-`, `~` or `?` stands on the way. */
  sends: boolean;
  /** An `include` stands on the way. */
  included: boolean;
}

/** True where there is one SPF record to look into. Throws {@link Blocked} where the lookup for it failed. */
export function hasRecord({ root }: Pick<SpfFacts, 'root'>): boolean {
  known(root.answer);
  return root.record !== undefined;
}

/** Every term that a receiver would read, each term of one record once, however many ways lead to it. */
export const placedTerms = remembered((root: SpfNode): Placed[] => {
  const seen = new Map<string, Placed>();
  for (const placed of placedBelow(root, { sends: true, included: false })) {
    const key = `${nameKey(placed.node.domain)} ${placed.facts.term.text.toLowerCase()}`;
    const before = seen.get(key);
    if (before === undefined || (placed.sends && !before.sends)) seen.set(key, placed);
  }
  return [...seen.values()];
});

interface Way {
  own?: SpfTermFacts;
  sends: boolean;
  included: boolean;
}

function* placedBelow(node: SpfNode, way: Way): Generator<Placed> {
  for (const facts of node.terms.filter(({ reached }) => reached)) {
    const { term, node: below } = facts;
    const own = way.own ?? facts;
    const sends = way.sends && (term.kind === 'redirect' || ('qualifier' in term && term.qualifier === '+'));
    yield { own, node, facts, sends, included: way.included };
    const included = way.included || term.kind === 'include';
    if (below) yield* placedBelow(below, { own, sends, included });
  }
}

/** Throws {@link Blocked} where a record of the tree could not be read. */
export function requireWhole(root: SpfNode): void {
  const unknown = unknownOf(root);
  if (unknown.length > 0) throw new Blocked(unknown);
}

export type Descent = 'include' | 'redirect';

/** The `include` and `redirect` terms that were followed. */
export function descentsOf(root: SpfNode, ...kinds: Descent[]): (Placed & { below: SpfNode })[] {
  return meantTerms(root).flatMap((placed) => {
    const { term, node: below } = placed.facts;
    return kinds.some((kind) => kind === term.kind) && below ? [{ ...placed, below }] : [];
  });
}

/** Without those that are two terms with no space between them: their targets were never meant. */
export function meantTerms(root: SpfNode): Placed[] {
  const torn = tornTerms(root);
  return placedTerms(root).filter(
    ({ node, facts }) => node !== root || !torn.some(({ span }) => overlap(span, facts.term.span)),
  );
}

/** Those whose targets' answers are known; then throws {@link Blocked} for the others. */
export function eachDescent(root: SpfNode, ...kinds: Descent[]): Generator<Placed & { below: SpfNode }> {
  return eachKnown(descentsOf(root, ...kinds), ({ below }) => [below.answer]);
}

/** True where a term that is read asks for another record. */
export function hasDescents(root: SpfNode, ...kinds: Descent[]): boolean {
  return [...termsOf(root)].some(({ facts }) => kinds.some((kind) => kind === facts.term.kind));
}

/** Nodes below the audited domain's own, each domain once, with the own term that leads there. */
export function nodesBelow(root: SpfNode): { own: SpfTermFacts; node: SpfNode }[] {
  const seen = new Map<string, { own: SpfTermFacts; node: SpfNode }>();
  for (const own of root.terms) {
    if (!own.reached || own.node === undefined) continue;
    for (const node of nodesOf(own.node)) {
      const key = nameKey(node.domain);
      if (!seen.has(key)) seen.set(key, { own, node });
    }
  }
  return [...seen.values()];
}

/** What a finding on a term is about, and where it is. */
export function placeOf({ node, facts }: Pick<Placed, 'node' | 'facts'>): {
  subject: { name: Name; type: 'TXT' };
  key: string;
  record: string;
  span: Span;
} {
  const { text, span } = facts.term;
  const subject = { name: node.domain, type: 'TXT' as const };
  return { subject, key: text.toLowerCase(), record: node.record?.text ?? '', span };
}

/** `“include:a.example”`, with the record it stands in where that is not the audited domain's. */
export function termInWords({ own, node, facts }: Placed): string {
  const text = shortText(facts.term.text);
  return own === facts ? text : `${text} in the record of ${shortName(node.domain)}`;
}

/** The name asked, where the term itself does not show it. */
export function targetInWords({ facts }: Placed): string {
  return facts.target !== undefined && facts.term.text.includes('%') ? shortName(facts.target) : 'the name';
}

/** Findings of one rule on one record: nobody reads more, and a hostile record has thousands. */
export const MOST_SHOWN = 50;

/** A message is one line, and holds several of these. */
const SHORT = 36;

export function shortText(text: string): string {
  return quoted(text.length > SHORT ? `${text.slice(0, SHORT)}…` : text);
}

/** The end of a name tells whose it is. */
export function shortName(name: Name): string {
  return name.length > SHORT ? `…${name.slice(-SHORT)}` : name;
}
