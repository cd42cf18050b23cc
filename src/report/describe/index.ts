import type { Facts, GatheredFacts, Section } from '../../facts/index.ts';
import { describeAddress } from './address.ts';
import { describeBimi } from './bimi.ts';
import { describeDane } from './dane.ts';
import { describeDkim } from './dkim.ts';
import { describeDmarc } from './dmarc.ts';
import { describeDnssec } from './dnssec.ts';
import type { FactsOf } from './facts-of.ts';
import { describeMtaSts } from './mta-sts.ts';
import { describeMx } from './mx.ts';
import { describeSmtp } from './smtp.ts';
import { describeSpf } from './spf.ts';
import { describeTlsRpt } from './tls-rpt.ts';

export { describeDns } from './dns.ts';

/** How each section's facts are told, beside those of the other sections, in the order of a report. */
export const DESCRIPTIONS: { [S in Section]: (facts: Facts[S], all: GatheredFacts) => FactsOf<S> } = {
  mx: describeMx,
  address: describeAddress,
  spf: describeSpf,
  dkim: describeDkim,
  dmarc: describeDmarc,
  'mta-sts': describeMtaSts,
  'tls-rpt': describeTlsRpt,
  bimi: describeBimi,
  dane: describeDane,
  dnssec: describeDnssec,
  smtp: describeSmtp,
};
