import { defineMessageRule } from './message-rule.ts';

export default defineMessageRule({
  id: 'message/header-stray',
  severity: 'warning',
  basis: 'standard',
  title: 'A line in the header belongs to no field',
  why: 'Programs differ on such a line: some take it for the end of the header, and what stands below for the text.',
  fix: 'Have the program that makes the message begin every line of the header with a field name and a colon, or with a blank.',
  spec: ['RFC 5322 §2.2', 'RFC 5322 §2.2.3'],
  fails: `
@ TXT "v=spf1 ip4:192.0.2.1 -all"
_dmarc TXT "v=DMARC1; p=reject"
s1._domainkey TXT "v=DKIM1; k=ed25519; p=65S3Kogjl9EcKqgSG5y4tdKnaZ2mXmeHcMaxdt7GTFM="

--- from 192.0.2.1, HELO mail.example.com, MAIL FROM <news@example.com>
DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed; d=example.com;
 h=Message-ID: Date: Subject: To: From; q=dns/txt; s=s1; t=1772442000;
 bh=Ba3gj8+xBPQLJTahTfzW6RbWQ/XPgESxkCi2B66PSQg=;
 b=xCIoXEW3ouZSHb9vMCUfPQjQLTc/YxZJoJ9Ee9JTsc5sa67nIK1CM3NmS/kvrLYPIXjdXBHId
 RDh9mNvc/NKBw==
From: News <news@example.com>
To: reader@example.org
Subject: Spring offers
this line is no field
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
  *check({ strays, domain }) {
    if (strays > 0)
      yield {
        message:
          strays === 1
            ? 'one line is neither a field nor the rest of one'
            : `${strays} lines are neither fields nor the rest of one`,
        subject: { name: domain, type: 'header' },
      };
  },
});
