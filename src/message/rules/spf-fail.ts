import { defineMessageRule } from './message-rule.ts';
import { matchedWords } from './spf-words.ts';

export default defineMessageRule({
  id: 'message/spf-fail',
  severity: 'warning',
  basis: 'standard',
  title: 'SPF says that this client may not send for the domain',
  why: 'Some receivers refuse such a message at once, whatever else it shows.',
  fix: 'If the client sends for the domain, add it to the SPF record; a forwarder should send under an address of its own.',
  spec: ['RFC 7208 §2.6.4', 'RFC 7208 §8.4'],
  fails: `
@ TXT "v=spf1 ip4:192.0.2.1 -all"
_dmarc TXT "v=DMARC1; p=reject"
s1._domainkey TXT "v=DKIM1; k=ed25519; p=65S3Kogjl9EcKqgSG5y4tdKnaZ2mXmeHcMaxdt7GTFM="

--- from 198.51.100.7, HELO relay.example.net, MAIL FROM <news@example.com>
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
  *check({ spf, dmarc }) {
    if (spf !== undefined && spf.check.result === 'fail')
      yield {
        message: `${spf.check.ip} may not send for ${spf.domain}: ${matchedWords(spf.check)}`,
        subject: { name: spf.domain, type: 'TXT' },
        ...(dmarc.current.result === 'pass' && { severity: 'notice' as const }),
      };
  },
});
