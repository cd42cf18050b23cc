import type { SectionView } from './section.ts';

export const tlsRpt: SectionView<'tls-rpt'> = {
  label: 'TLS-RPT',
  words: ({ status }) => status,
  rows: () => [],
  unused: () => true,
};
