import { allRules } from '../../rules/index.ts';
import type { AnyRule } from '../../rules/rule.ts';
import alignmentStrict from './alignment-strict.ts';
import type { ChangeRule } from './change-rule.ts';
import dkimKeyRemoved from './dkim-key-removed.ts';
import dkimKeyReplaced from './dkim-key-replaced.ts';
import dmarcRemoved from './dmarc-removed.ts';
import dmarcWeakened from './dmarc-weakened.ts';
import mxLost from './mx-lost.ts';
import reportsLost from './reports-lost.ts';
import spfAllWeakened from './spf-all-weakened.ts';
import spfOwnHostLost from './spf-own-host-lost.ts';
import spfServiceLost from './spf-service-lost.ts';

/** What only the comparison of both sides shows. */
export const changeRules: readonly ChangeRule[] = [
  mxLost,
  spfAllWeakened,
  spfOwnHostLost,
  spfServiceLost,
  dkimKeyRemoved,
  dkimKeyReplaced,
  dmarcRemoved,
  dmarcWeakened,
  alignmentStrict,
  reportsLost,
];

let ofMessages: readonly AnyRule[] = [];

/** Rules on messages are loaded with what judges messages: no other command needs them at its start. */
export function withMessageRules(rules: readonly AnyRule[]): readonly AnyRule[] {
  ofMessages = rules;
  return rules;
}

/** The rules of an audit, those of changes and, where they are loaded, those of messages. */
export function everyRule(): readonly AnyRule[] {
  return [...allRules(), ...changeRules, ...ofMessages];
}
