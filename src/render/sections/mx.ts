import { display } from '../sink.ts';
import { listed, plural } from '../words.ts';
import { aliasWords, type FactsOf, NOT_READ, type SectionView, unaskedRow } from './section.ts';

export const mx: SectionView<'mx'> = { label: 'MX', words: mxWords, rows: mxRows };

function mxWords({ state, hosts, unasked, own }: FactsOf<'mx'>): string {
  switch (state) {
    case 'null-mx':
      return 'null MX: no mail wanted';
    case 'null-mx-with-others':
      return `a null MX, which says no mail is wanted, beside ${hostWords(hosts, unasked)}`;
    case 'implicit':
      return `no MX; mail goes to the domain’s own ${own.addresses.length === 1 ? 'address' : 'addresses'}: ${listed(own.addresses)}`;
    case 'none':
      return 'no MX and no address: nothing receives mail';
    case 'unknown':
      return NOT_READ;
    default:
      return hostWords(hosts, unasked);
  }
}

function hostWords(hosts: FactsOf<'mx'>['hosts'], unasked: number): string {
  const more = unasked === 0 ? '' : `; ${unasked} more not looked at`;
  return `${plural(hosts.length, 'host')}: ${listed(hosts.map(({ host }) => host))}${families(hosts)}${more}`;
}

function families(hosts: readonly { addresses: string[] }[]): string {
  const addresses = hosts.flatMap(({ addresses: some }) => some);
  const v6 = addresses.some((address) => address.includes(':'));
  const v4 = addresses.some((address) => !address.includes(':'));
  if (!v4 && !v6) return '';
  return ` (${v4 && v6 ? 'IPv4 + IPv6' : v4 ? 'IPv4' : 'IPv6 only'})`;
}

function mxRows({ hosts, unasked }: FactsOf<'mx'>): string[][] {
  const rows = hosts.map(({ preference, host, state, addresses, chain }) => [
    String(preference).padStart(5),
    display(host),
    `${addresses.length > 0 ? addresses.join(', ') : STATES[state]}${aliasWords(chain)}`,
  ]);
  return [...rows, ...unaskedRow(unasked, 'hosts')];
}

const STATES = { alive: '', nxdomain: 'does not exist', 'no-address': 'has no address', unknown: 'not read' };
