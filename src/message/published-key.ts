import { type AnswerTo, type Name, type Resolver, readName } from '../dns/index.ts';
import { isUnknown, recordsOf } from '../facts/known.ts';
import { type DkimKey, parseDkimKey } from '../records/dkim.ts';
import type { Parsed } from '../records/parsed.ts';

/** What stands where a signature says that its key is. */
export interface PublishedKey {
  name: string;
  /** Absent where the name is none that can be asked for: then no key is there. */
  answer?: AnswerTo<'TXT'>;
  /** `multiple`: what verifiers do with several records is undefined (RFC 6376 §3.6.2.2). */
  status: 'ok' | 'revoked' | 'invalid' | 'multiple' | 'absent' | 'unknown';
  record?: Parsed<DkimKey>;
}

export async function publishedKey({ ask }: Pick<Resolver, 'ask'>, name: string): Promise<PublishedKey> {
  const read = readName(name);
  if ('problem' in read) return { name, status: 'absent' };
  const answer = await ask(read.name as Name, 'TXT');
  if (isUnknown(answer)) return { name, answer, status: 'unknown' };
  const [record, ...others] = recordsOf(answer).map(({ strings }) => parseDkimKey(strings.join('')));
  if (record === undefined) return { name, answer, status: 'absent' };
  return { name, answer, record, status: others.length > 0 ? 'multiple' : record.value.status };
}
