import { quoted } from '../../records/octets.ts';
import { meantTerm, parseSpf } from '../../records/spf.ts';
import type { SpfNode } from '../spf.ts';
import { textChange } from '../text-edit.ts';
import { type Placed, shortText } from './descent.ts';
import { edited, withoutTerms } from './edit.ts';

interface Repair {
  changes: NonNullable<ReturnType<typeof textChange>>;
  safety: 'ask';
  question: string;
}

/**
 * What to publish instead of a term that leads nowhere: the term that was surely meant, else the record without
 * it. Nothing where it stands in somebody else's record.
 */
export function repairOf(root: SpfNode, { own, facts }: Placed): Repair | undefined {
  if (own !== facts || facts.term.kind === 'redirect') return undefined;
  const meant = meantTerm(facts.term)?.replacement;
  const changes = meant ? replaced(root, facts.term.span, meant) : withoutTerms(root, [facts.term.text]);
  if (changes === undefined) return undefined;
  const question = meant
    ? `Is ${quoted(meant)} what is meant?`
    : `Do you still use the service behind ${shortText(facts.term.text)}? Then ask it for the right name.`;
  return { changes, safety: 'ask', question };
}

function replaced(root: SpfNode, span: { start: number; end: number }, text: string) {
  const record = root.record!.text;
  const corrected = edited(record, [{ span, text }]);
  return parseSpf(corrected).faults.length === 0 ? textChange(root.answer, record, corrected) : undefined;
}
