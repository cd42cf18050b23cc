import { type AnswerTo, labelsOf, type Name, nameKey, parentOf, ROOT } from '../dns/index.ts';
import { recordsOf } from './known.ts';

const HEADER = 12;
const TYPE_AND_CLASS = 4;
/** An owner as a pointer, type, class, TTL and length (RFC 1035 §4.1.3, §4.1.4). */
const RECORD = 12;
/** The OPT record without options (RFC 6891 §6.1.2). */
export const OPT_SIZE = 11;

/** Octets of the message that carries these TXT records, aliases on the way and EDNS included. */
export function textAnswerSize(answer: AnswerTo<'TXT'>): number {
  const written = new Set<Name>();
  const question = HEADER + sizeOf(answer.name, written) + TYPE_AND_CLASS;
  const aliases = answer.chain.reduce((sum, { to }) => sum + RECORD + sizeOf(to, written), 0);
  const records = recordsOf(answer).reduce(
    (sum, { strings }) => sum + RECORD + strings.reduce((length, string) => length + 1 + string.length, 0),
    0,
  );
  return question + aliases + records + OPT_SIZE;
}

/** RFC 1035 §4.1.4: an ending that stands in the message already takes a pointer of two octets. */
function sizeOf(name: Name, written: Set<Name>): number {
  let size = 0;
  for (let rest = nameKey(name); rest !== ROOT; rest = parentOf(rest)) {
    if (written.has(rest)) return size + 2;
    written.add(rest);
    size += 1 + labelsOf(rest)[0]!.length;
  }
  return size + 1;
}
