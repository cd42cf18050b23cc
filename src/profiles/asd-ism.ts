import { dkimIsSetUp } from './dkim.ts';
import { dmarcAsksToReject } from './dmarc.ts';
import type { Profile } from './profile.ts';
import { STARTTLS } from './requirements.ts';
import { spfEndsInFail, spfIsSetUp } from './spf.ts';
import { enforcesMtaSts } from './transport.ts';

export const asdIsm: Profile = {
  id: 'asd-ism',
  title: 'Australian Signals Directorate, of government domains',
  source: {
    title: 'Information security manual, guidelines for email, December 2025',
    url: 'https://www.cyber.gov.au/resources-business-and-government/essential-cyber-security/ism',
    asOf: '2025-12-09',
  },
  requirements: [
    {
      id: 'spf',
      clause: 'ISM-0574',
      level: 'must',
      text: 'SPF names the servers that send',
      test: spfIsSetUp,
    },
    { id: 'spf-fail', clause: 'ISM-1183', level: 'must', text: 'SPF fails all others', test: spfEndsInFail },
    {
      id: 'dkim',
      clause: 'ISM-0861',
      level: 'must',
      text: 'mail is signed by DKIM',
      ofSenders: true,
      test: dkimIsSetUp,
    },
    {
      id: 'dmarc-reject',
      clause: 'ISM-1540',
      level: 'must',
      text: 'DMARC asks to reject forged mail',
      test: dmarcAsksToReject,
    },
    {
      id: 'mta-sts',
      clause: 'ISM-1589',
      level: 'must',
      text: 'MTA-STS is enabled',
      test: enforcesMtaSts,
    },
    { ...STARTTLS, clause: 'ISM-0572' },
  ],
};
