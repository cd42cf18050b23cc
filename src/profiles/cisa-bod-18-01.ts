import { dmarcAsksForReports, dmarcAsksToReject, dmarcReportsTo } from './dmarc.ts';
import type { Profile } from './profile.ts';
import { OLD_TLS, STARTTLS } from './requirements.ts';
import { spfIsSetUp } from './spf.ts';

const REPORTS = 'reports@dmarc.cyber.dhs.gov';

export const cisaBod1801: Profile = {
  id: 'cisa-bod-18-01',
  title: 'CISA, of federal agencies of the United States',
  source: {
    title: 'Binding Operational Directive 18-01',
    url: 'https://www.cisa.gov/news-events/directives/bod-18-01-enhance-email-and-web-security',
    asOf: '2017-10-16',
  },
  requirements: [
    { id: 'spf', level: 'must', text: 'an SPF record is valid', test: spfIsSetUp },
    { id: 'dmarc-reports', level: 'must', text: 'DMARC reports go to a mailbox', test: dmarcAsksForReports },
    { id: 'dmarc-reject', level: 'must', text: 'DMARC asks to reject forged mail', test: dmarcAsksToReject },
    {
      id: 'dmarc-reports-cisa',
      level: 'must',
      text: 'DMARC reports go to the agency too',
      test: dmarcReportsTo(REPORTS),
    },
    STARTTLS,
    OLD_TLS,
  ],
};
