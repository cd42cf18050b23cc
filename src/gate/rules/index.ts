import { allRules } from '../../rules/index.ts';
import type { AnyRule } from '../../rules/rule.ts';
import type { ChangeRule } from './change-rule.ts';
import dkimKeyRemoved from './dkim-key-removed.ts';
import dkimKeyReplaced from './dkim-key-replaced.ts';
import dmarcWeakened from './dmarc-weakened.ts';
import mxLost from './mx-lost.ts';
import spfOwnHostLost from './spf-own-host-lost.ts';

/** What only the comparison of both sides shows. */
export const changeRules: readonly ChangeRule[] = [
  mxLost,
  spfOwnHostLost,
  dkimKeyRemoved,
  dkimKeyReplaced,
  dmarcWeakened,
];

/** The rules of an audit, and those of changes. */
export function everyRule(): readonly AnyRule[] {
  return [...allRules(), ...changeRules];
}
