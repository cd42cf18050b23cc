import { type Name, sameName } from '../../dns/index.ts';
import { printData } from '../../zone/index.ts';
import { shownName } from '../hosts.ts';
import type { MxFacts } from '../mx.ts';
import { anyUsable, recordsNaming } from './exchange.ts';

/** Steps, in zone terms, that take a useless exchange out of an MX set, with what only the owner knows. */
export interface MxRepair {
  changes?: { op: 'replace' | 'delete'; name: Name; type: 'MX'; from: string; to?: string }[];
  safety?: 'ask';
  question?: string;
}

/** Nothing is delivered there anyway, so its records may go; not where no other host is known to take the mail. */
export function withoutExchange(mx: MxFacts, domain: Name, exchange: Name): MxRepair {
  const records = recordsNaming(mx, exchange);
  if (records.length === 0 || anyUsable(mx) !== true) return {};
  return {
    changes: records.map(({ text }) => ({ op: 'delete', name: domain, type: 'MX', from: text })),
    safety: 'ask',
    question: `Is ${shownName(exchange)} out of use as a mail server?`,
  };
}

/** Names another host at the same preferences. */
export function withExchange(
  mx: MxFacts,
  domain: Name,
  exchange: Name,
  by: Name,
  question: string,
): MxRepair {
  const records = recordsNaming(mx, exchange);
  if (records.length === 0) return {};
  if (mx.hosts.some(({ name }) => sameName(name, by))) return withoutExchange(mx, domain, exchange);
  return {
    changes: records.map(({ text, preference }) => {
      const to = printData('MX', { preference, exchange: by });
      return { op: 'replace', name: domain, type: 'MX', from: text, to };
    }),
    safety: 'ask',
    question,
  };
}
