import { nearMiss } from '../../records/near-miss.ts';
import { quoted } from '../../records/octets.ts';
import type { Span } from '../../records/parsed.ts';
import { known, recordsOf } from '../known.ts';
import type { SpfFacts, SpfNode } from '../spf.ts';
import { untornVersion } from './boundary.ts';

/** A text that is meant as SPF record and that no receiver selects. */
export interface IgnoredText {
  text: string;
  span: Span;
  code: string;
  message: string;
  hint: string;
  meant?: string;
}

/** True where it is proven that no text is selected (RFC 7208 §4.5). */
export function hasNoRecord({ root }: Pick<SpfFacts, 'root'>): boolean {
  known(root.answer);
  return root.records.length === 0;
}

/** Only looked for where no record is selected: beside a valid one such a text harms nobody. */
export function ignoredTexts({ answer, records }: SpfNode): IgnoredText[] {
  if (records.length > 0) return [];
  const all = recordsOf(answer).flatMap(
    ({ strings }) => tornText(strings) ?? nearText(strings.join('')) ?? [],
  );
  return all.toSorted((a, b) => (a.text < b.text ? -1 : Number(a.text > b.text)));
}

/** A cut between two strings that has swallowed the space behind the version (RFC 7208 §3.3). */
function tornText(strings: readonly string[]): IgnoredText | undefined {
  const meant = untornVersion(strings);
  if (meant === undefined) return undefined;
  const text = strings.join('');
  const end = meant.indexOf(' ', 'v=spf1 '.length) - 1;
  const span = { start: 0, end: end < 0 ? text.length : end };
  const message = `two strings join to ${quoted(text.slice(0, span.end))}, which receivers pass over`;
  return { text, span, code: 'split-boundary', message, hint: 'end the first string with a space', meant };
}

function nearText(text: string): IgnoredText | undefined {
  const miss = nearMiss(text);
  if (miss?.protocol !== 'spf') return undefined;
  const { code, message, hint = 'begin with “v=spf1” and a space', span } = miss.fault;
  return { text, span, code, message, hint, ...(miss.corrected !== undefined && { meant: miss.corrected }) };
}
