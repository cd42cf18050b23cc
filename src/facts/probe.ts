import { createHash } from 'node:crypto';
import { type Name, under } from '../dns/index.ts';

/**
 * A name that nobody has published, to see what the DNS says of names that do not exist. Made from the name above it,
 * so that two runs ask the same question and a recording can be replayed.
 */
export function improbableName(above: Name, salt = ''): Name {
  const label = createHash('sha256').update(`mailcheck ${salt} ${above}`).digest('hex').slice(0, 16);
  return under(label, above);
}
