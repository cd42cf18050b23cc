import type { Gathering } from './gathering.ts';

export type DaneFacts = Record<string, never>;

export async function gatherDane(_gathering: Gathering): Promise<DaneFacts> {
  return {};
}
