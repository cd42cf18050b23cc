import { type AnswerTo, under } from '../dns/index.ts';
import type { Gathering } from './gathering.ts';

export interface MtaStsFacts {
  answer: AnswerTo<'TXT'>;
}

export async function gatherMtaSts({ domain, ask }: Gathering): Promise<MtaStsFacts> {
  return { answer: await ask(under('_mta-sts', domain), 'TXT') };
}
