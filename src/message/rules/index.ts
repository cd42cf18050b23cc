import { withMessageRules } from '../../gate/rules/index.ts';
import type { AnyRule } from '../../rules/rule.ts';
import arcBroken from './arc-broken.ts';
import dateMissing from './date-missing.ts';
import dkimBodyAltered from './dkim-body-altered.ts';
import dkimExpired from './dkim-expired.ts';
import dkimHeaderAltered from './dkim-header-altered.ts';
import dkimHeaderUnsigned from './dkim-header-unsigned.ts';
import dkimKeyBroken from './dkim-key-broken.ts';
import dkimKeyMissing from './dkim-key-missing.ts';
import dkimKeyOther from './dkim-key-other.ts';
import dkimKeyRevoked from './dkim-key-revoked.ts';
import dkimKeyWeak from './dkim-key-weak.ts';
import dkimLength from './dkim-length.ts';
import dkimMissing from './dkim-missing.ts';
import dkimSha1 from './dkim-sha1.ts';
import dkimSyntax from './dkim-syntax.ts';
import dkimTesting from './dkim-testing.ts';
import dkimUnaligned from './dkim-unaligned.ts';
import dmarcFail from './dmarc-fail.ts';
import fromMissing from './from-missing.ts';
import fromMultiple from './from-multiple.ts';
import headerDuplicate from './header-duplicate.ts';
import headerStray from './header-stray.ts';
import messageIdMissing from './message-id-missing.ts';
import octets from './octets.ts';
import senderMissing from './sender-missing.ts';
import sessionUnknown from './session-unknown.ts';
import spfError from './spf-error.ts';
import spfFail from './spf-fail.ts';
import spfNone from './spf-none.ts';
import spfSoftfail from './spf-softfail.ts';
import spfUnaligned from './spf-unaligned.ts';
import tooMuch from './too-much.ts';

/** Rules on a message, in the order in which they are told. */
export const messageRules: readonly AnyRule[] = withMessageRules([
  dmarcFail,
  fromMissing,
  fromMultiple,
  senderMissing,
  dkimMissing,
  dkimUnaligned,
  dkimBodyAltered,
  dkimHeaderAltered,
  dkimKeyOther,
  dkimExpired,
  dkimKeyMissing,
  dkimKeyRevoked,
  dkimKeyBroken,
  dkimKeyWeak,
  dkimSha1,
  dkimSyntax,
  dkimLength,
  dkimHeaderUnsigned,
  dkimTesting,
  spfFail,
  spfSoftfail,
  spfNone,
  spfError,
  spfUnaligned,
  sessionUnknown,
  arcBroken,
  headerDuplicate,
  dateMissing,
  messageIdMissing,
  headerStray,
  octets,
  tooMuch,
]);
