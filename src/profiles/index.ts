import { appleIcloud } from './apple-icloud.ts';
import { asdIsm } from './asd-ism.ts';
import { cisaBod1801 } from './cisa-bod-18-01.ts';
import { googleAll } from './google-all.ts';
import { googleBulk } from './google-bulk.ts';
import { internetNl } from './internet-nl.ts';
import { microsoftHighvolume } from './microsoft-highvolume.ts';
import { noMail } from './no-mail.ts';
import type { Profile } from './profile.ts';
import { yahooAll } from './yahoo-all.ts';
import { yahooBulk } from './yahoo-bulk.ts';

export { judgeProfile } from './judge.ts';
export { NEEDS, type Profile, type Records } from './profile.ts';

export const PROFILES: readonly Profile[] = [
  googleAll,
  googleBulk,
  yahooAll,
  yahooBulk,
  microsoftHighvolume,
  appleIcloud,
  cisaBod1801,
  asdIsm,
  internetNl,
  noMail,
];
