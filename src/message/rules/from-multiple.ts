import { defineMessageRule } from './message-rule.ts';

export default defineMessageRule({
  id: 'message/from-multiple',
  severity: 'error',
  basis: 'standard',
  title: 'From names several domains, or stands there twice',
  why: 'DMARC knows one author: forgers add a second address so that the one that is shown is not checked. Many receivers refuse such messages.',
  fix: 'Send with one From field that names one address.',
  spec: ['RFC 9989 §5.3.1', 'RFC 9989 §11.5', 'RFC 5322 §3.6'],
  fails: `
@ TXT "v=spf1 ip4:192.0.2.1 -all"
_dmarc TXT "v=DMARC1; p=reject"
s1._domainkey TXT "v=DKIM1; k=ed25519; p=65S3Kogjl9EcKqgSG5y4tdKnaZ2mXmeHcMaxdt7GTFM="

--- from 192.0.2.1, HELO mail.example.com, MAIL FROM <news@example.com>
From: News <news@example.com>, boss@example.net
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
  applies: ({ from }) => from.fields.length > 0,
  *check({ from, domain }) {
    const twice = from.fields.length > 1 ? `${from.fields.length} From fields` : undefined;
    const many =
      from.domains.length > 1
        ? `From names ${from.domains.length} domains: ${from.domains.slice(0, 3).join(', ')}`
        : undefined;
    const message = [twice, many].filter((words) => words !== undefined).join('; ');
    if (message !== '')
      yield {
        message,
        subject: { name: domain, type: 'From' },
        data: { domains: from.domains.slice(0, 20) },
      };
  },
});
