import type { Profile } from './profile.ts';
import { FORMAT, REVERSE, SPAM_RATE, SPF_OR_DKIM } from './requirements.ts';

export const yahooAll: Profile = {
  id: 'yahoo-all',
  title: 'Yahoo and AOL, of everybody who sends there',
  source: {
    title: 'Sender best practices',
    url: 'https://senders.yahooinc.com/best-practices/',
    asOf: '2026-07-02',
  },
  requirements: [SPF_OR_DKIM, REVERSE, SPAM_RATE, FORMAT],
};
