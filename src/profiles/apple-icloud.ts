import type { Profile } from './profile.ts';
import { DKIM, DMARC, FORMAT, REVERSE, SPF, UNSUBSCRIBE } from './requirements.ts';

export const appleIcloud: Profile = {
  id: 'apple-icloud',
  title: 'Apple, of who sends bulk mail to iCloud',
  source: {
    title: 'Postmaster information for iCloud Mail',
    url: 'https://support.apple.com/102322',
    asOf: '2025-02-26',
  },
  requirements: [SPF, DKIM, DMARC, REVERSE, FORMAT, UNSUBSCRIBE],
};
