import type { AnyAnswer } from '../../dns/index.ts';
import { longestSignatures } from '../../facts/dnssec/signatures.ts';
import { delegationOf, dsRecords, type SignedZone, zoneKeys } from '../../facts/dnssec/zones.ts';
import { type DnssecFacts, hostSecurity } from '../../facts/dnssec.ts';
import { isUnknown, recordsOf } from '../../facts/known.ts';
import { algorithmName, keyTag, readNsec3Param, rsaBits } from '../../records/dnssec.ts';
import { printData } from '../../zone/index.ts';
import { chainOf, type FactsOf } from './facts-of.ts';

export function describeDnssec(facts: DnssecFacts): FactsOf<'dnssec'> {
  const { state, sets, zones, hosts, caa } = facts;
  const bogus = sets.find(({ security }) => security === 'bogus');
  return {
    state,
    detail: bogus?.status === 'failed' ? bogus.detail : null,
    unknownBecause: state === 'unknown' ? whyUnknown(sets) : null,
    sets: sets.map((answer) => ({
      name: answer.name,
      type: answer.type,
      status: answer.status,
      security: answer.security,
      chain: chainOf(answer),
    })),
    zones: zones.map(describeZone),
    hosts: hosts.map((host) => ({ host: host.name, security: hostSecurity(host) })),
    caa: caa.map(({ host, at = null, records }) => ({
      host,
      at,
      records: records.map(({ data }) => printData('CAA', data)),
    })),
  };
}

/** Nobody validated, and the zone shows no keys: of a resolver that strips signatures nothing can be said. */
export function isUntold({ state, sets, zones }: DnssecFacts): boolean {
  return state === 'unknown' && zones.length === 0 && whyUnknown(sets) === 'resolver';
}

function whyUnknown(sets: readonly AnyAnswer[]): 'zone-file' | 'resolver' | 'not-answered' {
  if (sets.some(({ source }) => 'file' in source)) return 'zone-file';
  return sets.every(isUnknown) ? 'not-answered' : 'resolver';
}

function describeZone(one: SignedZone): FactsOf<'dnssec'>['zones'][number] {
  const isRead = !isUnknown(one.ds) && !isUnknown(one.keys);
  const [nsec3] = one.nsec3Param === undefined ? [] : recordsOf(one.nsec3Param);
  return {
    zone: one.zone,
    delegation: isRead ? delegationOf(one) : 'unknown',
    keys: zoneKeys(one).map((key) => ({
      keyTag: keyTag(key),
      algorithm: key.algorithm,
      algorithmName: algorithmName(key.algorithm),
      bits: rsaBits(key),
    })),
    ds: dsRecords(one).map(({ keyTag: tag, algorithm, digestType }) => ({
      keyTag: tag,
      algorithm,
      digestType,
    })),
    nsec3: (nsec3 && readNsec3Param(nsec3)) ?? null,
    signatures: longestSignatures(one).map(({ typeCovered, inception, expiration }) => ({
      type: typeCovered,
      inception: isoTime(inception),
      expires: isoTime(expiration),
    })),
  };
}

function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
