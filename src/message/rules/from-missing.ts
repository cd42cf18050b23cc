import { defineMessageRule } from './message-rule.ts';

export default defineMessageRule({
  id: 'message/from-missing',
  severity: 'error',
  basis: 'standard',
  title: 'From names no address',
  why: 'Without one nobody can tell whom the message is from: DMARC cannot be applied, and many receivers refuse it.',
  fix: 'Write one address in From, in plain letters: only the name before it may be encoded.',
  spec: ['RFC 5322 §3.6.2', 'RFC 9989 §5.3.1'],
  fails: `
@ TXT "v=spf1 ip4:192.0.2.1 -all"
_dmarc TXT "v=DMARC1; p=reject"

--- from 192.0.2.1, HELO mail.example.com, MAIL FROM <news@example.com>
From: =?utf-8?B?TmV3cyA8bmV3c0BleGFtcGxlLmNvbT4=?=
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
  *check({ from, domain, isWhole }) {
    if (from.domains.length > 0) return;
    const [field] = from.fields;
    if (field === undefined && !isWhole) return;
    const encoded = /=\?[^?]+\?[bq]\?/i.test(field?.value ?? '')
      ? '; what may be an address is encoded, which hides it'
      : '';
    const message =
      field === undefined ? 'there is no From field' : `From has no address with a domain${encoded}`;
    yield {
      message,
      subject: { name: domain, type: 'From' },
      ...(field && { record: field.value.slice(0, 1000) }),
    };
  },
});
