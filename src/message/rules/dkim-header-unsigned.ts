import { defineMessageRule } from './message-rule.ts';

export default defineMessageRule({
  id: 'message/dkim-header-unsigned',
  severity: 'warning',
  basis: 'standard',
  title: 'A field that readers see is not signed',
  why: 'Whoever passes the message on can change what is not signed, and the signature still holds.',
  fix: 'Add these fields to what the signer covers.',
  spec: ['RFC 6376 §5.4.1'],
  fails: `
@ TXT "v=spf1 ip4:192.0.2.1 -all"
_dmarc TXT "v=DMARC1; p=reject"
s1._domainkey TXT "v=DKIM1; k=ed25519; p=65S3Kogjl9EcKqgSG5y4tdKnaZ2mXmeHcMaxdt7GTFM="

--- from 192.0.2.1, HELO mail.example.com, MAIL FROM <news@example.com>
DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed; d=example.com;
 h=Message-ID: Date: To: From; q=dns/txt; s=s1; t=1772442000;
 bh=Ba3gj8+xBPQLJTahTfzW6RbWQ/XPgESxkCi2B66PSQg=;
 b=4bXT4hrLPpULv2XndQM3Y9DWuoXvgswG7tqAxzuV6SsIsT+DWELZAFeex9dD6E9Iw0uoLMCJ6
 /o1IrT24hU3DA==
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
  *check(facts) {
    const own = facts.signatures.filter(({ result, alignment }) => result === 'pass' && alignment !== 'none');
    const shown = SHOWN.filter((key) => facts.fields.some((field) => field.key === key));
    // One good signature that covers them is enough.
    const lacks = own.map(({ headers }) => shown.filter((key) => !headers.includes(key)));
    const [fewest] = lacks.toSorted((a, b) => a.length - b.length);
    if (fewest === undefined || fewest.length === 0) return;
    const names = fewest.map((key) => facts.fields.find((field) => field.key === key)!.name);
    yield {
      message: `the signature does not cover ${names.join(', ')}`,
      subject: { name: own[0]!.domain ?? facts.domain, type: 'DKIM-Signature' },
      ...(!fewest.includes('subject') && { severity: 'notice' as const }),
      data: { fields: fewest },
    };
  },
});

/** Of RFC 6376 §5.4.1, what people see or answer to. */
const SHOWN = ['subject', 'to', 'cc', 'date', 'reply-to'];
