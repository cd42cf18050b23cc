import { under } from '../../dns/index.ts';
import type { DkimFacts, SelectorFacts } from '../../facts/dkim.ts';
import { isOwn, isToBeUsed } from '../../facts/dkim-keys.ts';
import { isUnknown } from '../../facts/known.ts';
import { defineChangeRule } from './change-rule.ts';

export default defineChangeRule({
  id: 'change/dkim-key-removed',
  severity: 'warning',
  basis: 'standard',
  title: 'The change takes away a DKIM key',
  why: 'What was signed with it, and is still on its way or signed tomorrow, counts as not signed.',
  fix: 'Remove a key only when nothing has signed with its selector for a week; then it may go.',
  spec: ['RFC 6376 §3.6.1', 'RFC 6376 §6.1.2'],
  needs: ['dkim'],
  fails: `
s2._domainkey TXT "v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
- s1._domainkey TXT "v=DKIM1; k=ed25519; p=LzQ8SCeIwfTq9b2ApOqECWVLh6Fbe2mErEb7id/nHuo="
`,
  passes: `
+ s2._domainkey TXT "v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
s1._domainkey TXT "v=DKIM1; k=ed25519; p=LzQ8SCeIwfTq9b2ApOqECWVLh6Fbe2mErEb7id/nHuo="
`,
  *check({ domain, before, after }) {
    const isLast = !after.dkim.selectors.some(holdsKey);
    for (const at of before.dkim.selectors.filter((one) => isOwn(one) && holdsKey(one))) {
      const { selector } = at;
      if (!isGone(selector, after.dkim)) continue;
      const left = isLast ? ', and no other key is known: nothing can be signed' : '';
      yield {
        message: `the key of selector ${selector} goes${left}`,
        subject: { name: under(`${selector}._domainkey`, domain), type: 'TXT' },
        ...(isLast && { severity: 'error' as const }),
        data: { selector },
        safety: 'ask',
        question: `Does anything still sign with ${selector}?`,
      };
    }
  },
});

function holdsKey({ keys }: SelectorFacts): boolean {
  return keys.some((key) => key.value.status === 'ok' && isToBeUsed(key));
}

/** A key with faults, or an alias that leads nowhere, has rules of its own. */
function isGone(selector: string, { selectors, tried }: DkimFacts): boolean {
  const wildcard = selectors.find((at) => !isOwn(at));
  const at = selectors.find((one) => one.selector === selector) ?? wildcard;
  if (at === undefined) return tried.includes(selector);
  if (isUnknown(at.answer) || at.keys.some(isToBeUsed)) return false;
  return at === wildcard || at.answer.chain.length === 0;
}
