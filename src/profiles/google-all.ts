import type { Profile } from './profile.ts';
import { FORMAT, GMAIL_FROM, REVERSE, SPAM_RATE, SPF_OR_DKIM, TLS } from './requirements.ts';

export const googleAll: Profile = {
  id: 'google-all',
  title: 'Google, of everybody who sends to Gmail',
  source: {
    title: 'Email sender guidelines',
    url: 'https://support.google.com/mail/answer/81126',
    asOf: '2026-07-02',
  },
  requirements: [SPF_OR_DKIM, REVERSE, TLS, SPAM_RATE, FORMAT, GMAIL_FROM],
};
