import { defineMessageRule } from './message-rule.ts';

export default defineMessageRule({
  id: 'message/dkim-unaligned',
  severity: 'warning',
  basis: 'standard',
  title: 'No signature is of the domain in From',
  why: 'DMARC counts a signature only if its domain is that of From: this one shows who sent the message, not who wrote it.',
  fix: 'Have the sending service sign with the domain in From: it has a setting for that, and gives the records to publish.',
  spec: ['RFC 9989 §4.4.1', 'RFC 9989 §4.10.2'],
  fails: `
@ TXT "v=spf1 ip4:192.0.2.1 -all"
_dmarc TXT "v=DMARC1; p=reject"
s1._domainkey.mail.example.net. TXT "v=DKIM1; k=ed25519; p=65S3Kogjl9EcKqgSG5y4tdKnaZ2mXmeHcMaxdt7GTFM="

--- from 192.0.2.1, HELO mail.example.com, MAIL FROM <news@example.com>
DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;
 d=mail.example.net; h=Message-ID: Date: Subject: To: From; q=dns/txt;
 s=s1; t=1772442000; bh=Ba3gj8+xBPQLJTahTfzW6RbWQ/XPgESxkCi2B66PSQg=;
 b=v/zaP1mxgqDHzbwgnRGQXYjQ5kDAMnqhHEoU6ew3NtKZztamzEYHT5Hvxg3lCkR8LB4zGMjza
 KRm9yzE0Ij8BA==
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
  applies: ({ signatures }) => signatures.length > 0,
  *check({ domain, from, signatures, unverified }) {
    const named = signatures.filter((one) => one.domain !== undefined);
    if (from.domain === undefined || named.length === 0 || unverified > 0) return;
    if (named.some(({ alignment }) => alignment !== 'none')) return;
    const domains = [...new Set(named.map((one) => one.domain))].slice(0, 3).join(', ');
    yield {
      message: `signed by ${domains}, and From is of ${domain}`,
      subject: { name: domain, type: 'DKIM-Signature' },
      data: { domains: named.map((one) => one.domain) },
    };
  },
});
