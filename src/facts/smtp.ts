import type { Gathering } from './gathering.ts';

export type SmtpFacts = Record<string, never>;

export async function gatherSmtp(_gathering: Gathering): Promise<SmtpFacts> {
  return {};
}
