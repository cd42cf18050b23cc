import { Blocked } from '../../facts/known.ts';
import { defineMessageRule } from './message-rule.ts';

export default defineMessageRule({
  id: 'message/arc-broken',
  severity: 'warning',
  basis: 'standard',
  title: 'The ARC chain does not hold',
  why: 'A server on the way sealed what it had seen; the seal is broken, so receivers cannot rely on it.',
  fix: 'Ask who runs the last server that sealed it: it changed the message after sealing, or its key is missing.',
  spec: ['RFC 8617 §5.2'],
  fails: `
@ TXT "v=spf1 ip4:192.0.2.1 -all"
_dmarc TXT "v=DMARC1; p=reject"
seal._domainkey.example.net. TXT "v=DKIM1; k=ed25519; p=Ra44jSfMMvi/qkVtFH3Aj9XOuFcPYWidutNIrK/SZxg="

--- from 198.51.100.7, HELO relay.example.net, MAIL FROM <news@example.com>
ARC-Seal: i=1; a=ed25519-sha256; t=1772442000; cv=none; d=example.net;
 s=seal;
 b=J8Q71v4peCZR94cXX6OV4VAXFyYjfplJNluC3UPVyR/peIyJHbyRsdAcpP5cpPMyKS5g6aP6W
 sfvvoxquTzGCQ==
ARC-Message-Signature: i=1; a=ed25519-sha256; c=relaxed/relaxed;
 d=example.net; h=Message-ID: Date: Subject: To: From; q=dns/txt; s=seal;
 t=1772442000; bh=Ba3gj8+xBPQLJTahTfzW6RbWQ/XPgESxkCi2B66PSQg=;
 b=PA4nfr8bX/dweRJEHRvV0hCA9SeNpKVSB3nbAYafOwFE3i4QFz0CEndRZ7XmpmcUAtQ8GqPN2
 2YsBW5BKWicDA==
ARC-Authentication-Results: i=1; mx.example.net; dkim=pass header.d=example.com; dmarc=pass header.from=example.com
From: News <news@example.com>
To: reader@example.org
Subject: [List] Spring offers
Date: Mon, 2 Mar 2026 09:00:00 +0000
Message-ID: <1@example.com>

Hello
`,
  passes: `
@ TXT "v=spf1 ip4:192.0.2.1 -all"
_dmarc TXT "v=DMARC1; p=reject"
s1._domainkey TXT "v=DKIM1; k=ed25519; p=65S3Kogjl9EcKqgSG5y4tdKnaZ2mXmeHcMaxdt7GTFM="
seal._domainkey.example.net. TXT "v=DKIM1; k=ed25519; p=Ra44jSfMMvi/qkVtFH3Aj9XOuFcPYWidutNIrK/SZxg="

--- from 192.0.2.1, HELO mail.example.com, MAIL FROM <news@example.com>
ARC-Seal: i=1; a=ed25519-sha256; t=1772442000; cv=none; d=example.net;
 s=seal;
 b=J8Q71v4peCZR94cXX6OV4VAXFyYjfplJNluC3UPVyR/peIyJHbyRsdAcpP5cpPMyKS5g6aP6W
 sfvvoxquTzGCQ==
ARC-Message-Signature: i=1; a=ed25519-sha256; c=relaxed/relaxed;
 d=example.net; h=Message-ID: Date: Subject: To: From; q=dns/txt; s=seal;
 t=1772442000; bh=Ba3gj8+xBPQLJTahTfzW6RbWQ/XPgESxkCi2B66PSQg=;
 b=PA4nfr8bX/dweRJEHRvV0hCA9SeNpKVSB3nbAYafOwFE3i4QFz0CEndRZ7XmpmcUAtQ8GqPN2
 2YsBW5BKWicDA==
ARC-Authentication-Results: i=1; mx.example.net; dkim=pass header.d=example.com; dmarc=pass header.from=example.com
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
  applies: ({ arc }) => arc.result !== 'none',
  *check({ arc, domain, dmarc }) {
    if (arc.result === 'temperror') throw new Blocked(arc.blockedBy);
    if (arc.result !== 'fail') return;
    const by = arc.sealedBy.length === 0 ? '' : `, sealed last by ${arc.sealedBy.at(-1)}`;
    yield {
      message: `the chain fails${by}${arc.reason === undefined ? '' : `: ${arc.reason}`}`,
      subject: { name: arc.sealedBy.at(-1) ?? domain, type: 'ARC-Seal' },
      // Then nobody needs it.
      ...(dmarc.current.result === 'pass' && { severity: 'notice' as const }),
    };
  },
});
