import { defineMessageRule } from './message-rule.ts';

export default defineMessageRule({
  id: 'message/spf-unaligned',
  severity: 'warning',
  basis: 'standard',
  title: 'SPF passes for another domain than that of From',
  why: 'DMARC does not count it: only a signature of the domain in From is left to vouch for the message.',
  fix: 'Have the sending service use a bounce address below your domain, or see to it that it signs with your domain.',
  spec: ['RFC 9989 §4.4.2'],
  fails: `
bounce.example.net. TXT "v=spf1 ip4:192.0.2.1 -all"
_dmarc TXT "v=DMARC1; p=reject"

--- from 192.0.2.1, HELO mail.example.com, MAIL FROM <b1@bounce.example.net>
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
  applies: ({ spf }) => spf !== undefined,
  *check({ spf, dmarc, domain, from }) {
    if (spf?.check.result !== 'pass' || spf.alignment !== 'none' || from.domain === undefined) return;
    yield {
      message: `SPF passes for ${spf.domain}, and From is of ${domain}`,
      subject: { name: spf.domain, type: 'TXT' },
      // Most services that send for others work like this, and sign.
      ...(dmarc.current.result === 'pass' && { severity: 'notice' as const }),
    };
  },
});
