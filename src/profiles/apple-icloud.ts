import type { Profile } from './profile.ts';
import { DKIM, DMARC, FORMAT, ofMessages, REVERSE, SPF, UNSUBSCRIBE } from './requirements.ts';

export const appleIcloud: Profile = {
  id: 'apple-icloud',
  title: 'Apple, of who sends bulk mail to iCloud',
  source: {
    title: 'Postmaster information for iCloud Mail',
    url: 'https://support.apple.com/102322',
    asOf: '2025-02-26',
  },
  requirements: [
    SPF,
    DKIM,
    DMARC,
    REVERSE,
    FORMAT,
    UNSUBSCRIBE,
    ofMessages('opt-in', 'recipients have asked for the mail'),
    ofMessages('arc', 'forwarded mail carries ARC'),
    ofMessages('same-from', 'From stays the same'),
    ofMessages('same-addresses', 'the addresses that send stay the same'),
    ofMessages('errors', 'SMTP errors are acted on'),
  ],
};
