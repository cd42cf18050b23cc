import type { Name } from '../dns/index.ts';
import { shownName } from '../facts/hosts.ts';
import { misplacedRecord } from '../facts/lookups/misplaced.ts';
import type { LookupFacts } from '../facts/lookups.ts';
import { printData } from '../zone/index.ts';
import type { Hit } from './rule.ts';

/** A DMARC record at a name where no receiver looks for it. */
export function* misplaced(lookups: LookupFacts, place: Name, domain: Name): Generator<Hit> {
  const found = misplacedRecord(lookups, domain, place);
  if (found === undefined) return;
  const { at, belongs, text, publishable } = found;
  yield {
    message: `the DMARC record stands at ${shownName(at)}, receivers look at ${shownName(belongs)}`,
    subject: { name: at, type: 'TXT' },
    record: text,
    data: { at, belongs },
    // From nothing to a policy in one step would have mail refused that nobody has watched yet.
    ...(publishable && {
      changes: [{ op: 'add', name: belongs, type: 'TXT', to: printData('TXT', { strings: [text] }) }],
      safety: 'safe',
    }),
  };
}
