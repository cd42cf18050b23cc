import { keyPlace, keyRewritten } from '../../facts/dkim/faults.ts';
import { keysInHand, mayHaveKeys } from '../../facts/dkim/keys.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dkim/g-tag',
  severity: 'notice',
  basis: 'standard',
  title: 'The DKIM key record has the tag g of its predecessor',
  why: 'Verifiers ignore g since 2011; what it was to limit is not limited, and empty it keeps old ones from the key.',
  fix: 'Drop the tag.',
  spec: ['RFC 6376 appendix C.1'],
  needs: ['dkim'],
  fails: `
google._domainkey TXT "v=DKIM1; g=*; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
`,
  passes: `
google._domainkey TXT "v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
`,
  applies: ({ dkim }) => mayHaveKeys(dkim),
  *check({ dkim, domain }) {
    for (const published of keysInHand(dkim, domain)) {
      const tag = published.key.value.tags.find(({ name }) => name === 'g');
      if (tag === undefined) continue;
      const { selector } = published.at;
      yield {
        message: `selector ${selector}: the tag g has had no effect since RFC 6376`,
        ...keyPlace(published, { start: tag.nameSpan.start, end: tag.valueSpan.end }),
        data: { selector, g: tag.value },
        ...keyRewritten(published, tag, ''),
      };
    }
  },
});
