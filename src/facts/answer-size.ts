import { type AnswerTo, labelsOf, type Name } from '../dns/index.ts';
import { recordsOf } from './known.ts';

const HEADER = 12;
const TYPE_AND_CLASS = 4;
/** An owner as a pointer, type, class, TTL and length (RFC 1035 §4.1.3, §4.1.4). */
const RECORD = 12;
/** The OPT record without options (RFC 6891 §6.1.2). */
const OPT = 11;

/** Octets of the message that carries these TXT records, aliases on the way included. */
export function textAnswerSize(answer: AnswerTo<'TXT'>): number {
  const aliases = answer.chain.reduce((sum, { to }) => sum + RECORD + wireLengthOf(to), 0);
  const records = recordsOf(answer).reduce(
    (sum, { strings }) => sum + RECORD + strings.reduce((length, string) => length + 1 + string.length, 0),
    0,
  );
  return HEADER + wireLengthOf(answer.name) + TYPE_AND_CLASS + aliases + records + OPT;
}

function wireLengthOf(name: Name): number {
  return labelsOf(name).reduce((sum, label) => sum + 1 + label.length, 1);
}
