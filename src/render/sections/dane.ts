import type { SectionView } from './section.ts';

export const dane: SectionView<'dane'> = {
  label: 'DANE',
  words: () => '',
  rows: () => [],
  unused: () => true,
};
