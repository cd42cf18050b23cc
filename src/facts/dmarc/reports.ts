import { type AnyAnswer, nameKey, ROOT } from '../../dns/index.ts';
import type { DmarcFacts } from '../dmarc.ts';
import { blockersOf, hostState } from '../hosts.ts';
import { isUnknown } from '../known.ts';
import { authorisationOf } from './external.ts';
import { decidingRecord } from './record.ts';
import type { ReportTarget } from './targets.ts';

/** Where reports go by mail, the addresses of one host together; [] where no record of the owner decides. */
export function mailTargets(dmarc: DmarcFacts): [ReportTarget, ...ReportTarget[]][] {
  if (decidingRecord(dmarc) === undefined) return [];
  const byHost = new Map<string, [ReportTarget, ...ReportTarget[]]>();
  for (const target of dmarc.reports) {
    if (target.uri.scheme !== 'mailto') continue;
    const together = byHost.get(nameKey(target.host));
    if (together) together.push(target);
    else byHost.set(nameKey(target.host), [target]);
  }
  return [...byHost.values()];
}

type Reach = Pick<ReportTarget, 'mx' | 'addresses'>;

/** The failed lookups that leave open whether mail can arrive there. */
export function reachBlockers({ mx, addresses }: Reach): AnyAnswer[] {
  if (mx.status === 'absent') return blockersOf(addresses);
  return isUnknown(mx) ? [mx] : [];
}

/** RFC 5321 §5.1: without MX the host's own address takes the mail; RFC 7505: the null MX says that nobody does. */
export function unreachable({ mx, addresses }: Reach): string | undefined {
  if (mx.status === 'present') {
    return mx.records.every(({ exchange }) => exchange === ROOT) ? 'has a null MX' : undefined;
  }
  const state = hostState(addresses);
  if (isUnknown(mx) || state === 'alive' || state === 'unknown') return undefined;
  return state === 'nxdomain' ? 'does not exist' : 'has neither MX nor address';
}

/** False where it is known that no aggregate report arrives: each mailbox is dead, or its domain does not ask for them. */
export function mayReportsArrive({ reports, unasked }: DmarcFacts): boolean {
  if (unasked > 0) return true;
  const mailboxes = reports.filter(({ uri, tag }) => tag === 'rua' && uri.scheme === 'mailto');
  return mailboxes.some(
    (target) =>
      unreachable(target) === undefined &&
      (target.external === undefined || authorisationOf(target.external) !== 'missing'),
  );
}
