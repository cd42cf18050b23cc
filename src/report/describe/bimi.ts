import { isSameLogo } from '../../facts/bimi/certificate.ts';
import { fileTrouble } from '../../facts/bimi/file.ts';
import type { BimiFacts, BimiFile } from '../../facts/bimi.ts';
import { hostState } from '../../facts/hosts.ts';
import { isUnknown } from '../../facts/known.ts';
import type { FactsOf } from './facts-of.ts';

type Facts = FactsOf<'bimi'>;

export function describeBimi(facts: BimiFacts): Facts {
  const { answer, records, record, inherited } = facts;
  return {
    status: answer.status,
    outcome: outcomeOf(facts),
    records,
    inheritedFrom: inherited !== undefined && inherited.records.length > 0 ? inherited.domain : null,
    avatar: record?.value.avp ?? null,
    localParts: record?.value.lps ?? null,
    logo: describeLogo(facts),
    certificate: describeMark(facts),
  };
}

function outcomeOf({ answer, records, record, inherited }: BimiFacts): Facts['outcome'] {
  if (isUnknown(answer)) return 'unknown';
  if (record?.value.declined) return 'declined';
  if (record?.value.l) return 'logo';
  if (records.length > 0) return 'broken';
  if (inherited === undefined) return 'none';
  if (isUnknown(inherited.answer)) return 'unknown';
  return inherited.records.length > 0 ? 'inherited' : 'none';
}

function describeLogo({ logo }: BimiFacts): Facts['logo'] {
  if (logo === undefined) return null;
  const { octets = null, faults = [] } = logo.content ?? {};
  return { ...describeFile(logo), octets, faults: faults.map(({ message }) => message) };
}

function describeMark({ mark, logo }: BimiFacts): Facts['certificate'] {
  if (mark === undefined) return null;
  const found = mark.content === 'none' ? undefined : mark.content;
  const svg = logo?.content?.svg;
  return {
    ...describeFile(mark),
    kind: found?.kind ?? null,
    names: found?.certificate.names.slice(0, 100) ?? [],
    notAfter: found?.certificate.notAfter ?? null,
    sameLogo: found?.svg === undefined || svg === undefined ? null : isSameLogo(found.svg, svg),
    faults: found?.faults.map(({ detail }) => detail) ?? [],
  };
}

function describeFile(
  file: BimiFile<unknown>,
): Pick<NonNullable<Facts['logo']>, 'url' | 'status' | 'detail'> {
  const { url, answer, content, host } = file;
  if (content !== undefined) return { url, status: 'read', detail: null };
  if (answer?.status === 'skipped') return { url, status: 'skipped', detail: answer.reason };
  if (answer?.status === 'failed') return { url, status: 'failed', detail: answer.detail };
  if (hostState(host) === 'unknown') return { url, status: 'failed', detail: 'its host was not looked up' };
  return { url, status: 'refused', detail: fileTrouble(file) ?? 'it is larger than 1 MiB' };
}
