import { dmarcAsksToReject } from './dmarc.ts';
import type { Profile } from './profile.ts';
import { ALIGNED, DKIM, DMARC, ofMessages, REVERSE, SPF, UNSUBSCRIBE } from './requirements.ts';

export const microsoftHighvolume: Profile = {
  id: 'microsoft-highvolume',
  title: 'Microsoft, of who sends over 5,000 messages a day to Outlook.com, Hotmail and Live',
  source: {
    title: 'Outlook’s new requirements for high-volume senders',
    url: 'https://techcommunity.microsoft.com/blog/microsoftdefenderforoffice365blog/strengthening-email-ecosystem-outlook%E2%80%99s-new-requirements-for-high%E2%80%90volume-senders/4399730',
    asOf: '2026-05-01',
  },
  requirements: [
    SPF,
    DKIM,
    DMARC,
    {
      id: 'dmarc-reject',
      level: 'should',
      text: 'DMARC asks to reject forged mail',
      ofSenders: true,
      test: dmarcAsksToReject,
    },
    ALIGNED,
    REVERSE,
    UNSUBSCRIBE,
    ofMessages('replies', 'From and Reply-To take mail', 'should'),
    ofMessages('hygiene', 'addresses that bounce are dropped', 'should'),
  ],
};
