import { keyCorrection, keyPlace } from '../../facts/dkim/faults.ts';
import { mayHaveKeys, publishedKeys } from '../../facts/dkim/keys.ts';
import { quoted } from '../../records/octets.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dkim/h-sha1-only',
  severity: 'error',
  basis: 'standard',
  title: 'The DKIM key is not for signatures with SHA-256',
  why: 'SHA-1 signatures are no longer valid, and h forbids the others: what is signed with the key counts as not signed.',
  fix: 'Drop the h tag, or write h=sha256.',
  spec: ['RFC 8301 §3.1', 'RFC 6376 §6.1.2'],
  needs: ['dkim'],
  fails: `
google._domainkey TXT "v=DKIM1; k=ed25519; h=sha1; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
`,
  passes: `
google._domainkey TXT "v=DKIM1; k=ed25519; h=sha1 : SHA256; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
`,
  applies: ({ dkim }) => mayHaveKeys(dkim),
  *check({ dkim }) {
    for (const published of publishedKeys(dkim)) {
      const { hashes, tags } = published.key.value;
      const tag = tags.find(({ name }) => name === 'h');
      if (tag === undefined || hashes === undefined || hashes.some((hash) => /^sha256$/i.test(hash)))
        continue;
      const { selector } = published.at;
      yield {
        message: `selector ${selector}: its hash algorithms are ${quoted(tag.value)}, without sha256`,
        ...keyPlace(published, tag.valueSpan),
        data: { selector, hashes },
        ...keyCorrection(published, [{ span: tag.valueSpan, text: 'sha256' }]),
      };
    }
  },
});
