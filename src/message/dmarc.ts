import type { Requested } from '../facts/dmarc/effective.ts';
import { type Alignment, counts } from './alignment.ts';
import type { Policy } from './policy.ts';
import type { Signature } from './signature.ts';
import type { SpfOfMessage } from './spf.ts';

export type Word = 'inbox' | 'spam' | 'refused' | 'unknown';

/** What DMARC makes of the message, as one kind of receiver sees it. */
export interface View {
  /** `none`: no policy, or no Author Domain; `unknown`: not all that could pass was seen. */
  result: 'pass' | 'fail' | 'none' | 'temperror' | 'unknown';
  by: ('dkim' | 'spf')[];
  requested: Requested;
  percent?: number;
  /** What the domain asks for; receivers decide. */
  word: Word;
}

export interface DmarcOfMessage {
  current: View;
  legacy: View;
}

export interface Identifiers {
  signatures: readonly Signature[];
  spf: SpfOfMessage | undefined;
  /** False where the session is not known, or the message was not read whole: something that passes may be unseen. */
  isToldWhole: boolean;
  /** False where From may stand in what was not read: who the author is, and whether there is one, is open. */
  isAuthorRead: boolean;
}

export function dmarcOf(policy: Policy | undefined, found: Identifiers): DmarcOfMessage {
  if (!found.isAuthorRead) return { current: openView(policy), legacy: openView(policy?.legacy) };
  if (policy === undefined) {
    const none: View = { result: 'none', by: [], requested: 'nothing', word: 'unknown' };
    return { current: none, legacy: none };
  }
  const { legacy } = policy;
  return {
    current: viewOf(policy, found, ({ alignment }) => alignment),
    legacy: viewOf(legacy, found, ({ legacyAlignment }) => legacyAlignment),
  };
}

function openView(policy: Pick<Policy, 'requested'> | undefined): View {
  return { result: 'unknown', by: [], requested: policy?.requested ?? 'unknown', word: 'unknown' };
}

type Sides = Pick<Signature, 'alignment' | 'legacyAlignment'>;
type Asked = Pick<Policy, 'requested' | 'adkim' | 'aspf'> & { percent?: number };

function viewOf(policy: Asked, found: Identifiers, side: (one: Sides) => Alignment): View {
  const { requested, percent } = policy;
  const by = passing(policy, found, side);
  const result = resultOf(policy, found, side, by);
  const word =
    result === 'fail' ? WORDS[requested] : result === 'pass' || result === 'none' ? 'inbox' : 'unknown';
  return { result, by, requested, ...(percent !== undefined && { percent }), word };
}

function passing(
  { adkim, aspf }: Asked,
  { signatures, spf }: Identifiers,
  side: (one: Sides) => Alignment,
): View['by'] {
  const signed = signatures.some((one) => one.result === 'pass' && counts(side(one), adkim));
  const sent = spf?.check.result === 'pass' && counts(side(spf), aspf);
  return [...(signed ? (['dkim'] as const) : []), ...(sent ? (['spf'] as const) : [])];
}

/** RFC 9989 §5.3.5; §5.3.6: what a lookup left open is neither passed nor failed. */
function resultOf(
  { requested }: Asked,
  { signatures, spf, isToldWhole }: Identifiers,
  side: (one: Sides) => Alignment,
  by: View['by'],
): View['result'] {
  if (requested === 'unknown') return 'temperror';
  if (requested === 'nothing') return 'none';
  if (by.length > 0) return 'pass';
  const mayPass = (result: string, aligned: Alignment): boolean =>
    (result === 'temperror' && aligned !== 'none') || (result === 'pass' && aligned === 'unknown');
  if (signatures.some((one) => mayPass(one.result, side(one)))) return 'temperror';
  if (spf !== undefined && mayPass(spf.check.result, side(spf))) return 'temperror';
  return isToldWhole ? 'fail' : 'unknown';
}

const WORDS: Record<Requested, Word> = {
  none: 'inbox',
  nothing: 'inbox',
  quarantine: 'spam',
  reject: 'refused',
  unknown: 'unknown',
};
