import { Blocked } from '../../facts/known.ts';
import { defineMessageRule } from './message-rule.ts';

export default defineMessageRule({
  id: 'message/spf-error',
  severity: 'warning',
  basis: 'standard',
  title: 'The SPF record could not be used for this message',
  why: 'An error in the record, or in one that it includes, makes SPF worth nothing for mail that gets there.',
  fix: 'Put the record right: “mailcheck spf DOMAIN” shows where it breaks.',
  spec: ['RFC 7208 §2.6.7', 'RFC 7208 §8.7'],
  fails: `
@ TXT "v=spf1 include:spf.missing.example ip4:192.0.2.1 -all"
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
  applies: ({ spf }) => spf !== undefined,
  *check({ spf }) {
    if (spf?.check.result === 'permerror')
      yield {
        message: `${spf.domain}: permerror: ${spf.check.problem ?? 'the record cannot be read'}`,
        subject: { name: spf.domain, type: 'TXT' },
      };
    if (spf?.check.result === 'temperror') throw new Blocked(spf.check.failed);
  },
});
