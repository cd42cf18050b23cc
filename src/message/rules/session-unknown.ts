import { defineMessageRule } from './message-rule.ts';

export default defineMessageRule({
  id: 'message/session-unknown',
  severity: 'warning',
  basis: 'practice',
  title: 'SPF was not checked: the session is not known',
  why: 'SPF depends on the client that brought the message and on its MAIL FROM; no Received or Return-Path field tells them.',
  fix: 'Give them: --ip ADDRESS --mail-from ADDRESS, and --helo NAME for a bounce.',
  spec: [],
  fails: `
@ TXT "v=spf1 ip4:192.0.2.1 -all"
_dmarc TXT "v=DMARC1; p=reject"
s1._domainkey TXT "v=DKIM1; k=ed25519; p=65S3Kogjl9EcKqgSG5y4tdKnaZ2mXmeHcMaxdt7GTFM="

--- from nowhere
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
  *check({ session, spf, dmarc, domain }) {
    if (spf !== undefined) return;
    const unknown = [
      ...(session.ip.value === null ? ['the client'] : []),
      ...(session.mailFrom.value === null
        ? ['MAIL FROM']
        : session.mailFrom.value === ''
          ? ['the HELO name of a bounce']
          : []),
    ];
    yield {
      message: unknown.length === 0 ? 'MAIL FROM has no domain' : `not known: ${unknown.join(', ')}`,
      subject: { name: domain, type: 'message' },
      ...(dmarc.current.result === 'pass' && { severity: 'notice' as const }),
    };
  },
});
