import { type AnswerTo, isWithin, ROOT } from '../../dns/index.ts';
import { parseSpf, selectSpf } from '../../records/spf.ts';
import type { Gathering } from '../gathering.ts';
import { distinctNames } from '../hosts.ts';
import { recordsOf } from '../known.ts';

/** Beside the questions of the record itself. */
const MOST_HOSTS = 4;

/**
 * The SPF records of the domain's own MX hosts, where its record lets them send: a bounce has no MAIL FROM, so receivers
 * check the name that the host greets them by (RFC 7208 §2.4), which is most often its own.
 */
export async function gatherHostRecords({ domain, ask }: Gathering): Promise<AnswerTo<'TXT'>[]> {
  const texts = recordsOf(await ask(domain, 'TXT')).map(({ strings }) => strings.join(''));
  const [record, ...others] = selectSpf(texts);
  if (record === undefined || others.length > 0 || !letsMxSend(record)) return [];
  const exchanges = recordsOf(await ask(domain, 'MX')).map(({ exchange }) => exchange);
  const own = distinctNames(exchanges).filter((host) => host !== ROOT && isWithin(host, domain));
  return Promise.all(
    own
      .toSorted()
      .slice(0, MOST_HOSTS)
      .map((host) => ask(host, 'TXT')),
  );
}

function letsMxSend(record: string): boolean {
  return parseSpf(record).value.terms.some(
    (term) => term.kind === 'mx' && term.qualifier === '+' && term.domain === undefined,
  );
}
