import { isProxied } from '../../facts/dkim/proxy.ts';
import type { SelectorFacts } from '../../facts/dkim.ts';
import { eachKnown } from '../../facts/known.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dkim/cname-proxied',
  severity: 'error',
  basis: 'practice',
  title: 'A DKIM selector answers with addresses instead of a key',
  why: 'A web proxy stands before the record and hides it: verifiers find no key, and signatures count as not made.',
  fix: 'Switch the proxy off for this record (at Cloudflare: “DNS only”); DKIM records are never proxied.',
  spec: ['RFC 6376 §3.6.2.1'],
  needs: ['dkim'],
  fails: `
;? selector s1
s1._domainkey A 192.0.2.1
`,
  passes: `
;? selector s1
s1._domainkey TXT "v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
s1._domainkey A 192.0.2.1
* A 192.0.2.2
`,
  applies: ({ dkim }) => dkim.selectors.some(isLookedAt),
  *check({ dkim }) {
    for (const at of eachKnown(dkim.selectors.filter(isLookedAt), answersFor)) {
      if (!isProxied(at)) continue;
      const addresses = at.a?.status === 'present' ? at.a.records.map(({ address }) => address) : [];
      yield {
        message: `selector ${at.selector}: no TXT record and no alias, but the address ${addresses.slice(0, 2).join(', ')}`,
        subject: { name: at.answer.name, type: 'TXT' },
        // Of a guess nobody has said that it is in use.
        ...(!at.given && { severity: 'warning' as const }),
        data: { selector: at.selector, addresses },
      };
    }
  },
});

function isLookedAt({ given, a }: SelectorFacts): boolean {
  return given || a !== undefined;
}

function answersFor({ answer, a, probeA }: SelectorFacts) {
  const asked = answer.chain.length > 0 ? [] : [a, probeA];
  return [answer, ...asked.filter((one) => one !== undefined)];
}
