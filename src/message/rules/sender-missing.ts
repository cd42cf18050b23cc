import { defineMessageRule } from './message-rule.ts';

export default defineMessageRule({
  id: 'message/sender-missing',
  severity: 'warning',
  basis: 'standard',
  title: 'From names several people, and no Sender field says who sent it',
  why: 'With more than one author a Sender field must name the one who sent the message.',
  fix: 'Add a Sender field, or write one address in From.',
  spec: ['RFC 5322 §3.6.2'],
  fails: `
@ TXT "v=spf1 ip4:192.0.2.1 -all"
_dmarc TXT "v=DMARC1; p=reject"
s1._domainkey TXT "v=DKIM1; k=ed25519; p=65S3Kogjl9EcKqgSG5y4tdKnaZ2mXmeHcMaxdt7GTFM="

--- from 192.0.2.1, HELO mail.example.com, MAIL FROM <news@example.com>
DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed; d=example.com;
 h=Message-ID: Date: Subject: To: From; q=dns/txt; s=s1; t=1772442000;
 bh=Ba3gj8+xBPQLJTahTfzW6RbWQ/XPgESxkCi2B66PSQg=;
 b=d1oO58RGKXQbPWzIgRKzebdz5UcJkW0E88PFYJxAcfD55n+ZsioNXZVtf8btslDXN5EUAwW2H
 Y59JFvxsb/KCA==
From: news@example.com, sales@example.com
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
  applies: ({ from, isWhole }) => isWhole && from.mailboxes.length > 0,
  *check({ from, fields, domain }) {
    if (from.mailboxes.length > 1 && from.domains.length === 1 && !fields.some(({ key }) => key === 'sender'))
      yield {
        message: `From names ${from.mailboxes.length} addresses`,
        subject: { name: domain, type: 'From' },
      };
  },
});
