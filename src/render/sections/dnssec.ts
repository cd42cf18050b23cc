import { display } from '../sink.ts';
import { listed } from '../words.ts';
import { aliasWords, type FactsOf, LONGEST, NOT_READ, type SectionView } from './section.ts';

type Facts = FactsOf<'dnssec'>;
type Zone = Facts['zones'][number];

export const dnssec: SectionView<'dnssec'> = {
  label: 'DNSSEC',
  words: dnssecWords,
  rows: dnssecRows,
  unused: ({ state, unknownBecause, zones, caa }) => {
    if (zones.length > 0 || caa.some(({ at }) => at !== null)) return false;
    return unknownBecause === 'zone-file' ? 'untold' : state === 'insecure';
  },
};

function dnssecWords(facts: Facts): string {
  const { state, detail, zones } = facts;
  const algorithms = algorithmWords(zones);
  switch (state) {
    case 'secure':
      return `signed${algorithms}${hostWords(facts)}`;
    case 'bogus':
      return `the signatures do not hold${detail === null ? '' : `: ${display(detail)}`}`;
    case 'insecure':
      return `${algorithms === '' ? 'not signed' : `not signed for others${algorithms}`}${hostWords(facts)}`;
    default:
      return unknownWords(facts, algorithms);
  }
}

const UNKNOWN: Record<NonNullable<Facts['unknownBecause']>, string> = {
  'zone-file': 'not in the zone file',
  resolver: 'not known: needs a resolver that validates, over a safe way (--server tls://…)',
  'not-answered': NOT_READ,
};

/** Keys and DS records are seen without a validator; what they are worth is not. */
function unknownWords({ unknownBecause, zones }: Facts, algorithms: string): string {
  const [zone] = zones.filter(({ keys }) => keys.length > 0);
  if (zone === undefined) return UNKNOWN[unknownBecause ?? 'resolver'];
  return `${DELEGATIONS[zone.delegation]}${algorithms}, not validated from here`;
}

const DELEGATIONS: Record<Zone['delegation'], string> = {
  matches: 'keys and DS record fit',
  broken: 'the DS record fits no key',
  none: 'keys without a DS record',
  unknown: 'keys are published',
};

function algorithmWords(zones: readonly Zone[]): string {
  const names = [...new Set(zones.flatMap(({ keys }) => keys.map(({ algorithmName }) => algorithmName)))];
  return names.length === 0 ? '' : ` (${listed(names)})`;
}

function hostWords({ hosts, state }: Facts): string {
  const signed = hosts.filter(({ security }) => security === 'secure').length;
  if (hosts.length === 0 || (state === 'insecure' && signed === 0)) return '';
  return `, MX hosts signed ${signed} of ${hosts.length}`;
}

const SECURITY = {
  secure: 'signed',
  insecure: 'not signed',
  bogus: 'the signature does not hold',
  unknown: 'not validated',
};

function dnssecRows({ sets, zones, hosts, caa }: Facts): string[][] {
  return [
    ...sets.map(({ name, type, security, chain }) => [
      display(name),
      type,
      `${SECURITY[security]}${aliasWords(chain)}`,
    ]),
    ...hosts.map(({ host, security }) => [display(host), 'A', SECURITY[security]]),
    ...zones.flatMap(zoneRows),
    ...caa.map(({ host, at, records }) => [display(host), 'CAA', caaWords(host, at, records)]),
  ];
}

function zoneRows({ zone, delegation, keys, ds, nsec3, signatures }: Zone): string[][] {
  const named = keys.map(({ keyTag, algorithmName, bits }) =>
    bits === null ? `${algorithmName} (${keyTag})` : `${algorithmName}, ${bits} bits (${keyTag})`,
  );
  const [first] = signatures;
  const name = display(zone);
  return [
    ...(keys.length > 0 ? [[name, 'DNSKEY', listed(named)]] : []),
    [
      name,
      'DS',
      ds.length === 0
        ? delegation === 'none'
          ? 'none'
          : NOT_READ
        : `${listed(ds.map(({ keyTag }) => String(keyTag)))}: ${DELEGATIONS[delegation]}`,
    ],
    ...(nsec3 === null
      ? []
      : [[name, 'NSEC3', `${nsec3.iterations} iterations, ${nsec3.salt === '' ? 'no salt' : 'a salt'}`]]),
    ...(first === undefined
      ? []
      : [[name, 'RRSIG', `${first.type} ends first: ${first.expires.slice(0, 10)}`]]),
  ];
}

function caaWords(host: string, at: string | null, records: readonly string[]): string {
  if (at === null) return 'none: every authority may issue';
  const text = records.map(display).join(', ');
  const shown = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return `${shown}${at === host ? '' : ` (of ${display(at)})`}`;
}
