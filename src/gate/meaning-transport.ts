import type { Sections } from '../report/schema/report.ts';

/** What a change means for the way of mail to the domain: the policy that is served, and keys named by DNSSEC. */

type MtaSts = NonNullable<Sections['mta-sts']>['facts'];
type Dane = NonNullable<Sections['dane']>['facts'];

export function mtaStsMeaning(before: MtaSts, after: MtaSts): string[] {
  if (before.outcome === 'unknown' || after.outcome === 'unknown') return [];
  if (before.outcome !== after.outcome)
    return [`MTA-STS: ${OUTCOMES[before.outcome]} → ${OUTCOMES[after.outcome]}`];
  const known = new Set(uncovered(before));
  const lost = uncovered(after).filter((host) => !known.has(host));
  if (lost.length === 0 || after.policy?.mode === 'none') return [];
  const effect = after.policy?.mode === 'enforce' ? 'senders will not deliver there' : 'a test as yet';
  return [`MTA-STS: the policy that is served does not name ${named(lost)}: ${effect}`];
}

const OUTCOMES = {
  policy: 'a policy',
  broken: 'a policy that does not work',
  none: 'no policy',
  unknown: '',
};

function uncovered({ coverage }: MtaSts): string[] {
  return (coverage?.hosts ?? []).filter(({ covered }) => !covered).map(({ host }) => host);
}

export function daneMeaning(before: Dane, after: Dane): string[] {
  const vouched = new Set(before.hosts.filter(isVouchedFor).map(({ host }) => host));
  if (vouched.size === 0) return [];
  const bare = after.hosts.filter(({ state }) => state === 'none').map(({ host }) => host);
  const lost = bare.filter((host) => vouched.has(host));
  const come = bare.filter((host) => !before.hosts.some((other) => other.host === host));
  return [
    ...(lost.length === 0 ? [] : [`DANE: ${named(lost)} loses its TLSA records`]),
    ...(come.length === 0 ? [] : [`DANE: ${named(come)} comes without TLSA records`]),
  ];
}

function isVouchedFor({ state }: Dane['hosts'][number]): boolean {
  return state === 'active' || state === 'unproven';
}

const MOST_NAMED = 3;

function named(hosts: readonly string[]): string {
  return `${hosts.slice(0, MOST_NAMED).join(', ')}${hosts.length > MOST_NAMED ? ', …' : ''}`;
}
