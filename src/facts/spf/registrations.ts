import { type AnyAnswer, isWithin, type Name, nameKey } from '../../dns/index.ts';
import { registrationOf, registryDomain } from '../registered.ts';
import type { SpfTermFacts } from '../spf.ts';
import { type Job, type Plan, type Spending, take } from './spending.ts';

/** Behind an alias it is the name at its end that is free or not; the audited domain is not. */
export async function registrationPlans(
  spending: Spending,
  facts: SpfTermFacts,
  answer: AnyAnswer,
): Promise<Plan[]> {
  if (answer.status !== 'absent' || answer.reason !== 'nxdomain') return [];
  const name = answer.chain.at(-1)?.to ?? answer.name;
  const domain = isWithin(name, spending.gathering.domain) ? undefined : await registryDomain(name);
  return domain === undefined ? [] : [() => planRegistration(spending, facts, domain)];
}

function planRegistration(spending: Spending, facts: SpfTermFacts, domain: Name): Job {
  const { registrations, gathering } = spending;
  const key = nameKey(domain);
  if (!registrations.has(key) && take(spending, 'registrations', 1))
    registrations.set(key, registrationOf(gathering, domain));
  return async () => {
    const registration = await registrations.get(key);
    if (registration) facts.registration = registration;
    return [];
  };
}
