import type { AnyAnswer, Name, Resolver } from '../dns/index.ts';
import { effectivePolicy, type Requested } from '../facts/dmarc/effective.ts';
import { gatherPolicy, unknownStep, type WalkStep } from '../facts/dmarc/walk.ts';
import { gatherLegacy } from '../facts/dmarc.ts';
import { isUnknown } from '../facts/known.ts';

/** What the Author Domain asks receivers to do with mail that fails DMARC. */
export interface Policy {
  domain: Name;
  organizational: Name | 'unknown';
  /** The step whose record decides. */
  step?: WalkStep;
  requested: Requested;
  adkim: 'r' | 's';
  aspf: 'r' | 's';
  legacy: {
    step?: WalkStep;
    organizational: Name;
    requested: Requested;
    percent?: number;
    adkim: 'r' | 's';
    aspf: 'r' | 's';
  };
  /** Why it is not known. */
  blockedBy: AnyAnswer[];
}

export async function policyFor(domain: Name, { ask }: Pick<Resolver, 'ask'>): Promise<Policy> {
  const gathering = { domain, ask };
  const [{ walk, organizational, policy }, apex] = await Promise.all([
    gatherPolicy(gathering),
    ask(domain, 'TXT'),
  ]);
  const { legacy, legacyStep } = await gatherLegacy(gathering, walk);
  // Of names that do not exist nothing is asked: the message's own name is at hand.
  const view = { domain, walk, organizational, policy, probe: apex, apex };
  const requested = effectivePolicy(view).domain;
  const older = [walk[0]!, legacyStep].find(({ records }) => records.length > 0);
  const isOpen = requested === 'unknown' || organizational === 'unknown';
  const unread = isOpen ? [unknownStep(walk)?.answer ?? apex] : [];
  return {
    domain,
    organizational,
    ...(policy && { step: policy }),
    requested,
    ...modesOf(policy),
    legacy: {
      organizational: legacyStep.domain,
      requested: legacy.domain,
      ...(older && { step: older }),
      ...(legacy.percent !== undefined && { percent: legacy.percent }),
      ...modesOf(older),
    },
    blockedBy: unread.filter(isUnknown),
  };
}

function modesOf(step: WalkStep | undefined): { adkim: 'r' | 's'; aspf: 'r' | 's' } {
  const { adkim = 'r', aspf = 'r' } = step?.record?.value ?? {};
  return { adkim, aspf };
}
