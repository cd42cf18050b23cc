import type { Sections } from '../../report/schema/report.ts';
import { display } from '../sink.ts';
import { unaskedRow } from './section.ts';

export function nameServerRows({
  nameServers,
  unasked,
}: NonNullable<NonNullable<Sections['dns']>['facts']>): string[][] {
  const rows = nameServers.map(({ host, address, state, serial }) => [
    display(host),
    address,
    serial === null ? SERVER_STATES[state] : `serves the zone, serial ${serial}`,
  ]);
  return [...rows, ...unaskedRow(unasked, 'name servers, or addresses of them,')];
}

const SERVER_STATES = {
  authority: 'serves the zone',
  lame: 'does not serve the zone',
  silent: 'does not answer',
  'not-reached': 'not reached from here',
};
