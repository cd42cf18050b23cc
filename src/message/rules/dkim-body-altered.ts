import type { Signature } from '../signature.ts';
import { reasonWords } from '../words.ts';
import { aboutSignature } from './about-signature.ts';
import { defineMessageRule } from './message-rule.ts';

export default defineMessageRule({
  id: 'message/dkim-body-altered',
  severity: 'error',
  basis: 'standard',
  title: 'The body is not the one that was signed',
  why: 'A signature covers the body: one character more, as a footer of a mailing list or a scanner adds, and it counts as not signed.',
  fix: 'Sign after the last server that changes messages; where a list or a gateway changes them, have it sign anew or seal with ARC.',
  spec: ['RFC 6376 §6.1.3', 'RFC 6376 §3.7'],
  fails: `
@ TXT "v=spf1 ip4:192.0.2.1 -all"
_dmarc TXT "v=DMARC1; p=reject"
s1._domainkey TXT "v=DKIM1; k=ed25519; p=65S3Kogjl9EcKqgSG5y4tdKnaZ2mXmeHcMaxdt7GTFM="

--- from 198.51.100.7, HELO relay.example.net, MAIL FROM <news@example.com>
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
--
Sent through a list
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
      if (signature.reason === 'body-altered')
        yield { message: alteredWords(signature), ...aboutSignature(facts, signature) };
  },
});

/** “simple” is what many signers use where nothing is set. */
function alteredWords(signature: Signature): string {
  const strict = '; it is signed as “simple”, which bears no change at all';
  return `${reasonWords(signature)}${signature.canonicalization.body === 'simple' ? strict : ''}`;
}
