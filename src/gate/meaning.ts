import { nameKey } from '../dns/index.ts';
import type { DomainResult, Sections } from '../report/schema/report.ts';
import { durationWords } from '../zone/index.ts';
import { differences } from './differences.ts';
import { isUnreadAlike, spfMeaning } from './meaning-spf.ts';
import { daneMeaning, mtaStsMeaning } from './meaning-transport.ts';
import { orderMeaning } from './order.ts';
import type { ChangedSet } from './records.ts';

/**
 * What a change of records means for mail, in words: who may send, which signatures can be verified, what is asked of
 * receivers, who receives. Nothing is said of what stays, or could not be read on both sides.
 */
export function meaningOf(
  base: DomainResult,
  proposed: DomainResult,
  changed: readonly ChangedSet[],
): string[] {
  const [{ sections: before }, { sections: after }] = [base, proposed];
  const oldest = lastingLongest(changed);
  return [
    ...pair(before.mx, after.mx, mxMeaning),
    ...pair(before.spf, after.spf, (old, now) => spfMeaning(old, now, isUnreadAlike(base, proposed))),
    ...pair(before.dkim, after.dkim, dkimMeaning),
    ...pair(before.dmarc, after.dmarc, dmarcMeaning),
    ...pair(before['mta-sts'], after['mta-sts'], mtaStsMeaning),
    ...pair(before.dane, after.dane, daneMeaning),
    ...(oldest === undefined ? [] : [cacheMeaning(oldest)]),
    ...orderMeaning(base, proposed, oldest && durationWords(oldest.ttl)),
  ];
}

type FactsOf<S extends 'mx' | 'dkim' | 'dmarc'> = NonNullable<Sections[S]>['facts'];

function pair<F>(
  before: { facts: F } | undefined,
  after: { facts: F } | undefined,
  words: (before: F, after: F) => string[],
): string[] {
  return before === undefined || after === undefined ? [] : words(before.facts, after.facts);
}

function mxMeaning(before: FactsOf<'mx'>, after: FactsOf<'mx'>): string[] {
  if (before.state === 'unknown' || after.state === 'unknown') return [];
  const hosts = (facts: FactsOf<'mx'>): string[] => facts.hosts.map(({ host }) => host);
  const moved = differences(hosts(before), hosts(after), nameKey);
  const state = before.state === after.state ? '' : `${MX_STATES[before.state]} → ${MX_STATES[after.state]}`;
  const words = [state, moved].filter((text) => text !== '').join(', ');
  return words === '' ? [] : [`MX: ${words}`];
}

const MX_STATES = {
  mx: 'mail servers',
  'null-mx': 'null MX',
  'null-mx-with-others': 'null MX beside others',
  implicit: 'no MX, the domain’s own address',
  none: 'nothing receives',
  unknown: 'not read',
};

function dkimMeaning(before: FactsOf<'dkim'>, after: FactsOf<'dkim'>): string[] {
  const keys = ({ keys: all }: FactsOf<'dkim'>): Map<string, FactsOf<'dkim'>['keys'][number]> =>
    new Map(all.filter(({ byWildcard, given }) => given || !byWildcard).map((key) => [key.selector, key]));
  const [old, now] = [keys(before), keys(after)];
  const gone = [...old.keys()].filter(
    (selector) => !now.has(selector) && !after.unanswered.includes(selector),
  );
  const come = [...now.keys()].filter(
    (selector) => !old.has(selector) && !before.unanswered.includes(selector),
  );
  const replaced = [...now].flatMap(([selector, key]) => {
    const other = old.get(selector);
    if (other === undefined || other.record === key.record) return [];
    const bits = other.bits === key.bits ? '' : ` (${other.bits ?? '?'} → ${key.bits ?? '?'} bits)`;
    return [
      key.status === 'revoked' && other.status !== 'revoked'
        ? `${selector} revoked`
        : `${selector} replaced${bits}`,
    ];
  });
  const words = [...gone.map((name) => `−${name}`), ...come.map((name) => `+${name}`), ...replaced];
  return words.length === 0 ? [] : [`DKIM: ${words.join(', ')}`];
}

function dmarcMeaning(before: FactsOf<'dmarc'>, after: FactsOf<'dmarc'>): string[] {
  const whom = [
    ['', 'domain'],
    ['subdomains ', 'subdomains'],
    ['unused names ', 'nonexistent'],
  ] as const;
  const words = whom.flatMap(([who, key]) => {
    const [old, now] = [before.effective[key], after.effective[key]];
    return old === now || old === 'unknown' || now === 'unknown' ? [] : [`${who}${old} → ${now}`];
  });
  return words.length === 0 ? [] : [`DMARC: ${words.join(', ')}`];
}

type Cached = ChangedSet & { ttl: number };

/** Of the sets that are replaced the one that stays in caches for the longest time. */
function lastingLongest(changed: readonly ChangedSet[]): Cached | undefined {
  const replaced = changed.filter(
    (set): set is Cached => set.ttl !== null && set.before !== null && set.before.length > 0,
  );
  return replaced.toSorted((one, other) => other.ttl - one.ttl)[0];
}

/** What was published stays in caches for its TTL: until then both are true, and what depends on the new set waits. */
function cacheMeaning({ name, type, ttl }: Cached): string {
  return `caches: the old ${name} ${type} may be used for ${durationWords(ttl)} after the change`;
}
