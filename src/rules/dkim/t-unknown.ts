import { keyPlace } from '../../facts/dkim/faults.ts';
import { keysInHand, mayHaveKeys } from '../../facts/dkim/keys.ts';
import { quoted } from '../../records/octets.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dkim/t-unknown',
  severity: 'notice',
  basis: 'standard',
  title: 'The DKIM key has a flag that means nothing',
  why: 'Verifiers pass over flags that they do not know: if something was meant by it, it has no effect.',
  fix: 'The flags are s (the domain of i= is exactly the signing domain) and y (a test); drop the others.',
  spec: ['RFC 6376 §3.6.1'],
  needs: ['dkim'],
  fails: `
google._domainkey TXT "v=DKIM1; t=yes; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
`,
  passes: `
google._domainkey TXT "v=DKIM1; t=s; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
`,
  applies: ({ dkim }) => mayHaveKeys(dkim),
  *check({ dkim, domain }) {
    for (const published of keysInHand(dkim, domain)) {
      const { tags, flags } = published.key.value;
      const tag = tags.find(({ name }) => name === 't');
      const unknown = flags.filter((flag) => !/^[sy]?$/i.test(flag));
      if (tag === undefined || unknown.length === 0) continue;
      const { selector } = published.at;
      yield {
        message: `selector ${selector}: no verifier knows the flag ${quoted(unknown[0]!)}`,
        ...keyPlace(published, tag.valueSpan),
        data: { selector, flags: unknown },
      };
    }
  },
});
