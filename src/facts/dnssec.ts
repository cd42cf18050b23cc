import type { Gathering } from './gathering.ts';

export type DnssecFacts = Record<string, never>;

export async function gatherDnssec(_gathering: Gathering): Promise<DnssecFacts> {
  return {};
}
