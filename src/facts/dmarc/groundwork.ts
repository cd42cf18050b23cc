import { under } from '../../dns/index.ts';
import type { DmarcRecord } from '../../records/dmarc.ts';
import type { DkimFacts } from '../dkim.ts';
import type { DmarcFacts } from '../dmarc.ts';
import type { Gathering } from '../gathering.ts';
import { isUnknown } from '../known.ts';
import { mayAnythingPass } from '../spf/passing.ts';

import { type SpfFacts, unknownOf } from '../spf.ts';
import type { WalkStep } from './walk.ts';

/**
 * Whether the domain has DKIM keys, asked only where its own policy can still be raised. The selectors are asked for
 * only where `_domainkey` is denied: some servers deny it and have keys below it.
 */
export async function gatherKeys(gathering: Gathering, own: WalkStep): Promise<DkimFacts['status']> {
  if (own.record === undefined || isFinal(own.record.value)) return 'unknown';
  const answer = await gathering.ask(under('_domainkey', gathering.domain), 'TXT');
  if (answer.status !== 'absent' || answer.reason !== 'nxdomain') return 'unknown';
  return (await gathering.fact('dkim')).status;
}

function isFinal({ p, t, pct = 100 }: DmarcRecord): boolean {
  return p === 'reject' && t !== 'y' && pct === 100;
}

/**
 * What has to be there before a policy is raised: SPF that lets somebody pass, and DKIM, for reject must not rest on
 * SPF alone (RFC 9989 §7.4). `lacking` says what to do first; `open` where failed lookups hide it.
 */
export interface Groundwork {
  lacking: string[];
  open: boolean;
}

export function groundwork({ spf, dmarc }: { spf: SpfFacts; dmarc: DmarcFacts }): Groundwork {
  const hidden = isUnknown(spf.root.answer) || (spf.permerrorFor === 'all' && unknownOf(spf.root).length > 0);
  const steps = [hidden ? undefined : spfStep(spf), dmarc.keys === 'absent' ? SIGN : undefined];
  return { lacking: steps.filter((step) => step !== undefined), open: hidden };
}

const SIGN = 'have all mail signed with DKIM, for no key exists';

function spfStep({ root, outcome, permerrorFor }: SpfFacts): string | undefined {
  if (outcome === 'none') return 'publish an SPF record that lists who sends';
  if (permerrorFor === 'all') return 'repair SPF, by which nobody passes';
  return mayAnythingPass(root) ? undefined : 'list in SPF who sends';
}
