import { nameKey } from '../dns/index.ts';
import type { DmarcFacts, ReportTarget } from './dmarc.ts';
import { decidingRecord } from './dmarc-record.ts';

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
