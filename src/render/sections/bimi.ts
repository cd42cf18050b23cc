import type { SectionView } from './section.ts';

export const bimi: SectionView<'bimi'> = {
  label: 'BIMI',
  words: ({ status }) => status,
  rows: () => [],
  unused: () => true,
};
