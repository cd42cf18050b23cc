import type { SectionView } from './section.ts';

export const dnssec: SectionView<'dnssec'> = {
  label: 'DNSSEC',
  words: () => '',
  rows: () => [],
  unused: () => true,
};
