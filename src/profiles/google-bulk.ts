import type { Profile } from './profile.ts';
import {
  ALIGNED,
  DKIM,
  DMARC,
  FORMAT,
  GMAIL_FROM,
  KEY_1024,
  KEY_2048,
  REVERSE,
  SPAM_RATE,
  SPF,
  TLS,
  UNSUBSCRIBE,
} from './requirements.ts';

export const googleBulk: Profile = {
  id: 'google-bulk',
  title: 'Google, of who sends about 5,000 messages a day to Gmail',
  source: {
    title: 'Email sender guidelines',
    url: 'https://support.google.com/mail/answer/81126',
    asOf: '2026-07-02',
  },
  requirements: [
    SPF,
    DKIM,
    KEY_1024,
    KEY_2048,
    DMARC,
    ALIGNED,
    REVERSE,
    TLS,
    SPAM_RATE,
    FORMAT,
    GMAIL_FROM,
    UNSUBSCRIBE,
  ],
};
