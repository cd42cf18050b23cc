import { keyPlace, keyRewritten } from '../../facts/dkim/faults.ts';
import { keysInHand, mayHaveKeys } from '../../facts/dkim/keys.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dkim/h-sha1',
  severity: 'notice',
  basis: 'standard',
  title: 'The DKIM key allows SHA-1 beside SHA-256',
  why: 'Signatures with SHA-1 are no longer valid anywhere; naming it only keeps the record out of date.',
  fix: 'Drop sha1 from the h tag, or the whole tag.',
  spec: ['RFC 8301 §3.1'],
  needs: ['dkim'],
  fails: `
google._domainkey TXT "v=DKIM1; h=sha1:sha256; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
`,
  passes: `
google._domainkey TXT "v=DKIM1; h=sha256; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
`,
  applies: ({ dkim }) => mayHaveKeys(dkim),
  *check({ dkim, domain }) {
    for (const published of keysInHand(dkim, domain)) {
      const { hashes = [], tags } = published.key.value;
      const tag = tags.find(({ name }) => name === 'h');
      const others = hashes.filter((hash) => !/^sha1$/i.test(hash));
      // Without sha256 it is dkim/h-sha1-only's.
      if (
        tag === undefined ||
        others.length === hashes.length ||
        !others.some((hash) => /^sha256$/i.test(hash))
      )
        continue;
      const { selector } = published.at;
      yield {
        message: `selector ${selector}: sha1 stands among the hash algorithms`,
        ...keyPlace(published, tag.valueSpan),
        data: { selector, hashes },
        ...keyRewritten(published, tag, others.join(':')),
      };
    }
  },
});
