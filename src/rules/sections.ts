// Written by scripts/generate.js from the files of this folder.
import type { Section } from '../facts/index.ts';
import type { AnyRule } from './rule.ts';

export type RuleSection = Section | 'dns' | 'domain';

export const sections: Record<RuleSection, () => Promise<{ rules: readonly AnyRule[] }>> = {
  address: () => import('./address/index.ts'),
  dkim: () => import('./dkim/index.ts'),
  dmarc: () => import('./dmarc/index.ts'),
  dns: () => import('./dns/index.ts'),
  domain: () => import('./domain/index.ts'),
  mx: () => import('./mx/index.ts'),
  spf: () => import('./spf/index.ts'),
};
