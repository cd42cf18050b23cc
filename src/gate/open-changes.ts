import type { Evaluation } from '../audit.ts';
import { type AnyAnswer, questionKey } from '../dns/index.ts';
import type { FactName, Facts } from '../facts/index.ts';
import { nodesOf, unknownOf } from '../facts/spf.ts';
import { hasMail } from './open.ts';
import type { IsChanged } from './records.ts';
import { changeRules } from './rules/index.ts';

type Side = Pick<Facts, 'mx' | 'spf' | 'dkim' | 'dmarc'>;

/**
 * Rules on changes that could not compare: what they need was read on one side only, so a loss would not show. What
 * failed on both sides alike is nothing of the change, but for the sets that it names.
 */
export function openChangeRules(
  base: Evaluation,
  proposed: Evaluation,
  isChanged: IsChanged = () => false,
): string[] {
  // Nothing can be lost of a name without mail.
  if (!hasMail(base.result)) return [];
  const [before, after]: [Partial<Side>, Partial<Side>] = [base.facts, proposed.facts];
  const receives = receivesMail(base.result);
  const unread = [...READERS].filter(([name, failures]) => {
    if (name === 'mx' && !receives) return false;
    const [old, now] = [before[name], after[name]];
    if (old === undefined || now === undefined) return false;
    const [first, then] = [failures(old as never), failures(now as never)];
    return !isAlike(first, then) || then.some(isChanged);
  });
  const names = new Set<FactName>(unread.map(([name]) => name));
  if (mayLoseSenders(before.spf, after.spf)) names.add('spf');
  return changeRules.filter(({ needs }) => needs.some((name) => names.has(name))).map(({ id }) => id);
}

function isAlike(before: readonly AnyAnswer[], after: readonly AnyAnswer[]): boolean {
  const [old, now] = [before, after].map((answers) => new Set(answers.map(lookupOf)));
  return old!.size === now!.size && [...old!].every((lookup) => now!.has(lookup));
}

const lookupOf = ({ name, type }: AnyAnswer): string => questionKey(name, type);

/** Other records, and other addresses that were not read of what they name: a sender may be lost between them. */
function mayLoseSenders(before: Facts['spf'] | undefined, after: Facts['spf'] | undefined): boolean {
  if (before === undefined || after === undefined) return false;
  const textsOf = ({ root }: Facts['spf']): string =>
    JSON.stringify([...nodesOf(root)].map(({ record }) => record?.text));
  const unread = ({ authorised }: Facts['spf']): AnyAnswer[] => failed(authorised.blockedBy);
  return textsOf(before) !== textsOf(after) && !isAlike(unread(before), unread(after));
}

/** Of a domain that takes no mail none can be lost; where nobody knows, it may be. */
function receivesMail({ posture }: Evaluation['result']): boolean {
  const role = posture?.role.value;
  return role !== 'no-mail' && role !== 'send-only';
}

/** The failed lookups that leave the facts of a section open. */
const READERS = new Map<keyof Side, (facts: never) => AnyAnswer[]>([
  // RFC 5321 §5.1: without an MX the domain’s own address takes its mail.
  ['mx', ({ answer, own }: Facts['mx']) => failed(answer.status === 'absent' ? [own.a, own.aaaa] : [answer])],
  ['spf', ({ root }: Facts['spf']) => failed(unknownOf(root))],
  ['dkim', ({ selectors }: Facts['dkim']) => failed(selectors.map(({ answer }) => answer))],
  [
    'dmarc',
    ({ walk, effective }: Facts['dmarc']) =>
      effective.domain === 'unknown' ? failed(walk.map(({ answer }) => answer)) : [],
  ],
]);

/** What an offline run does not ask is left open by whoever chose to. */
function failed(answers: readonly AnyAnswer[]): AnyAnswer[] {
  return answers.filter(({ status }) => status === 'failed');
}
