import { display, displayCut } from '../sink.ts';
import { listed, plural } from '../words.ts';
import { type FactsOf, LONGEST, NOT_READ, type SectionView } from './section.ts';

type Facts = FactsOf<'bimi'>;

export const bimi: SectionView<'bimi'> = {
  label: 'BIMI',
  words: bimiWords,
  rows: bimiRows,
  unused: ({ outcome }) => outcome === 'none',
};

function bimiWords({ status, outcome, records, inheritedFrom, logo, certificate }: Facts): string {
  if (status === 'failed' || status === 'skipped') return NOT_READ;
  if (outcome === 'none') return 'no logo published';
  if (outcome === 'unknown') return 'no record; that of the organizational domain was not read';
  if (outcome === 'declined') return 'declined: no logo is to be shown';
  if (outcome === 'inherited') return `logo of ${display(inheritedFrom ?? '')}`;
  if (records.length > 1) return `${records.length} records, of which receivers use none`;
  if (outcome === 'broken') return 'a record that receivers cannot read';
  return `${logoWords(logo)}, ${certificateWords(certificate)}`;
}

function logoWords(logo: Facts['logo']): string {
  if (logo?.status === 'skipped') return 'logo not asked for';
  if (logo?.status !== 'read') return `logo ${logo?.status === 'failed' ? NOT_READ : 'not to be had'}`;
  const size = `${Math.ceil((logo.octets ?? 0) / 1024)} KiB`;
  return logo.faults.length === 0
    ? `logo of ${size}`
    : `logo of ${size} with ${plural(logo.faults.length, 'fault')}`;
}

function certificateWords(certificate: Facts['certificate']): string {
  if (certificate === null) return 'no certificate';
  const { status, kind, notAfter, sameLogo } = certificate;
  if (status === 'skipped') return 'certificate not asked for';
  if (kind === null) return status === 'failed' ? `certificate ${NOT_READ}` : 'certificate not to be had';
  if (certificate.faults.length > 0) return `${kind} that receivers do not accept`;
  return `${kind} until ${notAfter?.slice(0, 10)}${sameLogo === false ? ' for another logo' : ''}`;
}

function bimiRows({ records, inheritedFrom, avatar, localParts, logo, certificate }: Facts): string[][] {
  return [
    ...records.map((record) => ['record', displayCut(record, LONGEST)]),
    ...(inheritedFrom === null ? [] : [['inherited', `default._bimi.${display(inheritedFrom)}`]]),
    ...(logo === null ? [] : [['logo', fileWords(logo, sizeOf(logo))]]),
    ...(logo?.faults ?? []).map((fault) => ['', display(fault)]),
    ...(certificate === null ? [] : [['certificate', fileWords(certificate, certifiedIn(certificate))]]),
    ...(certificate?.faults ?? []).map((fault) => ['', display(fault)]),
    ...(avatar === 'personal' ? [['preferred', 'a person’s own picture, where there is one']] : []),
    ...(localParts === null ? [] : [['other logos for', listed(localParts, 8) || 'every local part']]),
  ];
}

function fileWords(
  { url, status, detail }: NonNullable<Facts['logo'] | Facts['certificate']>,
  words: string,
): string {
  return `${displayCut(url, LONGEST)}: ${detail === null ? words : status === 'skipped' ? 'not asked for' : display(detail)}`;
}

function sizeOf({ octets }: NonNullable<Facts['logo']>): string {
  return plural(octets ?? 0, 'octet');
}

function certifiedIn({ kind, names, notAfter, sameLogo }: NonNullable<Facts['certificate']>): string {
  if (kind === null) return 'no certificate in it';
  const logo = sameLogo === null ? '' : sameLogo ? ', of this logo' : ', of another logo';
  return `${kind} for ${listed(names, 4) || 'no domain'} until ${notAfter?.slice(0, 10)}${logo}`;
}
