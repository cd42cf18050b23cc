import { type AnswerTo, labelsOf, type Name, nameKey, nameOf } from '../../dns/index.ts';
import { PROVIDERS, signsOfAlias } from '../providers.ts';

/** The service that a selector is an alias of: by the table, or by the last two labels of the name. */
export function serviceOf(answer: Pick<AnswerTo<'TXT'>, 'chain'>): string | undefined {
  const target = answer.chain[0]?.to;
  const provider = signsOfAlias(answer)[0]?.provider.name;
  return provider ?? (target && nameKey(nameOf(labelsOf(target).slice(-2))));
}

/** The key of a provider that a selector ought to be an alias of. */
export interface Original {
  provider: string;
  answer: AnswerTo<'TXT'>;
}

/** Where a selector that only one provider gives out holds a TXT record instead of the alias: where the alias leads. */
export function originalOf(
  domain: Name,
  selector: string,
  { status, chain, name }: AnswerTo<'TXT'>,
): { provider: string; target: Name } | undefined {
  if (status !== 'present' || chain.length > 0) return undefined;
  const provider = PROVIDERS.find(({ aliases }) => aliases && Object.hasOwn(aliases, selector));
  const target = provider?.aliases?.[selector]?.replace('{domain}', domain);
  if (target === undefined || nameKey(target) === nameKey(name)) return undefined;
  return { provider: provider!.name, target };
}
