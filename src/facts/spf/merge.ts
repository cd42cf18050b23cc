import type { SpfTerm } from '../../records/spf/types.ts';
import { parseSpf } from '../../records/spf.ts';
import { MAX_LOOKUPS } from './evaluate.ts';

/**
 * One record that lets pass whoever one of these lets pass, and is as strict to all others as the laxest of them.
 * `undefined` where that cannot be told: a redirect, a term that only takes away, a mistake of the grammar.
 */
export function mergedText(records: readonly string[]): string | undefined {
  const parsed = records.map(parseSpf);
  if (parsed.some(({ faults }) => faults.length > 0)) return undefined;
  const terms = parsed.flatMap(({ value }) => beforeAll(value.terms));
  const texts = new Map(terms.map(({ text }) => [text.toLowerCase(), text]));
  const all = laxest(parsed.map(({ value }) => allOf(value.terms)));
  if (all === undefined || !terms.every(onlyAdds) || costOf(terms) > MAX_LOOKUPS) return undefined;
  return ['v=spf1', ...texts.values(), all].join(' ');
}

function beforeAll(terms: readonly SpfTerm[]): SpfTerm[] {
  const all = terms.findIndex(({ kind }) => kind === 'all');
  return terms.slice(0, all === -1 ? undefined : all);
}

function allOf(terms: readonly SpfTerm[]): string {
  const all = terms.find((term) => term.kind === 'all');
  return all === undefined ? '?' : all.qualifier;
}

function laxest(qualifiers: readonly string[]): string | undefined {
  const strictness = ['?', '~', '-'].find((qualifier) => qualifiers.includes(qualifier));
  return qualifiers.includes('+') || strictness === undefined ? undefined : `${strictness}all`;
}

function onlyAdds(term: SpfTerm): boolean {
  return 'qualifier' in term && term.qualifier === '+';
}

function costOf(terms: readonly SpfTerm[]): number {
  return terms.filter(({ kind }) => kind !== 'ip4' && kind !== 'ip6').length;
}
