import { type AnswerTo, under } from '../dns/index.ts';
import type { Gathering } from './gathering.ts';

export interface TlsRptFacts {
  answer: AnswerTo<'TXT'>;
}

export async function gatherTlsRpt({ domain, ask }: Gathering): Promise<TlsRptFacts> {
  return { answer: await ask(under('_smtp._tls', domain), 'TXT') };
}
