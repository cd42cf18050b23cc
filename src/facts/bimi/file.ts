import type { BimiFile } from '../bimi.ts';
import { blockersOf, hostState } from '../hosts.ts';
import { askedOf, Blocked, isUnknown } from '../known.ts';

/** Why nobody gets a file, as far as that is proven; throws {@link Blocked} where it was not learned. */
export function fileTrouble({ host, answer }: BimiFile<unknown>): string | undefined {
  const state = hostState(host);
  if (state === 'unknown') throw new Blocked(blockersOf(host));
  if (answer === undefined)
    return `${host.name} ${state === 'nxdomain' ? 'does not exist' : 'has no address'}`;
  if (isUnknown(answer)) throw new Blocked([askedOf(answer)]);
  if (answer.status === 'untrusted') return `${host.name} is not trusted: ${answer.detail.slice(0, 200)}`;
  if (answer.status !== 'answered' || answer.code === 200) return undefined;
  const { code, location } = answer;
  return location === null
    ? `${host.name} answers with status ${code}`
    : `${host.name} redirects to ${location.slice(0, 100)}, which is not followed`;
}

/** What a file holds; nothing where there is none or that is told by another rule. Throws {@link Blocked} where it was not learned. */
export function contentOf<T>(file: BimiFile<T> | undefined): T | undefined {
  if (file === undefined || fileTrouble(file) !== undefined) return undefined;
  return file.content;
}
