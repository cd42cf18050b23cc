import type { AddressFacts } from './address.ts';
import type { BimiFacts } from './bimi.ts';
import type { DaneFacts } from './dane.ts';
import type { DkimFacts } from './dkim.ts';
import type { DmarcFacts } from './dmarc.ts';
import type { DnssecFacts } from './dnssec.ts';
import type { LookupFacts } from './lookups.ts';
import type { MtaStsFacts } from './mta-sts.ts';
import type { MxFacts } from './mx.ts';
import type { NameServerFacts } from './name-servers.ts';
import type { RoleFacts } from './role.ts';
import type { SmtpFacts } from './smtp.ts';
import type { SpfFacts } from './spf.ts';
import type { TlsRptFacts } from './tls-rpt.ts';

/** Everything observed about one domain, by section. A rule names the sections it reads. */
export interface Facts {
  mx: MxFacts;
  address: AddressFacts;
  spf: SpfFacts;
  dkim: DkimFacts;
  dmarc: DmarcFacts;
  'mta-sts': MtaStsFacts;
  'tls-rpt': TlsRptFacts;
  bimi: BimiFacts;
  dane: DaneFacts;
  dnssec: DnssecFacts;
  smtp: SmtpFacts;
  role: RoleFacts;
  nameServers: NameServerFacts;
  lookups: LookupFacts;
}

export type FactName = keyof Facts;

/** The sections of a report and the names of the subcommands, `a` for `address` apart. */
export const SECTIONS = [
  'mx',
  'address',
  'spf',
  'dkim',
  'dmarc',
  'mta-sts',
  'tls-rpt',
  'bimi',
  'dane',
  'dnssec',
  'smtp',
] as const;
export type Section = (typeof SECTIONS)[number];

/** What `full` looks at: all but the mail servers themselves, which it speaks to where that is asked for. */
export const FULL: readonly Section[] = SECTIONS.filter((name) => name !== 'smtp');
