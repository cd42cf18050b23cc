import { type AnswerTo, isWithin, type Name, parentOf, sameName, under } from '../dns/index.ts';
import { type CaaRecord, readCaa } from '../records/caa.ts';
import type { Gathering } from './gathering.ts';
import { distinctNames } from './hosts.ts';
import { recordsOf } from './known.ts';
import { exchangesOf } from './mx.ts';
import { registrableDomain } from './registered.ts';

/** Who may issue certificates for a name that mail needs one for: the closest CAA set (RFC 8659 §3). */
export interface CaaFacts {
  host: Name;
  /** Where the set stands; undefined where there is none, or a failed lookup may hide one. */
  at?: Name;
  records: CaaRecord[];
  /** From the host upwards, to the set. */
  answers: AnswerTo<'CAA'>[];
}

const MOST_HOSTS = 4;
/** From the host upwards; deeper names are no hosts. */
const MOST_LEVELS = 8;

/** Of the policy host of MTA-STS, and of the domain's own MX hosts: others are not its owner's to change. */
export async function gatherCaa(gathering: Pick<Gathering, 'ask' | 'domain'>): Promise<CaaFacts[]> {
  const { domain, ask } = gathering;
  const organisation = (await registrableDomain(domain)) ?? domain;
  const first = gatherFor(gathering, under('mta-sts', domain), organisation);
  const exchanges = exchangesOf(await ask(domain, 'MX')).asked.map(({ exchange }) => exchange);
  const own = distinctNames(exchanges).filter((host) => isWithin(host, organisation));
  return Promise.all([
    first,
    ...own.slice(0, MOST_HOSTS).map((host) => gatherFor(gathering, host, organisation)),
  ]);
}

/** Authorities climb on to the top-level domain; registries have no such sets, and would not be the owner’s to change. */
async function gatherFor({ ask }: Pick<Gathering, 'ask'>, host: Name, top: Name): Promise<CaaFacts> {
  const names = [host];
  while (names.length < MOST_LEVELS && !sameName(names.at(-1)!, top)) names.push(parentOf(names.at(-1)!));
  const all = await Promise.all(names.map((name) => ask(name, 'CAA')));
  const end = all.findIndex(({ status }) => status !== 'absent');
  const answers = end === -1 ? all : all.slice(0, end + 1);
  const closest = answers.at(-1)!;
  const at = closest.status === 'present' ? closest.name : undefined;
  return { host, answers, records: recordsOf(closest).map(readCaa), ...(at !== undefined && { at }) };
}

/** The lookups that leave open which set holds; what an offline run does not ask leaves nothing open that is given. */
export function unreadCaa({ answers }: CaaFacts): AnswerTo<'CAA'>[] {
  return answers.filter(({ status }) => status === 'failed');
}
