import type { Span } from '../../records/parsed.ts';
import { parseSpf } from '../../records/spf.ts';
import type { SpfNode } from '../spf.ts';
import { type Edit, spliced, type TextChange, textChange } from '../text-edit.ts';
import { tornTerms } from './boundary.ts';

/** SPF records written anew. */

/** The text with every edit made that overlaps no later one; runs of spaces, which mean nothing, become one. */
export function edited(text: string, edits: readonly Edit[]): string {
  return spliced(text, edits)
    .split(' ')
    .filter((word) => word !== '')
    .join(' ');
}

/** The record with every mistake of its grammar put right, where it is known how. */
export function correctedText(node: SpfNode): string | undefined {
  const { record } = node;
  if (record === undefined) return undefined;
  const torn = tornTerms(node);
  const others = record.faults.filter(({ span }) => !torn.some((term) => overlap(term.span, span)));
  const edits = others.flatMap(({ span, replacement: text }) => (text === undefined ? [] : [{ span, text }]));
  if (edits.length < others.length) return undefined;
  return faultless(edited(record.text, [...edits, ...torn]));
}

export function overlap(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}

/** The text itself where it is an SPF record without a fault. */
export function faultless(text: string): string | undefined {
  return parseSpf(text).faults.length === 0 ? text : undefined;
}

/** The audited domain's record without some of its terms; terms written twice go twice. Nothing where it has mistakes besides. */
export function withoutTerms(root: SpfNode, texts: readonly string[]): TextChange[] | undefined {
  if (root.record === undefined) return undefined;
  const dropped = new Set(texts.map((text) => text.toLowerCase()));
  const kept = root.record.value.terms.filter(({ text }) => !dropped.has(text.toLowerCase()));
  const words = [root.record.text.slice(0, 'v=spf1'.length), ...kept.map(({ text }) => text)];
  const text = faultless(words.join(' '));
  return text === undefined ? undefined : textChange(root.answer, root.record.text, text);
}
