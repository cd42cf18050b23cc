import type { Span } from '../../records/parsed.ts';
import type { AllTerm, SpfTerm } from '../../records/spf/types.ts';
import { known } from '../known.ts';
import type { SpfNode } from '../spf.ts';
import { type TextChange, textChange } from '../text-edit.ts';
import { edited, faultless } from './edit.ts';

/** The record that decides for clients that match no other term: the last of the redirects (RFC 7208 §6.1). */
export function endOf(root: SpfNode): { node: SpfNode; all: AllTerm | undefined } {
  for (let node = root; ; ) {
    known(node.answer);
    const all = node.terms.map(({ term }) => term).find((term) => term.kind === 'all');
    const next = node.terms.find(({ term, reached }) => reached && term.kind === 'redirect')?.node;
    if (all !== undefined || next === undefined) return { node, all };
    node = next;
  }
}

/** The audited domain's record with other text in place of some terms; nothing where it has mistakes besides. */
export function withEdits(
  { answer, record }: SpfNode,
  edits: readonly { span: Span; text: string }[],
): TextChange[] | undefined {
  if (record === undefined || record.faults.length > 0 || edits.length === 0) return undefined;
  const text = faultless(edited(record.text, edits));
  return text === undefined ? undefined : textChange(answer, record.text, text);
}

/** The audited domain's record without just these terms. */
export function withoutThese(root: SpfNode, terms: readonly SpfTerm[]): TextChange[] | undefined {
  return withEdits(
    root,
    terms.map(({ span }) => ({ span, text: '' })),
  );
}
