import { quoted } from '../../records/octets.ts';
import type { UnknownModifier } from '../../records/spf/types.ts';
import { type Meant, meantTerm } from '../../records/spf.ts';
import type { SpfFacts } from '../spf.ts';
import { textChange, textData } from '../text-edit.ts';
import { edited, faultless } from './edit.ts';
import { MAX_LOOKUPS } from './evaluate.ts';
import { mergedText } from './merge.ts';

/** What receivers read as an unknown modifier, and so ignore (RFC 7208 §6), though it was put there for something. */
export interface Leftover {
  term: UnknownModifier;
  code: Exclude<Meant['code'], 'domain-shape' | 'modifier-for-mechanism'>;
  hint: string;
  replacement?: string;
}

export function* leftoversOf({ root }: Pick<SpfFacts, 'root'>): Generator<Leftover> {
  for (const { term } of root.terms) {
    if (term.kind !== 'unknown-modifier') continue;
    const meant = meantTerm(term);
    if (meant === undefined || meant.code === 'modifier-for-mechanism' || meant.code === 'domain-shape')
      continue;
    yield { ...meant, code: meant.code, term };
  }
}

/**
 * A redirect that nobody follows leaves its senders out; with “all” beside it none would follow it anyway (§6.1). Nor
 * does anybody read what a second record names behind the “all” of the first.
 */
export function severityOfLeftover({ root }: SpfFacts, { code }: Leftover): 'error' | 'warning' | 'notice' {
  if (code === 'misspelt-modifier' && !root.terms.some(({ term }) => term.kind === 'all')) return 'error';
  const unread = root.terms.some(
    ({ term, reached }) => !reached && 'qualifier' in term && term.kind !== 'all',
  );
  return code === 'second-version' && unread ? 'warning' : 'notice';
}

/** Two records in one text: what is wrong with the second “all”, and with the terms before it, is told as one. */
export function holdsSecondRecord(spf: Pick<SpfFacts, 'root'>): boolean {
  return [...leftoversOf(spf)].some(({ code }) => code === 'second-version');
}

/** A misspelt `redirect`, which stands for the “all” that is not there. */
export function holdsMisspeltRedirect(spf: Pick<SpfFacts, 'root'>): boolean {
  return [...leftoversOf(spf)].some(({ replacement }) => /^redirect=/i.test(replacement ?? ''));
}

/** The record as it was surely meant. */
export function withoutLeftover(spf: SpfFacts, leftover: Leftover) {
  const { root } = spf;
  const { code, term, replacement } = leftover;
  if (root.record!.faults.length > 0 || replacement === undefined) return {};
  if (code === 'second-version' && isBehindAll(spf, term)) return joined(spf, term);
  const { text } = root.record!;
  const changes = replaced(spf, faultless(edited(text, [{ span: term.span, text: replacement }])));
  if (changes === undefined) return {};
  if (code === 'second-version') return { changes, safety: 'safe' as const };
  if (code === 'misspelt-modifier') return asking(changes, `Is ${quoted(replacement)} what is meant?`);
  const token = { op: 'add' as const, name: root.answer.name, type: 'TXT' as const, to: textData(term.text) };
  return asking(
    [...changes, token],
    'Does a service still look for the token? Else leave it out altogether.',
  );
}

function replaced({ root }: SpfFacts, to: string | undefined) {
  return to === undefined ? undefined : textChange(root.answer, root.record!.text, to);
}

function asking<T>(changes: T, question: string) {
  return { changes, safety: 'ask' as const, question };
}

function isBehindAll({ root }: SpfFacts, { span }: UnknownModifier): boolean {
  return root.terms.some(({ term }) => term.kind === 'all' && term.span.start < span.start);
}

/** Two records in one text: one that lets pass whom either names, where it stays within the lookups. */
function joined(spf: SpfFacts, { span }: UnknownModifier) {
  const { text } = spf.root.record!;
  const changes = replaced(spf, mergedText([text.slice(0, span.start), text.slice(span.start)]));
  if (changes === undefined || lookupsInAll(spf) > MAX_LOOKUPS) return {};
  return asking(changes, 'Do all of these still send for the domain? Leave out those that do not.');
}

/** The lookups of today, and one at least for each term that nobody reads yet. */
function lookupsInAll({ root, lookups }: SpfFacts): number {
  const unread = root.terms.filter(
    ({ term, reached }) => !reached && ['include', 'a', 'mx', 'ptr', 'exists'].includes(term.kind),
  );
  return lookups.atLeast + unread.length;
}
