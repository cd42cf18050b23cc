import { isWithin, type Name, questionKey, under } from '../dns/index.ts';
import {
  COMPARED,
  distinctSets,
  type Given,
  givenAnswers,
  isOfMail,
  NOT_MAIL,
  namesOf,
  type WantedSet,
  wantedSet,
} from './base-sets.ts';

/**
 * The record sets of given records that mail of a domain rests on: those they give, those a change takes away, and
 * of whole zones also that it has no MX, no text, no policy.
 */
export async function mailSets(given: Given, domain: Name): Promise<WantedSet[]> {
  const { authority } = given;
  const answers = await givenAnswers(domain, given);
  const isOwn = (name: Name): boolean => isWithin(name, domain);
  const asked = answers.flatMap((answer) => namesOf(answer).map((name) => ({ name, type: answer.type })));
  const written = given.records.filter(({ name, type }) => isOwn(name) && isOfMail(name, type));
  const taken = given.names
    .filter(isOwn)
    .flatMap((name) => COMPARED.map((type) => ({ name, type })))
    .filter(({ name, type }) => authority.change(name, type) !== undefined);
  const principal = principalSets(domain);
  const sets = [...asked, ...written, ...taken]
    .filter(({ name, type }) => COMPARED.includes(type) && !NOT_MAIL.test(name))
    .map(({ name, type }) => wantedSet(authority, name, type));
  return distinctSets(sets).filter(
    ({ name, type, exactly }) =>
      exactly?.length !== 0 ||
      authority.change(name, type) !== undefined ||
      principal.includes(questionKey(name, type)),
  );
}

/** What a domain with mail has: where a zone has none of it, that is told too. */
function principalSets(domain: Name): string[] {
  return [questionKey(domain, 'MX'), questionKey(domain, 'TXT'), questionKey(under('_dmarc', domain), 'TXT')];
}
