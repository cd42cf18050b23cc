import { defineMessageRule } from './message-rule.ts';

export default defineMessageRule({
  id: 'message/octets',
  severity: 'warning',
  basis: 'standard',
  title: 'The message holds octets that mail may not hold',
  why: 'A CR or LF that stands alone, or a NUL, is read differently by servers: they change it, which breaks signatures, or refuse the message.',
  fix: 'Have the program that makes the message end lines in CRLF, and encode everything else (base64, quoted-printable).',
  spec: ['RFC 5322 §2.3', 'RFC 5322 §4.1', 'RFC 5321 §2.3.8'],
  fails: `
@ TXT "v=spf1 ip4:192.0.2.1 -all"
_dmarc TXT "v=DMARC1; p=reject"
s1._domainkey TXT "v=DKIM1; k=ed25519; p=65S3Kogjl9EcKqgSG5y4tdKnaZ2mXmeHcMaxdt7GTFM="

--- from 192.0.2.1, HELO mail.example.com, MAIL FROM <news@example.com>
DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed; d=example.com;
 h=Message-ID: Date: Subject: To: From; q=dns/txt; s=s1; t=1772442000;
 bh=43oVdvbKoLW2eOpXCX8OxtRAXneD/4eJvIO5JuVzSW4=;
 b=NUIiM8mzYaj6fmGM9mvp68Tow0wlK5ZT50GRHMaqr1Uta0W/9dLr9hum0sVRmfjyxSb7eix7L
 Wpi4y/5rNFFBw==
From: News <news@example.com>
To: reader@example.org
Subject: Spring offers
Date: Mon, 2 Mar 2026 09:00:00 +0000
Message-ID: <1@example.com>

Hello\x00reader
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
  *check({ oddities: { bareCr, bareLf, nul }, domain }) {
    const found = [
      ...(bareCr > 0 ? [`${bareCr} CR without LF`] : []),
      ...(bareLf > 0 ? [`${bareLf} LF without CR`] : []),
      ...(nul > 0 ? [`${nul} NUL`] : []),
    ];
    if (found.length > 0) yield { message: found.join(', '), subject: { name: domain, type: 'message' } };
  },
});
