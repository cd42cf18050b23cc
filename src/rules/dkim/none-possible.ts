import { known } from '../../facts/known.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dkim/none-possible',
  severity: 'warning',
  basis: 'receiver',
  title: 'The domain sends mail and has no DKIM key',
  why: 'Without a signature of the domain, forwarded mail fails DMARC, and big receivers junk or refuse bulk mail.',
  fix: 'Have each service that sends sign in the domain’s name, and publish the keys it gives you.',
  spec: ['RFC 8020 §2', 'RFC 9989 §7.4'],
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
  // A selector that was given and has no key is dkim/selector-missing's.
  applies: ({ dkim, role }) =>
    (role.value === 'mail' || role.value === 'send-only') && !dkim.selectors.some(({ given }) => given),
  *check({ dkim, domain }) {
    known(dkim.domainKey);
    if (dkim.status !== 'absent') return;
    const name = `_domainkey.${domain}`;
    yield {
      message: `${name} does not exist, so there is no key below it`,
      subject: { name, type: 'TXT' },
    };
  },
});
