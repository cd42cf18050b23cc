import type { Sections } from '../report/schema/report.ts';
import { displayCut } from './sink.ts';

/** What counts towards the limits of RFC 7208 §4.6.4, and which terms cause it. */

type Node = NonNullable<Sections['spf']>['facts']['tree'];
type Term = Node['terms'][number];

export function countRows(tree: Node): string[][] {
  const all = [...termsOf(tree)];
  const rows = [lookupsOf(tree), voidsOf(all), mxHostsOf(all)].filter((words) => words !== '');
  return rows.map((words, index) => [index === 0 ? 'limits' : '', words]);
}

function* termsOf({ terms }: Node): Generator<Term> {
  for (const term of terms.filter(({ reached }) => reached)) {
    yield term;
    if (term.node) yield* termsOf(term.node);
  }
}

/** By terms of the domain's own record: these its owner can change. */
function lookupsOf({ terms }: Node): string {
  const costs = terms.map((term) => ({ term, cost: costOf(term) })).filter(({ cost }) => cost > 0);
  const sum = costs.reduce((total, { cost }) => total + cost, 0);
  return sum === 0
    ? ''
    : `${sum} of 10 lookups: ${listed(costs.map(({ term, cost }) => `${text(term)} ${cost}`))}`;
}

function costOf({ lookup, node, reached }: Term): number {
  if (!reached || lookup === null) return 0;
  return 1 + (node?.terms.reduce((sum, term) => sum + costOf(term), 0) ?? 0);
}

/** Receivers that ask for the client's family only count differently. */
function voidsOf(terms: Term[]): string {
  const empty = terms.filter(({ voidLookup }) => voidLookup.ipv4 || voidLookup.ipv6);
  if (empty.length === 0) return '';
  const four = empty.filter(({ voidLookup }) => voidLookup.ipv4).length;
  const six = empty.filter(({ voidLookup }) => voidLookup.ipv6).length;
  const counts = four === six ? `${four}` : `${four} for IPv4 clients, ${six} for IPv6 clients`;
  return `lookups that find nothing, 2 allowed: ${counts} (${listed(empty.map(text))})`;
}

function mxHostsOf(terms: Term[]): string {
  const hosts = terms.filter(({ mxHosts }) => mxHosts !== null && mxHosts > 0);
  const each = hosts.map((term) => `${text(term)} ${term.mxHosts}`);
  return hosts.length === 0 ? '' : `MX hosts, 10 allowed each: ${listed(each)}`;
}

function text(term: Term): string {
  return displayCut(term.text, 60);
}

const MOST = 12;

function listed(all: readonly string[]): string {
  const texts = [...new Set(all)];
  return texts.length > MOST
    ? `${texts.slice(0, MOST).join(', ')} and ${texts.length - MOST} more`
    : texts.join(', ');
}
