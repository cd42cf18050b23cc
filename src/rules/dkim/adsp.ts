import { known } from '../../facts/known.ts';
import { textChange } from '../../facts/text-edit.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dkim/adsp',
  severity: 'notice',
  basis: 'standard',
  title: 'A record of signing practices (ADSP) is left over',
  why: 'ADSP is historic since 2013 and nobody reads it; what it asks for is DMARC’s to say.',
  fix: 'Delete the record.',
  spec: ['RFC 5617'],
  needs: ['dkim'],
  fails: `
_adsp._domainkey TXT "dkim=discardable"
google._domainkey TXT "v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
`,
  passes: `
_adsp._domainkey TXT "some text"
google._domainkey TXT "v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
`,
  *check({ dkim: { policy, status } }) {
    for (const { strings } of known(policy)) {
      const text = strings.join('');
      const value = /^\s*dkim\s*=\s*(unknown|all|discardable)\b/i.exec(text)?.[1];
      if (value === undefined) continue;
      const changes = textChange(policy, text, undefined);
      yield {
        message: `${policy.name} says dkim=${value.toLowerCase()}, which nobody reads any more`,
        subject: { name: policy.name, type: 'TXT' },
        record: text,
        data: { practice: value.toLowerCase() },
        ...(changes && status === 'found' && { changes, safety: 'safe' }),
      };
    }
  },
});
