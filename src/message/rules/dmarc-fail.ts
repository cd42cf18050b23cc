import { Blocked } from '../../facts/known.ts';
import type { View } from '../dmarc.ts';
import { defineMessageRule } from './message-rule.ts';
import { whatFailed } from './what-failed.ts';

export default defineMessageRule({
  id: 'message/dmarc-fail',
  severity: 'error',
  basis: 'standard',
  title: 'The message fails DMARC',
  why: 'Neither a valid signature nor SPF belongs to the domain in From, so receivers cannot tell it from a forgery.',
  fix: 'Sign with a key of the domain in From, and keep the message as it was signed.',
  spec: ['RFC 9989 §5.3.5', 'RFC 9989 §5.3.6'],
  fails: `
@ TXT "v=spf1 ip4:192.0.2.1 -all"
_dmarc TXT "v=DMARC1; p=reject"

--- from 198.51.100.7, HELO mail.example.net, MAIL FROM <news@example.com>
From: News <news@example.com>
To: reader@example.org
Subject: Spring offers
Date: Mon, 2 Mar 2026 09:00:00 +0000
Message-ID: <1@example.com>

Hello
`,
  passes: `
@ TXT "v=spf1 ip4:192.0.2.1 -all"
_dmarc TXT "v=DMARC1; p=reject"
s1._domainkey TXT "v=DKIM1; k=ed25519; p=65S3Kogjl9EcKqgSG5y4tdKnaZ2mXmeHcMaxdt7GTFM="

--- from 192.0.2.1, HELO mail.example.com, MAIL FROM <news@example.com>
DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed; d=example.com;
 h=Message-ID: Date: Subject: To: From; q=dns/txt; s=s1; t=1772442000;
 bh=Ba3gj8+xBPQLJTahTfzW6RbWQ/XPgESxkCi2B66PSQg=;
 b=08hOWV+rhftRx4xVPRbhiyQJxJvdzVcc4ti2v5bdLMze3VtfgcAnGGe9wCKBq60F02s2qwrCO
 uHoWQosaY8VDw==
From: News <news@example.com>
To: reader@example.org
Subject: Spring offers
Date: Mon, 2 Mar 2026 09:00:00 +0000
Message-ID: <1@example.com>

Hello
`,
  applies: ({ dmarc }) => dmarc.current.result !== 'none' || dmarc.legacy.result !== 'none',
  *check(facts) {
    const { domain, dmarc, policy, arc, signatures, spf } = facts;
    const { current, legacy } = dmarc;
    const failing = current.result === 'fail' ? current : legacy.result === 'fail' ? legacy : undefined;
    if (failing !== undefined) {
      const forwarder = arc.result === 'pass' ? arc.sealedBy.at(-1) : undefined;
      const trusted =
        forwarder === undefined
          ? ''
          : `; a receiver that trusts ${forwarder}, which sealed it (ARC), may accept it`;
      yield {
        message: `${whatFailed(facts)}; ${requestWords(domain, current, legacy)}${trusted}`,
        subject: { name: domain, type: 'From' },
        ...(policy?.step?.record && { record: policy.step.record.text }),
        data: { requested: failing.requested, word: failing.word },
      };
    }
    if (current.result === 'temperror')
      throw new Blocked([
        ...(policy?.blockedBy ?? []),
        ...signatures.filter(({ alignment }) => alignment !== 'none').flatMap((one) => one.blockedBy),
        ...(spf?.blockedBy ?? []),
      ]);
  },
});

function requestWords(domain: string, current: View, legacy: View): string {
  const said = ASKS[current.requested];
  const isSame =
    current.result === legacy.result &&
    current.requested === legacy.requested &&
    legacy.percent === undefined;
  if (isSame || legacy.result === 'temperror') return `${domain} ${said}`;
  if (legacy.result !== 'fail') return `${domain} ${said}; for receivers of RFC 7489 it does not fail`;
  const share = legacy.percent === undefined ? '' : ` for ${legacy.percent} % of such mail`;
  if (current.result !== 'fail')
    return `only for receivers of RFC 7489: ${domain} ${ASKS[legacy.requested]}${share}`;
  return `${domain} ${said}; read by RFC 7489, it ${ASKS[legacy.requested]}${share}`;
}

const ASKS: Record<View['requested'], string> = {
  reject: 'asks receivers to refuse it',
  quarantine: 'asks receivers to treat it as spam',
  none: 'asks for nothing: it reaches the inbox',
  nothing: 'has no policy for it',
  unknown: 'has a policy that was not read',
};
