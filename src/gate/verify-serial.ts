import type { VerifiedServer } from '../report/schema/verify.ts';

/**
 * Serials tell nothing for sure, so the data decides; but where a server has other data under the serial of the proposed
 * zone, or under a newer one, whoever trusts serials is misled: its secondaries among them.
 */
export function serialRemarks(proposed: number | null, servers: readonly VerifiedServer[]): VerifiedServer[] {
  const right = new Map<number, string>();
  for (const { state, serial, host } of servers)
    if (state === 'agrees' && serial !== null) right.set(serial, host);
  if (proposed !== null) right.set(proposed, 'the proposed zone');
  return servers.map((server) => ({ ...server, serialRemark: remarkOn(server, right) }));
}

function remarkOn({ state, serial }: VerifiedServer, right: ReadonlyMap<number, string>): string | null {
  if (state !== 'differs' || serial === null) return null;
  const same = right.get(serial);
  if (same !== undefined) return `serial ${serial} is also that of ${same}, the records are not`;
  const [older] = [...right.keys()].filter((other) => isNewer(serial, other));
  if (older === undefined) return null;
  return `serial ${serial} is newer than ${older} (${right.get(older)}), the records are not`;
}

const HALF = 2 ** 31;

/** RFC 1982 §3.2: serials go round. */
function isNewer(serial: number, than: number): boolean {
  const ahead = (serial - than + 2 * HALF) % (2 * HALF);
  return ahead > 0 && ahead < HALF;
}
