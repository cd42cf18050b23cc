import type { SectionView } from './section.ts';

export const mtaSts: SectionView<'mta-sts'> = {
  label: 'MTA-STS',
  words: ({ status }) => status,
  rows: () => [],
  unused: () => true,
};
