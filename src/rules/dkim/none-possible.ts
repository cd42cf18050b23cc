import { fixedSigner, mayParentSign } from '../../facts/dkim/signer.ts';
import type { DkimFacts } from '../../facts/dkim.ts';
import { known } from '../../facts/known.ts';
import { defineRule, type Hit } from '../rule.ts';

export default defineRule({
  id: 'dkim/none-possible',
  severity: 'warning',
  basis: 'receiver',
  title: 'The domain sends mail and has no DKIM key',
  why: 'Without a signature of the domain, forwarded mail fails DMARC, and big receivers junk or refuse bulk mail.',
  fix: 'Have each service that sends sign in the domain’s name, and publish the keys it gives you.',
  spec: ['RFC 8020 §2', 'RFC 9989 §4.4.1', 'RFC 9989 §7.4'],
  needs: ['dkim', 'role'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
@ TXT "v=spf1 mx ~all"
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
@ TXT "v=spf1 mx ~all"
7f3a._domainkey TXT "v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
`,
  applies: ({ dkim, role }) => {
    if (role.source === 'inferred') known(dkim.apex);
    const sends = role.value === 'mail' || role.value === 'send-only';
    // A selector that was given and has no key is dkim/selector-missing's.
    return sends && !dkim.selectors.some(({ given }) => given);
  },
  *check({ dkim, domain }) {
    known(dkim.domainKey);
    if (dkim.status !== 'absent' || mayParentSign(dkim)) return;
    const name = `_domainkey.${domain}`;
    yield {
      message: `${name} does not exist, so there is no key below it`,
      subject: { name, type: 'TXT' },
      ...adviceOn(dkim),
    };
  },
});

function adviceOn(dkim: DkimFacts): Pick<Hit, 'fix' | 'data'> {
  const signer = fixedSigner(dkim);
  if (signer === undefined) return {};
  const { name: provider, common: selectors = [] } = signer;
  return {
    fix: `Switch DKIM on for this domain at ${provider}, and publish what it gives you for ${selectors.join(', ')}.`,
    data: { provider, selectors },
  };
}
