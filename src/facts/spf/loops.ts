import { sameName } from '../../dns/index.ts';
import type { SpfNode } from '../spf.ts';
import { type Descent, type Placed, placedTerms, shortName } from './descent.ts';

/** The terms that ask for a record which is being read already. */
export function loopsOf(root: SpfNode, kind: Descent): Placed[] {
  return placedTerms(root).filter(({ facts }) => facts.cut === 'loop' && facts.term.kind === kind);
}

/** Names of a way in a message of one line. */
const SHOWN = 2;

/** `a.example → b.example → a.example`. */
export function wayInWords({ node, facts }: Placed): string {
  const { target } = facts;
  const start = node.path.findIndex((name) => sameName(name, target!));
  const names = [...node.path.slice(start), target!].map(shortName);
  const shown = names.length > SHOWN + 1 ? [...names.slice(0, SHOWN), '…', names.at(-1)] : names;
  return shown.join(' → ');
}
