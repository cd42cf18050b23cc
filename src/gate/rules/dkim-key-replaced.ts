import { isOwn, isToBeUsed } from '../../facts/dkim/keys.ts';
import type { SelectorFacts } from '../../facts/dkim.ts';
import { defineChangeRule } from './change-rule.ts';

export default defineChangeRule({
  id: 'change/dkim-key-replaced',
  severity: 'warning',
  basis: 'standard',
  title: 'The change puts another DKIM key under the same selector',
  why: 'Caches hold the old key and servers sign with one of the two: for a while signatures fail on mail that is genuine.',
  fix: 'Publish the new key under a new selector, let the signer change over, and remove the old one a week later.',
  spec: ['RFC 6376 §3.1'],
  needs: ['dkim'],
  fails: `
- s1._domainkey TXT "v=DKIM1; k=ed25519; p=LzQ8SCeIwfTq9b2ApOqECWVLh6Fbe2mErEb7id/nHuo="
+ s1._domainkey TXT "v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
`,
  passes: `
- s1._domainkey TXT "v=DKIM1; k=ed25519; p=LzQ8SCeIwfTq9b2ApOqECWVLh6Fbe2mErEb7id/nHuo="
+ s1._domainkey TXT "k=ed25519; p=LzQ8SCeIwfTq9b2ApOqECWVLh6Fbe2mErEb7id/nHuo="
`,
  *check({ before, after }) {
    const old = new Map(before.dkim.selectors.filter(isOwn).map((at) => [at.selector, publicKey(at)]));
    for (const at of after.dkim.selectors.filter(isOwn)) {
      const [was, is] = [old.get(at.selector), publicKey(at)];
      if (was === undefined || is === undefined || was === is) continue;
      yield {
        message: `selector ${at.selector} has another key`,
        subject: { name: at.answer.name, type: 'TXT' },
        record: at.keys[0]!.text,
        data: { selector: at.selector },
      };
    }
  },
});

/** The one key that verifiers use, without the blanks that a record may have in it (RFC 6376 §3.6.1). */
function publicKey({ keys: [key, ...more] }: SelectorFacts): string | undefined {
  if (key === undefined || more.length > 0 || key.value.status !== 'ok' || !isToBeUsed(key)) return undefined;
  return key.value.tags.find(({ name }) => name === 'p')?.value.replace(/\s/g, '');
}
