import type { MessageFacts } from '../facts.ts';
import type { Signature } from '../signature.ts';
import { reasonWords } from '../words.ts';
import { aboutSignature } from './about-signature.ts';
import { defineMessageRule } from './message-rule.ts';

export default defineMessageRule({
  id: 'message/dkim-expired',
  severity: 'error',
  basis: 'standard',
  title: 'The signature has expired',
  why: 'Whoever verifies the message after this time treats it as not signed: queued, delayed and re-delivered mail fails.',
  fix: 'Sign without an expiry (x=), or with one of a week and more.',
  spec: ['RFC 6376 §3.5', 'RFC 6376 §6.1.1'],
  fails: `
@ TXT "v=spf1 ip4:192.0.2.1 -all"
_dmarc TXT "v=DMARC1; p=reject"
s1._domainkey TXT "v=DKIM1; k=ed25519; p=65S3Kogjl9EcKqgSG5y4tdKnaZ2mXmeHcMaxdt7GTFM="

--- from 198.51.100.7, HELO relay.example.net, MAIL FROM <news@example.com>
DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed; d=example.com;
 h=Message-ID: Date: Subject: To: From; q=dns/txt; s=s1; t=1772442000;
 x=1772445600; bh=Ba3gj8+xBPQLJTahTfzW6RbWQ/XPgESxkCi2B66PSQg=;
 b=0cO94IqgCzr7NIbM6FlrqUi+5D1BDXR3C7KXK2eRyy/cKpNNBDqy6aDlf5YcAD8WlrH8kwpmU
 FPl1d/1uRgzDA==
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
  applies: ({ signatures }) => signatures.length > 0,
  *check(facts) {
    for (const signature of facts.signatures)
      if (signature.reason === 'expired')
        yield { message: expiryWords(facts, signature), ...aboutSignature(facts, signature) };
  },
});

/** A message from an archive may have been in time when it came. */
function expiryWords({ receivedAt }: MessageFacts, signature: Signature): string {
  const wasInTime =
    receivedAt !== undefined && signature.expiresAt !== undefined && receivedAt < signature.expiresAt;
  return `${reasonWords(signature)}${wasInTime ? '; when it was received it was still good' : ''}`;
}
