import { type AnswerTo, type AnyAnswer, type Name, nameKey, reverseName, sameName } from '../../dns/index.ts';
import type { ReverseFacts } from '../address.ts';
import type { Gathering } from '../gathering.ts';
import { distinctNames } from '../hosts.ts';
import { isUnknown, recordsOf } from '../known.ts';

/** A name that an address has by PTR, and whether it leads back. */
export interface ReverseName {
  name: Name;
  confirmed: boolean | 'unknown';
  answer: AnyAnswer;
}

/** Of those that receive, and as many of those that send: a domain with more is a farm, and each costs queries. */
const MOST_ADDRESSES = 16;
/** Questions for the names of all addresses together: one each, as it should be, and more where fewer are named. */
const MOST_QUESTIONS = 32;
/** RFC 7208 §5.5 looks at ten names too. */
const MOST_NAMES = 10;

type Pointed = Omit<ReverseFacts, 'names' | 'unasked'>;

/** Asks for the names of the first addresses. */
export function gatherPointers(
  { ask }: Gathering,
  found: readonly Omit<Pointed, 'ptr'>[],
): Promise<Pointed[]> {
  return Promise.all(
    found.slice(0, MOST_ADDRESSES).map(async (one) => ({
      ...one,
      ptr: await ask(reverseName(one.address)!, 'PTR'),
    })),
  );
}

/** Asks where the names lead: the first name of every address before the second of any. */
export function gatherNames(gathering: Gathering, pointed: readonly Pointed[]): Promise<ReverseFacts[]> {
  const named = pointed.map((one) => ({ one, names: namesOf(one.ptr) }));
  const allowed = new Set<string>();
  for (let place = 0; place < MOST_NAMES; place++) {
    for (const { one, names } of named) {
      const name = names[place];
      if (name !== undefined && allowed.size < MOST_QUESTIONS) allowed.add(questionOf(name, one));
    }
  }
  return Promise.all(
    named.map(async ({ one, names }) => {
      const asked = names.slice(0, MOST_NAMES).filter((name) => allowed.has(questionOf(name, one)));
      const answered = await Promise.all(asked.map((name) => confirm(gathering, name, one.address)));
      return { ...one, names: answered, unasked: names.length - asked.length };
    }),
  );
}

function namesOf(ptr: AnswerTo<'PTR'>): Name[] {
  return distinctNames(recordsOf(ptr).map(({ target }) => target));
}

function questionOf(name: Name, { address }: Pick<Pointed, 'address'>): string {
  return `${nameKey(name)} ${familyOf(address)}`;
}

function familyOf(address: string): 'A' | 'AAAA' {
  return address.includes(':') ? 'AAAA' : 'A';
}

async function confirm({ ask }: Gathering, name: Name, address: string): Promise<ReverseName> {
  const answer: AnswerTo<'A' | 'AAAA'> = await ask(name, familyOf(address));
  if (isUnknown(answer)) return { name, confirmed: 'unknown', answer };
  return { name, confirmed: recordsOf(answer).some((record) => sameName(record.address, address)), answer };
}
