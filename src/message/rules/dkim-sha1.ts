import { aboutSignature } from './about-signature.ts';
import { defineMessageRule } from './message-rule.ts';

export default defineMessageRule({
  id: 'message/dkim-sha1',
  severity: 'error',
  basis: 'standard',
  title: 'The signature uses SHA-1',
  why: 'SHA-1 can be forged, so verifiers must not take it: the message counts as not signed.',
  fix: 'Set the signer to rsa-sha256.',
  spec: ['RFC 8301 §3.1'],
  fails: `
@ TXT "v=spf1 ip4:192.0.2.1 -all"
_dmarc TXT "v=DMARC1; p=reject"
s1._domainkey TXT ("v=DKIM1; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAoPryhdbUPk6B+R/wa10xg9WLkTkiRjXxSW7haSUoGCxogb2t08GmNEP" "EYVnrLIfReu8JNvLU/8kjNMd3vWFfrEoaaNPwo4RecsQIXVIt7b8flSVh2DSwX18fSqKhCFisNKECRFoc38qXG+MPvs29+lLzXCoLVdiDISWI6" "ZK0aj9T+tmCV+9oRYamKmoFXMk4f5BDeQ+KfGAxDeF/kEvK3pxvazWUd1Uv/JOpdlP35IIhS3geG5K8NtAtBaaeKJcxM7CdJcNx3LIqD34f5tI" "N0UVb8Y5wofDpWEG/F3vUPdK5zyetJ1ktOeDoNc1uZ49JOW5zTGuh1IpO444EMetFkQIDAQAB")

--- from 198.51.100.7, HELO relay.example.net, MAIL FROM <news@example.com>
DKIM-Signature: v=1; a=rsa-sha1; c=relaxed/relaxed; d=example.com;
 h=Message-ID: Date: Subject: To: From; q=dns/txt; s=s1; t=1772442000;
 bh=/t0YeXgRpK9llnjqXbYY+NyRSAs=;
 b=RSm5H83gisJRMtsE8lcD7M9jkVlroz024HEKaEzZ4v4dunxvebeWUBdckc/Du5J3GbQtyXpxu
 uIlvvrsqrhkIRiyj/qZXV0N7WoDsRQgiKfE8GLJ6zaW8sfp1XD62nJPM6mhBFnaoHpEt9uOmggc
 UyTHi9hDOD/8eudw/tL+VneNNiJQ6FRGr7y9k9JfDtq9wJ2WATXc4kdEw5hVzKQN/ebneuDbrhv
 NthhQGWbUm2P5vlHFmqIV8dFBtY7Vhf8k4MSbsdsHrnFJl2rBQ4t4fMxjFm2TAsrbr2dm/PylSX
 FOmfC31rsaGYJW6dJzw5ggZVHNQwR5v5wtQnkjzRUijg==
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
    for (const signature of facts.signatures)
      if (signature.reason === 'sha1')
        yield {
          message: 'it is made with rsa-sha1, which verifiers no longer take',
          ...aboutSignature(facts, signature),
        };
  },
});
