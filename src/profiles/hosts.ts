import type { ReverseFacts } from '../facts/address.ts';
import { Blocked, known } from '../facts/known.ts';
import { met, type Records, type Told, unmet, untested } from './profile.ts';

/**
 * The addresses that SPF names one by one have a reverse name that leads back. Ranges are not tried: not every address
 * of one sends.
 */
export function sendersHaveReverseNames({ address }: Pick<Records, 'address'>): Told {
  known(address.senders);
  const senders = address.reverse.filter(({ sends }) => sends);
  if (senders.length === 0) return untested('SPF names no single address; those of a range are not tried');
  const without = senders.filter((sender) => !isConfirmed(sender));
  if (without.length === 0) return met(`${senders.length} of ${senders.length} confirmed`);
  return unmet(`not confirmed: ${without.map((sender) => sender.address).join(', ')}`);
}

/** RFC 8601 §3, “iprev”: one of the names is enough. */
function isConfirmed({ ptr, names }: ReverseFacts): boolean {
  known(ptr);
  if (names.some(({ confirmed }) => confirmed === true)) return true;
  const open = names.filter(({ confirmed }) => confirmed === 'unknown');
  if (open.length > 0) throw new Blocked(open.map(({ answer }) => answer));
  return false;
}

/** RFC 7505, needed only where there is an address that mail would fall back to. */
export function receivesNothing({ mx }: Pick<Records, 'mx'>): Told {
  switch (mx.state) {
    case 'null-mx':
      return met('null MX');
    case 'none':
      return met('neither MX nor address');
    case 'implicit':
      return unmet('no null MX, and an address that mail falls back to');
    case 'unknown':
      known(mx.answer);
      throw new Blocked([mx.own.a, mx.own.aaaa]);
    default:
      return unmet('MX names mail servers');
  }
}
