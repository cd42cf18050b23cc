import { defineMessageRule } from './message-rule.ts';

export default defineMessageRule({
  id: 'message/date-missing',
  severity: 'warning',
  basis: 'standard',
  title: 'The message has no Date',
  why: 'Every message must have one; without it programs guess, and filters become suspicious.',
  fix: 'Have the sending program write a Date field.',
  spec: ['RFC 5322 §3.6.1', 'RFC 5322 §3.6'],
  fails: `
@ TXT "v=spf1 ip4:192.0.2.1 -all"
_dmarc TXT "v=DMARC1; p=reject"
s1._domainkey TXT "v=DKIM1; k=ed25519; p=65S3Kogjl9EcKqgSG5y4tdKnaZ2mXmeHcMaxdt7GTFM="

--- from 192.0.2.1, HELO mail.example.com, MAIL FROM <news@example.com>
DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed; d=example.com;
 h=Message-ID: Subject: To: From; q=dns/txt; s=s1; t=1772442000;
 bh=Ba3gj8+xBPQLJTahTfzW6RbWQ/XPgESxkCi2B66PSQg=;
 b=APubSDEHtY49rLj1nonZiAJgeb0EYv1PNK30QqODtZd8YKr6uJCviNgusuxJTbDp1D/L3KDfc
 IYLtYw8/w7UCQ==
From: News <news@example.com>
To: reader@example.org
Subject: Spring offers
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
  *check({ fields, domain }) {
    if (!fields.some(({ key }) => key === 'date'))
      yield { message: 'there is no Date field', subject: { name: domain, type: 'Date' } };
  },
});
