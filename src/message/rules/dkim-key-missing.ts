import type { AnyAnswer } from '../../dns/index.ts';
import { Blocked } from '../../facts/known.ts';
import { aboutKey } from './about-signature.ts';
import { defineMessageRule } from './message-rule.ts';

export default defineMessageRule({
  id: 'message/dkim-key-missing',
  severity: 'error',
  basis: 'standard',
  title: 'No key is published for a signature',
  why: 'Without the public key nobody can verify the signature: it counts as not signed.',
  fix: 'Publish the public key at the selector that the server signs with, and leave old keys there for a week after the last signature.',
  spec: ['RFC 6376 §6.1.2'],
  fails: `
@ TXT "v=spf1 ip4:192.0.2.1 -all"
_dmarc TXT "v=DMARC1; p=reject"

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
    const unread: AnyAnswer[] = [];
    for (const signature of facts.signatures) {
      const { key } = signature;
      if (key?.status === 'absent')
        yield { message: `there is no key at ${key.name}`, ...aboutKey(facts, signature) };
      if (key?.status === 'unknown') unread.push(key.answer!);
    }
    if (unread.length > 0) throw new Blocked(unread);
  },
});
