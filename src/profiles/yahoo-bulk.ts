import { dmarcAsksForReports } from './dmarc.ts';
import type { Profile } from './profile.ts';
import {
  ALIGNED,
  DKIM,
  DMARC,
  FORMAT,
  KEY_1024,
  REVERSE,
  SPAM_RATE,
  SPF,
  UNSUBSCRIBE,
} from './requirements.ts';

export const yahooBulk: Profile = {
  id: 'yahoo-bulk',
  title: 'Yahoo and AOL, of who sends in bulk',
  source: {
    title: 'Sender best practices',
    url: 'https://senders.yahooinc.com/best-practices/',
    asOf: '2026-07-02',
  },
  requirements: [
    SPF,
    DKIM,
    KEY_1024,
    DMARC,
    {
      id: 'dmarc-reports',
      level: 'should',
      text: 'DMARC reports are asked for',
      ofSenders: true,
      test: dmarcAsksForReports,
    },
    ALIGNED,
    REVERSE,
    SPAM_RATE,
    FORMAT,
    UNSUBSCRIBE,
  ],
};
