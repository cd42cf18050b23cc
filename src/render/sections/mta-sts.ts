import { durationWords } from '../../zone/index.ts';
import { display, displayCut } from '../sink.ts';
import { listed, plural } from '../words.ts';
import { aliasWords, type FactsOf, LONGEST, NOT_READ, type SectionView } from './section.ts';

type Facts = FactsOf<'mta-sts'>;

export const mtaSts: SectionView<'mta-sts'> = {
  label: 'MTA-STS',
  words: stsWords,
  rows: stsRows,
  unused: ({ outcome }) => outcome === 'none',
};

function stsWords(facts: Facts): string {
  const { status, outcome, records, fetch, policy, coverage } = facts;
  if (status === 'failed' || status === 'skipped') return NOT_READ;
  if (outcome === 'none') return 'no record';
  if (records.length > 1) return `${records.length} records, of which senders use none`;
  if (outcome === 'policy') return policyWords(policy!, coverage);
  const trouble = fetchTrouble(facts);
  if (trouble !== undefined) return `policy not readable: ${trouble}`;
  if (fetch?.status === 'failed' || fetch?.status === 'skipped' || outcome === 'unknown')
    return `a record; its policy was ${fetch?.status === 'skipped' ? 'not asked for' : NOT_READ}`;
  return policy?.usable ? 'a record that senders cannot read' : 'a policy that senders cannot read';
}

function policyWords({ mode, maxAge }: NonNullable<Facts['policy']>, coverage: Facts['coverage']): string {
  if (mode === 'none') return 'switched off (mode: none)';
  const hosts = coverage?.hosts ?? [];
  const count = hosts.filter(({ covered }) => covered).length;
  const covers = hosts.length === 0 ? '' : `, covers ${count} of ${plural(hosts.length, 'MX host')}`;
  return `${mode}${covers}, ${durationWords(maxAge ?? 0)}`;
}

/** What keeps every sender from the file, as far as that is known. */
function fetchTrouble({ host, fetch }: Facts): string | undefined {
  if (host === null) return 'the alias of its record leads nowhere';
  if (host.state === 'nxdomain') return `${display(host.host)} does not exist`;
  if (host.state === 'no-address') return `${display(host.host)} has no address`;
  if (fetch?.status === 'untrusted' || (fetch?.tls?.faults.length ?? 0) > 0) return tlsTrouble(fetch!);
  if (fetch?.status !== 'answered' || fetch.code === 200) return undefined;
  return fetch.location === null
    ? `HTTP status ${fetch.code}`
    : `redirected to ${displayCut(fetch.location, 60)}`;
}

const CERTIFICATES: Record<string, string> = {
  expired: 'certificate expired',
  'not-yet-valid': 'certificate not valid yet',
  'wrong-name': 'certificate of another name',
  'self-signed': 'certificate signed by itself',
  untrusted: 'certificate of an unknown authority',
  'incomplete-chain': 'certificate chain incomplete',
  revoked: 'certificate revoked',
  weak: 'certificate too weak',
};

function tlsTrouble({ tls, detail }: NonNullable<Facts['fetch']>): string {
  const faults = tls?.faults ?? [];
  if (faults.length === 0) return displayCut(detail ?? 'no secure connection', 60);
  const day = tls?.notAfter?.slice(0, 10);
  return faults
    .map(
      ({ fault }) =>
        `${CERTIFICATES[fault] ?? 'certificate not valid'}${fault === 'expired' && day ? ` ${day}` : ''}`,
    )
    .join(', ');
}

function stsRows({ records, host, fetch, policy, coverage, daneHosts }: Facts): string[][] {
  const texts = records.map((record) => ['record', displayCut(record, LONGEST)]);
  const addresses = host?.addresses.join(', ') ?? '';
  const place =
    host === null
      ? []
      : [
          [
            'policy host',
            `${display(host.host)}: ${addresses || STATES[host.state]}${aliasWords(host.chain)}`,
          ],
        ];
  const hosts = (coverage?.hosts ?? []).map(({ host: name, preference, covered }) => [
    `MX ${preference}`,
    `${display(name)}: ${covered ? 'in the policy' : 'NOT in the policy'}`,
  ]);
  const unmatched = coverage?.unmatched ?? [];
  return [
    ...texts,
    ...place,
    ...(fetch === null ? [] : [['file', fetchWords(fetch)]]),
    ...(policy === null
      ? []
      : [
          [
            'policy',
            `mode ${policy.mode ?? '?'}, max_age ${policy.maxAge ?? '?'}, mx ${listed(policy.mx, 8) || 'none'}`,
          ],
        ]),
    ...hosts,
    ...(daneHosts.length === 0
      ? []
      : [
          [
            'DANE',
            `${listed(daneHosts)}: senders that use DANE go by the TLSA records, whatever the policy says`,
          ],
        ]),
    ...(unmatched.length === 0 ? [] : [['no MX host', listed(unmatched, 8)]]),
  ];
}

const STATES = { alive: '', nxdomain: 'does not exist', 'no-address': 'has no address', unknown: NOT_READ };

function fetchWords({
  status,
  code,
  contentType,
  octets,
  tls,
  detail,
  url,
}: NonNullable<Facts['fetch']>): string {
  if (status === 'skipped') return `${display(url)}: not asked for`;
  if (status !== 'answered') return `${display(url)}: ${display(detail ?? NOT_READ)}`;
  const faults = (tls?.faults ?? []).map((one) => display(one.detail)).join('; ');
  const type = contentType === null ? 'no Content-Type' : displayCut(contentType, 60);
  return `status ${code}, ${type}, ${plural(octets ?? 0, 'octet')}, ${display(tls?.version ?? 'no TLS')}${faults === '' ? '' : `: ${faults}`}`;
}
