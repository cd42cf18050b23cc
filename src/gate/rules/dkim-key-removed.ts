import { under } from '../../dns/index.ts';
import { serviceOf } from '../../facts/dkim/aliases.ts';
import { isManaged, isOwn, isToBeUsed } from '../../facts/dkim/keys.ts';
import type { DkimFacts, SelectorFacts } from '../../facts/dkim.ts';
import { isUnknown } from '../../facts/known.ts';
import { holdsKey, isSucceeded } from '../rotation.ts';
import { servicesOf } from '../services.ts';
import { type Change, defineChangeRule } from './change-rule.ts';

export default defineChangeRule({
  id: 'change/dkim-key-removed',
  severity: 'warning',
  basis: 'standard',
  title: 'The change takes away a DKIM key',
  why: 'What was signed with it, and is still on its way or signed tomorrow, counts as not signed.',
  fix: 'Remove a key only when nothing has signed with its selector for a week; then it may go.',
  spec: ['RFC 6376 §3.6.1', 'RFC 6376 §6.1.2'],
  needs: ['dkim', 'spf'],
  fails: `
s1._domainkey TXT "v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
- s2._domainkey TXT "v=DKIM1; k=ed25519; p=LzQ8SCeIwfTq9b2ApOqECWVLh6Fbe2mErEb7id/nHuo="
`,
  passes: `
+ s2._domainkey TXT "v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
s1._domainkey TXT "v=DKIM1; k=ed25519; p=LzQ8SCeIwfTq9b2ApOqECWVLh6Fbe2mErEb7id/nHuo="
`,
  *check(change) {
    const { domain, before, after } = change;
    const isLast = !after.dkim.selectors.some(holdsKey);
    for (const at of before.dkim.selectors.filter((one) => isOwn(one) && holdsKey(one))) {
      const { selector } = at;
      if (!isGone(selector, after.dkim)) continue;
      const reason = isLast ? LAST : reasonOf(at, change);
      yield {
        message: `the key of selector ${selector} goes${reason?.words ?? ''}`,
        subject: { name: under(`${selector}._domainkey`, domain), type: 'TXT' },
        ...(reason && { severity: reason.severity }),
        data: { selector },
        safety: 'ask',
        question: `Does anything still sign with ${selector}?`,
      };
    }
  },
});

const LAST = { severity: 'error', words: ', and no other key is known: nothing can be signed' } as const;

/** What shows that the key is used no more; a live key never goes without a word. */
function reasonOf(
  at: SelectorFacts,
  change: Change<'dkim' | 'spf'>,
): { severity: 'notice'; words: string } | undefined {
  if (isSucceeded(at, change))
    return { severity: 'notice', words: ', as a rotation ends: a newer key was published before and stays' };
  const service = serviceOf(at.answer);
  if (service !== undefined && isManaged(at, change.domain) && isLeft(service, change))
    return { severity: 'notice', words: `, and SPF leaves out ${service} too` };
  return undefined;
}

/** The service went out of the SPF record by the same change. */
function isLeft(service: string, { before, after }: Change<'spf'>): boolean {
  return servicesOf(before.spf).has(service) && !servicesOf(after.spf).has(service);
}

/** A key with faults, or an alias that leads nowhere, has rules of its own. */
function isGone(selector: string, { selectors, tried }: DkimFacts): boolean {
  const wildcard = selectors.find((at) => !isOwn(at));
  const at = selectors.find((one) => one.selector === selector) ?? wildcard;
  if (at === undefined) return tried.includes(selector);
  if (isUnknown(at.answer) || at.keys.some(isToBeUsed)) return false;
  return at === wildcard || at.answer.chain.length === 0;
}
