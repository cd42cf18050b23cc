import type { Effective, Requested } from '../facts/dmarc/effective.ts';
import { type DecidingRecord, decidingRecord, requireWalk, tagNamed } from '../facts/dmarc/record.ts';
import type { DmarcFacts } from '../facts/dmarc.ts';
import { Blocked, isUnknown } from '../facts/known.ts';
import { met, type Records, type Told, unmet } from './profile.ts';

type Dmarc = Pick<Records, 'dmarc'>;

/** A record that names its policy; receivers may apply one without, and these do not promise to. */
export function dmarcNamesPolicy({ dmarc }: Dmarc): Told {
  const deciding = theRecord(dmarc);
  if (!('record' in deciding)) return deciding;
  if (tagNamed(deciding, 'p') === undefined) return unmet('the DMARC record names no policy (p=)');
  const weakest = weakestOf(dmarc, 'domain');
  if (weakest === 'nothing') return unmet('the DMARC record is none to some receivers');
  return met(`p=${deciding.record.value.p}${from(dmarc, deciding)}`);
}

/** The same policy for the domain and whatever is below it, by receivers of RFC 9989 and of RFC 7489. */
export function dmarcAsksToReject({ dmarc }: Dmarc): Told {
  const deciding = theRecord(dmarc);
  if (!('record' in deciding)) return deciding;
  const whom = [
    ['the domain', 'domain'],
    ['subdomains', 'subdomains'],
    ['unused names', 'nonexistent'],
  ] as const;
  for (const [words, key] of whom) {
    const weakest = weakestOf(dmarc, key);
    if (weakest !== 'reject') return unmet(`for ${words} it asks ${POLICIES[weakest]}`);
  }
  const { percent } = dmarc.legacy;
  if (percent !== undefined) return unmet(`older receivers apply it to ${percent} % of messages`);
  return met(`p=${deciding.record.value.p}${from(dmarc, deciding)}, subdomains too`);
}

/** Forged mail in the domain's own name is to be set aside at least; a test (`t=y`) counts one step lower. */
export function dmarcIsEnforced({ dmarc }: Dmarc): Told {
  const deciding = theRecord(dmarc);
  if (!('record' in deciding)) return deciding;
  const { domain } = dmarc.effective;
  if (domain === 'unknown')
    throw new Blocked([...dmarc.walk.map(({ answer }) => answer), dmarc.probe, dmarc.apex].filter(isUnknown));
  const isEnforced = domain === 'quarantine' || domain === 'reject';
  return isEnforced
    ? met(`${domain} is asked for${from(dmarc, deciding)}`)
    : unmet(`it asks ${POLICIES[domain]}`);
}

/** Somebody is told what is sent in the domain's name. */
export function dmarcAsksForReports({ dmarc }: Dmarc): Told {
  const deciding = theRecord(dmarc);
  if (!('record' in deciding)) return deciding;
  const addresses = mailboxes(deciding);
  return addresses.length > 0 ? met(`reports to ${addresses.join(', ')}`) : unmet('no rua= with a mailbox');
}

/** Reports go to this mailbox too. */
export function dmarcReportsTo(address: string): (dmarc: Dmarc) => Told {
  return ({ dmarc }) => {
    const deciding = theRecord(dmarc);
    if (!('record' in deciding)) return deciding;
    const has = mailboxes(deciding).some((one) => one.toLowerCase() === address);
    return has ? met(`rua= has ${address}`) : unmet(`rua= lacks mailto:${address}`);
  };
}

function theRecord(dmarc: DmarcFacts): DecidingRecord | Told {
  requireWalk(dmarc.walk);
  return decidingRecord(dmarc) ?? unmet('no DMARC record');
}

function from({ walk }: DmarcFacts, { step, name }: DecidingRecord): string {
  return step === walk[0] ? '' : `, inherited from ${name}`;
}

function mailboxes({ record }: DecidingRecord): string[] {
  return record.value.rua.flatMap(({ valid, scheme, address }) =>
    valid && scheme === 'mailto' && address !== undefined ? [address] : [],
  );
}

type Known = Exclude<Requested, 'unknown'>;

const STRENGTH: readonly Known[] = ['nothing', 'none', 'quarantine', 'reject'];

/** What the receivers that ask least are asked for, those of RFC 9989 and of RFC 7489. */
function weakestOf(dmarc: DmarcFacts, key: keyof Omit<Effective, 'percent'>): Known {
  const { walk, probe, apex, legacyStep } = dmarc;
  const [current, legacy] = [dmarc.effective[key], dmarc.legacy[key]];
  if (current === 'unknown' || legacy === 'unknown')
    throw new Blocked(
      [...walk.map(({ answer }) => answer), legacyStep.answer, probe, apex].filter(isUnknown),
    );
  return STRENGTH.indexOf(current) < STRENGTH.indexOf(legacy) ? current : legacy;
}

const POLICIES: Record<Known, string> = {
  nothing: 'for nothing',
  none: 'for nothing (none)',
  quarantine: 'for quarantine only',
  reject: 'for rejection',
};
