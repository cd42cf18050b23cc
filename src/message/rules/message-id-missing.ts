import { defineMessageRule } from './message-rule.ts';

export default defineMessageRule({
  id: 'message/message-id-missing',
  severity: 'warning',
  basis: 'standard',
  title: 'The message has no Message-ID',
  why: 'Every message should have one: replies and reports refer to it, and big receivers refuse messages without.',
  fix: 'Have the sending program write a Message-ID field, or its server add one before it signs.',
  spec: ['RFC 5322 §3.6.4'],
  fails: `
@ TXT "v=spf1 ip4:192.0.2.1 -all"
_dmarc TXT "v=DMARC1; p=reject"
s1._domainkey TXT "v=DKIM1; k=ed25519; p=65S3Kogjl9EcKqgSG5y4tdKnaZ2mXmeHcMaxdt7GTFM="

--- from 192.0.2.1, HELO mail.example.com, MAIL FROM <news@example.com>
DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed; d=example.com;
 h=Date: Subject: To: From; q=dns/txt; s=s1; t=1772442000;
 bh=Ba3gj8+xBPQLJTahTfzW6RbWQ/XPgESxkCi2B66PSQg=;
 b=5PST0bcY+EYLn8upRTlZiXtucU2XdhH8dRDzqopZmqKObED1F/EryMSrcMl8RXlNil0KHNxGe
 cykOOf31PMuBQ==
From: News <news@example.com>
To: reader@example.org
Subject: Spring offers
Date: Mon, 2 Mar 2026 09:00:00 +0000

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
  applies: ({ isWhole }) => isWhole,
  *check({ fields, domain }) {
    if (!fields.some(({ key }) => key === 'message-id'))
      yield { message: 'there is no Message-ID field', subject: { name: domain, type: 'Message-ID' } };
  },
});
