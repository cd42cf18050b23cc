import { withMessageRules } from '../../gate/rules/index.ts';
import type { AnyRule } from '../../rules/rule.ts';
import dmarcFail from './dmarc-fail.ts';

/** Rules on a message, in the order in which they are told. */
export const messageRules: readonly AnyRule[] = withMessageRules([dmarcFail]);
