import { display } from '../sink.ts';
import { type FactsOf, NOT_READ, type SectionView } from './section.ts';

export const address: SectionView<'address'> = { label: 'A', words: addressWords, rows: addressRows };

function addressWords({ hosts, reverse, unasked }: FactsOf<'address'>): string {
  const addresses = new Set(hosts.flatMap((host) => host.addresses)).size;
  const confirmed = reverse.filter(({ names }) => names.some((name) => name.confirmed === true)).length;
  const asked = reverse.filter(({ status }) => status === 'present' || status === 'absent').length;
  const back =
    asked === 0
      ? ''
      : `; reverse DNS confirms ${confirmed} of ${asked}${unasked === 0 ? '' : `, ${unasked} more not asked`}`;
  if (addresses === 0 && hosts.some(({ state }) => state === 'unknown')) return NOT_READ;
  return `${addresses === 0 ? 'no address' : addresses === 1 ? '1 address' : `${addresses} addresses`}${back}`;
}

function addressRows({ hosts, reverse }: FactsOf<'address'>): string[][] {
  const named = hosts.flatMap(({ host, addresses }) => addresses.map((address) => ({ host, address })));
  const others = reverse.filter(({ address }) => !named.some((other) => other.address === address));
  const rows = [...named, ...others.map(({ address }) => ({ host: '(named in SPF)', address }))];
  return rows.map(({ host, address }) => [
    display(host),
    address,
    reverseWords(reverse.find((one) => one.address === address)),
  ]);
}

function reverseWords(reverse: FactsOf<'address'>['reverse'][number] | undefined): string {
  if (reverse === undefined) return '';
  if (reverse.names.length === 0) return REVERSE_STATES[reverse.status];
  const words = { true: 'confirmed', false: 'does not lead back', unknown: 'not read' };
  const more = reverse.unasked === 0 ? '' : `, ${reverse.unasked} more names not looked at`;
  const named = reverse.names.map(({ name, confirmed }) => `${display(name)}: ${words[`${confirmed}`]}`);
  return `${named.join(', ')}${more}`;
}

const REVERSE_STATES = {
  present: '',
  absent: 'no reverse name',
  failed: 'reverse name not read',
  skipped: 'reverse name not asked',
};
