import { faultsFor } from '../../facts/dkim/faults.ts';
import { mayHaveKeys } from '../../facts/dkim/keys.ts';
import { keyFault } from '../key-faults.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dkim/s-not-email',
  severity: 'error',
  basis: 'standard',
  title: 'The DKIM key is not for mail',
  why: 'Verifiers of mail ignore a key whose services name neither * nor email: what is signed with it counts as not signed.',
  fix: 'Drop the s tag, or write s=email.',
  spec: ['RFC 6376 §3.6.1'],
  needs: ['dkim'],
  fails: `
google._domainkey TXT "v=DKIM1; k=ed25519; s=mail; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
`,
  passes: `
google._domainkey TXT "v=DKIM1; k=ed25519; s=tlsrpt; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
`,
  applies: ({ dkim }) => mayHaveKeys(dkim),
  *check({ dkim }) {
    for (const found of faultsFor(dkim, 's-not-email')) {
      // RFC 8460 §3: the key of a sender of TLS reports is not meant for mail.
      if (found.key.value.services.some((service) => service.toLowerCase() === 'tlsrpt')) continue;
      const hit = keyFault(found);
      // Only the owner knows whether the key is meant for mail at all.
      yield hit.changes ? { ...hit, safety: 'ask', question: 'Is this key used to sign mail?' } : hit;
    }
  },
});
