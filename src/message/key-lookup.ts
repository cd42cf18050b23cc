import type { AnyAnswer, Resolver } from '../dns/index.ts';
import { isUnknown, recordsOf } from '../facts/known.ts';
import { parseDkimKey } from '../records/dkim.ts';
import { publishedKey } from './published-key.ts';

class LookupError extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** Our resolver in the shape of Node's, for mailauth, which asks for keys alone. What was not answered goes to `failed`. */
export function keyLookup(resolver: Resolver, failed: AnyAnswer[]) {
  return async (name: string): Promise<string[][]> => {
    const { answer } = await publishedKey(resolver, name);
    if (answer === undefined) throw new LookupError('ENOTFOUND');
    if (isUnknown(answer)) {
      failed.push(answer);
      throw new LookupError(
        answer.status === 'failed' && answer.reason === 'timeout' ? 'ETIMEOUT' : 'ESERVFAIL',
      );
    }
    if (answer.status === 'absent')
      throw new LookupError(answer.reason === 'nxdomain' ? 'ENOTFOUND' : 'ENODATA');
    return recordsOf(answer).map(({ strings }) => [readable(strings.join(''))]);
  };
}

/** One reading of a key for both: where ours finds a usable key, faults that harm nobody are left out. */
function readable(text: string): string {
  const { value } = parseDkimKey(text);
  return value.status === 'ok' ? value.tags.map(({ name, value: is }) => `${name}=${is}`).join('; ') : text;
}
