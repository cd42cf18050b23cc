import type { SpfNode, SpfTermFacts } from '../spf.ts';
import { shortText } from './descent.ts';
import { termPassing } from './passing.ts';

/** True where a term of the audited domain's record may let somebody pass, as far as is known. */
export function mayPass(facts: SpfTermFacts): boolean {
  return facts.term.kind !== 'redirect' && !facts.node?.record?.faults.length && termPassing(facts) !== 'no';
}

/** Terms that a receiver has matched before it comes to `own`: their senders pass, whatever stands behind. */
export function passingBefore(root: SpfNode, own: SpfTermFacts): SpfTermFacts[] {
  const before =
    own.term.kind === 'redirect' ? root.terms : root.terms.slice(0, Math.max(0, root.terms.indexOf(own)));
  return before.filter((facts) => facts !== own && facts.reached && mayPass(facts));
}

/** Whose mail a permerror at `own` hits. */
export function hitInWords(root: SpfNode, own: SpfTermFacts): string {
  const passing = root.record?.faults.length ? [] : passingBefore(root, own);
  if (passing.length === 0) return 'permerror for all mail';
  return `permerror for all mail but what ${listed(passing.map(({ term }) => term.text))} ${passing.length === 1 ? 'lets' : 'let'} pass`;
}

/** Characters of a list of terms in a message of one line. */
const ROOM = 45;

/** `“a”, “mx” and 3 more`. */
export function listed(all: readonly string[]): string {
  const texts = [...new Set(all)];
  const shown: string[] = [];
  let room = ROOM;
  for (const text of texts) {
    const word = shortText(text);
    if (shown.length > 0 && word.length > room) break;
    shown.push(word);
    room -= word.length;
  }
  if (shown.length < texts.length) return `${shown.join(', ')} and ${texts.length - shown.length} more`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
