import { readName } from '../../dns/index.ts';
import type { Gathering } from '../gathering.ts';
import { checkHost, type SpfCheck } from './check.ts';
import type { SpfSession } from './macros.ts';

/**
 * RFC 7208 §2.3: the name that the client greets with has an SPF record of its own, which is all there is for a bounce
 * (§2.4: an empty MAIL FROM stands for postmaster at that name). Nothing where it is an address or no name at all.
 */
export async function checkHelo(
  ask: Gathering['ask'],
  { ip, helo }: SpfSession,
): Promise<SpfCheck | undefined> {
  if (helo === undefined || helo.startsWith('[')) return undefined;
  const read = readName(helo);
  if ('problem' in read || !read.name.includes('.')) return undefined;
  return checkHost(ask, read.name, { ip, helo, mailFrom: `postmaster@${read.name}` });
}
