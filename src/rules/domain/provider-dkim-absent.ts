import { knownWildcard } from '../../facts/dkim/keys.ts';
import { fixedSigner, mayParentSign } from '../../facts/dkim/signer.ts';
import { eachKnown, known } from '../../facts/known.ts';
import type { SpfFacts } from '../../facts/spf.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'domain/provider-dkim-absent',
  severity: 'warning',
  basis: 'receiver',
  title: 'The mailbox provider does not sign in the domain’s name',
  why: 'Without its selectors the provider signs as itself: for DMARC only SPF is left, which fails when mail is forwarded.',
  fix: 'Switch DKIM on for this domain at the provider, and publish the records that it gives you.',
  spec: ['RFC 9989 §4.4.1', 'RFC 6376 §3.5'],
  needs: ['mx', 'spf', 'dkim', 'role'],
  fails: `
@ MX 10 example-com.mail.protection.outlook.com.
example-com.mail.protection.outlook.com. A 192.0.2.1
@ TXT "v=spf1 include:spf.protection.outlook.com -all"
spf.protection.outlook.com. TXT "v=spf1 ip4:198.51.100.0/24 -all"
7f3a._domainkey TXT "v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
`,
  passes: `
@ MX 10 example-com.mail.protection.outlook.com.
example-com.mail.protection.outlook.com. A 192.0.2.1
@ TXT "v=spf1 include:spf.protection.outlook.com -all"
spf.protection.outlook.com. TXT "v=spf1 ip4:198.51.100.0/24 -all"
selector2._domainkey CNAME selector2-example-com._domainkey.contoso.n-v1.dkim.mail.microsoft.
selector2-example-com._domainkey.contoso.n-v1.dkim.mail.microsoft. TXT "v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
`,
  applies: ({ mx, dkim, role }) => {
    known(mx.answer);
    known(dkim.apex);
    return (role.value === 'mail' || role.value === 'send-only') && fixedSigner(dkim) !== undefined;
  },
  *check({ spf, dkim, domain }) {
    const { name: provider, common = [], more = [] } = fixedSigner(dkim)!;
    const names = [...common, ...more];
    // dkim/none-possible tells where no key exists at all.
    if (dkim.status === 'absent' || knownWildcard(dkim)) return;
    const there = dkim.selectors.filter(({ selector }) => selector === '*' || names.includes(selector));
    const isTried = names.every((name) => dkim.tried.includes(name));
    if (!isTried || [...eachKnown(there, ({ answer }) => [answer])].length > 0 || mayParentSign(dkim)) return;
    yield {
      message: `${provider} has the mail and sends it, but none of its selectors is there: ${common.join(', ')}`,
      subject: { name: `${common[0]}._domainkey.${domain}`, type: 'TXT' },
      // Another key may be what all the mail is signed with on its way out.
      ...((dkim.status === 'found' || namesServers(spf)) && { severity: 'notice' as const }),
      fix: `Switch DKIM on for this domain at ${provider}, and publish what it gives you for ${common.join(', ')}.`,
      data: { provider, selectors: common },
    };
  },
});

/** Servers of the domain's own, one of which may sign what the provider hands it. */
function namesServers({ root }: SpfFacts): boolean {
  return root.terms.some(({ term, reached }) => reached && /^(?:ip4|ip6|a|ptr|exists)$/.test(term.kind));
}
