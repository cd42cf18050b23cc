import { aboutSignature } from './about-signature.ts';
import { defineMessageRule } from './message-rule.ts';

export default defineMessageRule({
  id: 'message/dkim-key-other',
  severity: 'error',
  basis: 'standard',
  title: 'Another key signed the message than the one that is published',
  why: 'The private key of the signing server and the public key in the DNS do not belong together, so every signature fails.',
  fix: 'Publish the public half of the key that signs, under a new selector if the old one is still in use.',
  spec: ['RFC 6376 §6.1.3'],
  fails: `
@ TXT "v=spf1 ip4:192.0.2.1 -all"
_dmarc TXT "v=DMARC1; p=reject"
s1._domainkey TXT ("v=DKIM1; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAxnvdapHfiiLwn7R0KBOaWOOQCqLBeAuWl4gFHE9qaENxbHQoFEwttRd" "FxvybSjXXjtVMHT9Ca8wux9qjzLsCgxCUTFms74k1EwergVq4fz1MYBb6lkBrmpwc3A5+z3c60xCECCPJDsbrB72ytl9IEoNum4foxC6VGodFL" "HgdMTCah38S3cgcQxTlCpdJmfoZYGUonMoAEnHzcNmSld+kuqI+QNgdLE5RRRrrdfXSEqyGYs6hIUV62uAlP882KdiCwJ6LNSaPOsk+e8m2R/9" "LxXkJ0gCMlMdK9D/xow9PviKRaDZZ2WHhr7XJ5iBHVrRZPWibmg4/4po9PY1+qCHKywIDAQAB")

--- from 198.51.100.7, HELO relay.example.net, MAIL FROM <news@example.com>
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com;
 h=Message-ID: Date: Subject: To: From; q=dns/txt; s=s1; t=1772442000;
 bh=Ba3gj8+xBPQLJTahTfzW6RbWQ/XPgESxkCi2B66PSQg=;
 b=lVrS2NK4iokuKRSpGKXketfy3EvsuFt+yIp0mJ6r1IY9bJekOIrU7Rdfurfs+BOD3lxJpwOFh
 tnzMhqUyUOzZyGU5RxOf1QPdeqqlY9xwouT6smn+yRwD7gRQXFxbzzJDtKmPTQP48hUjTa3xp0k
 Mr80etKuNbg/uqgtfNs33s3FeVXhsnIuJby46Br/hzUbF7rIcwrORPFMOIN+WGl+vsPva9PvrI1
 0aQsetrFOqoEfTlKs+fKX7nYIMbNoFUic80yv9PiVyFjPZ7ZYQJqcWa4t492JbKxF16ubYbAHYU
 8bfP8iBGGxFmU6O716ujs/re+Z0kinj0Nho/jrdpk3dg==
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
s1._domainkey TXT ("v=DKIM1; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAoPryhdbUPk6B+R/wa10xg9WLkTkiRjXxSW7haSUoGCxogb2t08GmNEP" "EYVnrLIfReu8JNvLU/8kjNMd3vWFfrEoaaNPwo4RecsQIXVIt7b8flSVh2DSwX18fSqKhCFisNKECRFoc38qXG+MPvs29+lLzXCoLVdiDISWI6" "ZK0aj9T+tmCV+9oRYamKmoFXMk4f5BDeQ+KfGAxDeF/kEvK3pxvazWUd1Uv/JOpdlP35IIhS3geG5K8NtAtBaaeKJcxM7CdJcNx3LIqD34f5tI" "N0UVb8Y5wofDpWEG/F3vUPdK5zyetJ1ktOeDoNc1uZ49JOW5zTGuh1IpO444EMetFkQIDAQAB")

--- from 192.0.2.1, HELO mail.example.com, MAIL FROM <news@example.com>
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com;
 h=Message-ID: Date: Subject: To: From; q=dns/txt; s=s1; t=1772442000;
 bh=Ba3gj8+xBPQLJTahTfzW6RbWQ/XPgESxkCi2B66PSQg=;
 b=lVrS2NK4iokuKRSpGKXketfy3EvsuFt+yIp0mJ6r1IY9bJekOIrU7Rdfurfs+BOD3lxJpwOFh
 tnzMhqUyUOzZyGU5RxOf1QPdeqqlY9xwouT6smn+yRwD7gRQXFxbzzJDtKmPTQP48hUjTa3xp0k
 Mr80etKuNbg/uqgtfNs33s3FeVXhsnIuJby46Br/hzUbF7rIcwrORPFMOIN+WGl+vsPva9PvrI1
 0aQsetrFOqoEfTlKs+fKX7nYIMbNoFUic80yv9PiVyFjPZ7ZYQJqcWa4t492JbKxF16ubYbAHYU
 8bfP8iBGGxFmU6O716ujs/re+Z0kinj0Nho/jrdpk3dg==
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
      if (signature.reason === 'other-key')
        yield {
          message: `the published key ${signature.key?.name ?? ''} is not the one that signed it`,
          ...aboutSignature(facts, signature),
        };
  },
});
