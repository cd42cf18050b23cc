import { known } from '../../facts/known.ts';
import { textChange } from '../../facts/text-edit.ts';
import { defineRule } from '../rule.ts';

/** RFC 4870: `o` says whether all mail is signed; `t`, `n` and `r` stand beside it. */
const POLICY = /^\s*(?:[tnr]=[^;]*;\s*)*o=[~-]\s*(?:;|$)/i;

export default defineRule({
  id: 'dkim/domainkeys-policy',
  severity: 'notice',
  basis: 'practice',
  title: 'A policy of DomainKeys is left over',
  why: 'Nobody reads it since DKIM took the place of DomainKeys in 2007; what it asks for is DMARC’s to say.',
  fix: 'Delete the record.',
  spec: ['RFC 4870'],
  needs: ['dkim'],
  fails: `
_domainkey TXT "t=y; o=~;"
google._domainkey TXT "v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
`,
  passes: `
_domainkey TXT "one=two"
google._domainkey TXT "v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
`,
  *check({ dkim: { domainKey, wildcard, status } }) {
    for (const { strings } of known(domainKey)) {
      const text = strings.join('');
      if (!POLICY.test(text)) continue;
      const changes = textChange(domainKey, text, undefined);
      yield {
        message: `${domainKey.name} holds a policy of DomainKeys, which nobody reads any more`,
        subject: { name: domainKey.name, type: 'TXT' },
        record: text,
        // The last name below it gone, the domain would seem to have no key at all.
        ...(changes && status === 'found' && wildcard === false && { changes, safety: 'safe' }),
      };
    }
  },
});
