import { defineMessageRule } from './message-rule.ts';

export default defineMessageRule({
  id: 'message/header-duplicate',
  severity: 'warning',
  basis: 'standard',
  title: 'A field that may stand once stands there twice',
  why: 'Programs show the one or the other: what people see may not be what was signed and checked. Big receivers refuse such messages.',
  fix: 'Have the program that makes the message write each of these fields once.',
  spec: ['RFC 5322 §3.6'],
  fails: `
@ TXT "v=spf1 ip4:192.0.2.1 -all"
_dmarc TXT "v=DMARC1; p=reject"
s1._domainkey TXT "v=DKIM1; k=ed25519; p=65S3Kogjl9EcKqgSG5y4tdKnaZ2mXmeHcMaxdt7GTFM="

--- from 192.0.2.1, HELO mail.example.com, MAIL FROM <news@example.com>
DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed; d=example.com;
 h=Message-ID: Date: Subject: Subject: To: From; q=dns/txt; s=s1;
 t=1772442000; bh=Ba3gj8+xBPQLJTahTfzW6RbWQ/XPgESxkCi2B66PSQg=;
 b=o15wObOO5src48S4nyqeQmqXn949J++0AQ7ftddRQpqJ08mFtgNxy/txt/uj1BlyzBhepCgO7
 CU3mVHtnDN9CQ==
From: News <news@example.com>
To: reader@example.org
Subject: Spring offers
Subject: Another one
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
  *check({ fields, domain }) {
    for (const key of ONCE) {
      const found = fields.filter((field) => field.key === key);
      if (found.length > 1)
        yield {
          message: `${found[0]!.name} stands there ${found.length} times`,
          subject: { name: domain, type: found[0]!.name },
          key,
        };
    }
  },
});

/** RFC 5322 §3.6, and RFC 2045 §4; of From there is a rule of its own. */
const ONCE = [
  'subject',
  'date',
  'to',
  'cc',
  'reply-to',
  'sender',
  'message-id',
  'in-reply-to',
  'references',
  'mime-version',
  'content-type',
  'content-transfer-encoding',
];
