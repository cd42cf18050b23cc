import { isMeantAsKey } from '../../facts/dkim/keys.ts';
import { isProxied } from '../../facts/dkim/proxy.ts';
import type { SelectorFacts } from '../../facts/dkim.ts';
import { shownName } from '../../facts/hosts.ts';
import { eachKnown } from '../../facts/known.ts';
import { isUnregistered } from '../../facts/registered.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dkim/selector-missing',
  severity: 'error',
  basis: 'standard',
  title: 'A DKIM selector that is in use has no key',
  why: 'Verifiers find no key for it: what is signed with this selector counts as not signed.',
  fix: 'Publish the key that the signing service gives out, below _domainkey; check how the selector is spelt.',
  spec: ['RFC 6376 §3.6.2.1', 'RFC 6376 §6.1.2'],
  needs: ['dkim'],
  fails: `
;? selector s1
s2._domainkey TXT "v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
`,
  passes: `
;? selector s1
;? selector s2
s1._domainkey CNAME s1.vendor.example.
s1.vendor.example. TXT "k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
s2._domainkey TXT "v=DKIM1; p="
`,
  applies: ({ dkim }) => dkim.selectors.some(({ given }) => given),
  *check({ dkim }) {
    const given = dkim.selectors.filter((at) => at.given);
    for (const at of eachKnown(given, ({ answer }) => [answer])) {
      // dkim/cname-unregistered and dkim/cname-proxied say more.
      if (at.keys.some(isMeantAsKey) || isUnregistered(at.registration) || isProxied(at)) continue;
      yield {
        message: `selector ${at.selector}: ${whatIsThere(at)}`,
        subject: { name: at.answer.name, type: 'TXT' },
        ...(at.keys[0] && { record: at.keys[0].text }),
        data: { selector: at.selector, chain: at.answer.chain.map(({ to }) => to) },
      };
    }
  },
});

function whatIsThere({ answer, keys, byWildcard }: SelectorFacts): string {
  if (keys.length > 0) return `the TXT record there is no key${byWildcard ? ', a wildcard answers' : ''}`;
  const target = answer.chain.at(-1)?.to;
  const isGone = answer.status === 'absent' && answer.reason === 'nxdomain';
  if (target === undefined) return `there is no TXT record at ${shownName(answer.name)}`;
  return `its alias leads to ${shownName(target)}, which ${isGone ? 'does not exist' : 'has no TXT record'}`;
}
