import type { AnswerTo } from '../dns/index.ts';
import { faultKey, textChange } from '../facts/text-edit.ts';
import type { Fault, Parsed } from '../records/parsed.ts';
import type { Hit, Severity } from './rule.ts';

/** Nobody reads more; a hostile record has thousands. */
const MOST_SHOWN = 50;

/** What senders pass over by rule, and what only some of them mind. */
const SEVERITIES: Record<string, Severity> = {
  'duplicate-field': 'notice',
  'unknown-field': 'notice',
  'empty-field': 'warning',
  'bad-field-value': 'warning',
  'bad-field-name': 'warning',
  'blank-before-semicolon': 'warning',
};

export interface Repair {
  /** The record put right. */
  text: string;
  /** What only the owner can know before it is published. */
  question?: string;
}

/** Faults of the record of MTA-STS or TLS-RPT, each with the whole record put right. */
export function* fieldFaults(
  answer: AnswerTo<'TXT'>,
  { text, faults }: Parsed<unknown>,
  isOwn: (fault: Fault) => boolean,
  repair: Repair | undefined,
): Generator<Hit> {
  for (const fault of faults.filter(isOwn).slice(0, MOST_SHOWN)) {
    const { code, span, message, hint, replacement } = fault;
    yield {
      message,
      subject: { name: answer.name, type: 'TXT' },
      key: faultKey(text, fault),
      severity: SEVERITIES[code] ?? 'error',
      record: text,
      span,
      data: { code, hint, replacement },
      ...(hint !== undefined && { fix: hint }),
      ...inPlace(answer, text, repair),
    };
  }
}

/** The repaired record in place of a text that stands there; nothing where the set is not the domain's own. */
export function inPlace(answer: AnswerTo<'TXT'>, text: string, repair: Repair | undefined) {
  const changes = repair && textChange(answer, text, repair.text);
  if (changes === undefined) return {};
  const { question } = repair!;
  return {
    changes,
    ...(question === undefined ? { safety: 'safe' as const } : { safety: 'ask' as const, question }),
  };
}
