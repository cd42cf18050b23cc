import type { SectionView } from './section.ts';

export const smtp: SectionView<'smtp'> = {
  label: 'SMTP',
  words: () => '',
  rows: () => [],
  unused: () => true,
};
