// Written by scripts/generate.js from the files of this folder.
import type { Section } from '../facts/index.ts';
import { rules as address } from './address/index.ts';
import { rules as bimi } from './bimi/index.ts';
import { rules as dane } from './dane/index.ts';
import { rules as dkim } from './dkim/index.ts';
import { rules as dmarc } from './dmarc/index.ts';
import { rules as dns } from './dns/index.ts';
import { rules as dnssec } from './dnssec/index.ts';
import { rules as domain } from './domain/index.ts';
import { rules as mtaSts } from './mta-sts/index.ts';
import { rules as mx } from './mx/index.ts';
import { rules as smtp } from './smtp/index.ts';
import { rules as spf } from './spf/index.ts';
import { rules as tlsRpt } from './tls-rpt/index.ts';
import type { AnyRule } from './rule.ts';

export type RuleSection = Section | 'dns' | 'domain';

export const sections: Partial<Record<RuleSection, readonly AnyRule[]>> = {
  address,
  bimi,
  dane,
  dkim,
  dmarc,
  dns,
  dnssec,
  domain,
  'mta-sts': mtaSts,
  mx,
  smtp,
  spf,
  'tls-rpt': tlsRpt,
};
