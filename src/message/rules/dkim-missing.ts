import { defineMessageRule } from './message-rule.ts';

export default defineMessageRule({
  id: 'message/dkim-missing',
  severity: 'warning',
  basis: 'receiver',
  title: 'The message has no DKIM signature',
  why: 'SPF breaks where a message is forwarded: without a signature nothing is left to show that it is genuine, and big receivers ask for one.',
  fix: 'Have the server that sends it sign with a key of the domain in From.',
  spec: ['RFC 9989 §4.4.1', 'RFC 7489 §10.1'],
  fails: `
@ TXT "v=spf1 ip4:192.0.2.1 -all"
_dmarc TXT "v=DMARC1; p=reject"

--- from 192.0.2.1, HELO mail.example.com, MAIL FROM <news@example.com>
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
  applies: ({ isWhole }) => isWhole,
  *check({ fields, domain, session }) {
    if (fields.some(({ key }) => key === 'dkim-signature')) return;
    yield {
      message: 'there is no DKIM-Signature field',
      subject: { name: domain, type: 'DKIM-Signature' },
      // Servers write bounces themselves, and many do not sign them.
      ...(session.mailFrom.value === '' && { severity: 'notice' as const }),
    };
  },
});
