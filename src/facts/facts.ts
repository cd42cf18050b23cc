import type { AddressFacts } from './address.ts';
import type { DkimFacts } from './dkim.ts';
import type { DmarcFacts } from './dmarc.ts';
import type { LookupFacts } from './lookups.ts';
import type { MxFacts } from './mx.ts';
import type { NameServerFacts } from './name-servers.ts';
import type { RoleFacts } from './role.ts';
import type { SpfFacts } from './spf.ts';

/** Everything observed about one domain, by section. A rule names the sections it reads. */
export interface Facts {
  mx: MxFacts;
  address: AddressFacts;
  spf: SpfFacts;
  dkim: DkimFacts;
  dmarc: DmarcFacts;
  role: RoleFacts;
  nameServers: NameServerFacts;
  lookups: LookupFacts;
}

export type FactName = keyof Facts;

/** The sections of a report and the names of the subcommands, `a` for `address` apart. */
export const SECTIONS = ['mx', 'address', 'spf', 'dkim', 'dmarc'] as const;
export type Section = (typeof SECTIONS)[number];
