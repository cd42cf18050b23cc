import { keyPlace } from '../../facts/dkim/faults.ts';
import { keysInHand, mayHaveKeys } from '../../facts/dkim/keys.ts';
import { quoted } from '../../records/octets.ts';
import { defineRule } from '../rule.ts';

/** RFC 6376 §3.6.1; `g` is dkim/g-tag's. */
const KNOWN = new Set(['v', 'g', 'h', 'k', 'n', 'p', 's', 't']);
const MOST_SHOWN = 20;

export default defineRule({
  id: 'dkim/unknown-tag',
  severity: 'notice',
  basis: 'standard',
  title: 'The DKIM key record has a tag that means nothing',
  why: 'Verifiers pass over tags that they do not know: if something was meant by it, it has no effect.',
  fix: 'Drop the tag, or correct its name; names are in small letters.',
  spec: ['RFC 6376 §3.2', 'RFC 6376 §3.6.1'],
  needs: ['dkim'],
  fails: `
google._domainkey TXT "v=DKIM1; S=email; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
`,
  passes: `
google._domainkey TXT "v=DKIM1; s=email; n=by hand; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
`,
  applies: ({ dkim }) => mayHaveKeys(dkim),
  *check({ dkim, domain }) {
    for (const published of keysInHand(dkim, domain)) {
      const { selector } = published.at;
      const unknown = published.key.value.tags.filter(({ name }) => !KNOWN.has(name));
      const each = new Map(unknown.map((tag) => [tag.name, tag]));
      for (const { name, nameSpan, valueSpan } of [...each.values()].slice(0, MOST_SHOWN)) {
        yield {
          message: `selector ${selector}: no verifier knows the tag ${quoted(name)}`,
          ...keyPlace(published, { start: nameSpan.start, end: valueSpan.end }),
          key: name,
          data: { selector, tag: name },
        };
      }
    }
  },
});
