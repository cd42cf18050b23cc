import { type AnswerTo, under } from '../dns/index.ts';
import type { Gathering } from './gathering.ts';

export interface BimiFacts {
  answer: AnswerTo<'TXT'>;
}

export async function gatherBimi({ domain, ask }: Gathering): Promise<BimiFacts> {
  return { answer: await ask(under('default._bimi', domain), 'TXT') };
}
