import { dkimHasNoKey } from './dkim.ts';
import { dmarcAsksForReports, dmarcAsksToReject } from './dmarc.ts';
import { receivesNothing } from './hosts.ts';
import type { Profile } from './profile.ts';
import { spfLetsNothingSend } from './spf.ts';

export const noMail: Profile = {
  id: 'no-mail',
  title: 'Good practice, of domains without mail (RFC 7208 §10.1.2, RFC 7505)',
  source: {
    title: 'Protect domains that don’t send email',
    url: 'https://www.gov.uk/guidance/protect-domains-that-dont-send-email',
    asOf: '2026-07-02',
  },
  requirements: [
    { id: 'spf', level: 'must', text: 'SPF lets nothing send', test: spfLetsNothingSend },
    { id: 'dmarc-reject', level: 'must', text: 'DMARC asks to reject forged mail', test: dmarcAsksToReject },
    { id: 'null-mx', level: 'must', text: 'nothing receives mail', test: receivesNothing },
    { id: 'dkim', level: 'should', text: 'no selector has a usable key', test: dkimHasNoKey },
    { id: 'dmarc-reports', level: 'should', text: 'DMARC reports are asked for', test: dmarcAsksForReports },
  ],
};
