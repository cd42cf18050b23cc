import { keyPlace } from '../../facts/dkim/faults.ts';
import { mayHaveKeys, publishedKeys } from '../../facts/dkim/keys.ts';
import { printedIn } from '../../facts/dkim/modulus.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dkim/key-published',
  severity: 'error',
  basis: 'practice',
  title: 'The DKIM key is one from a document’s examples',
  why: 'The private key is printed there: anybody can sign mail in the domain’s name, which then passes DMARC.',
  fix: 'Revoke this key now, and publish the one that your mail server made itself.',
  spec: [],
  needs: ['dkim'],
  fails: `
google._domainkey TXT "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
`,
  passes: `
google._domainkey TXT "v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
`,
  applies: ({ dkim }) => mayHaveKeys(dkim),
  *check({ dkim }) {
    for (const published of publishedKeys(dkim)) {
      const document = printedIn(published.key.value);
      if (document === undefined) continue;
      const { selector } = published.at;
      yield {
        message: `selector ${selector}: ${document} prints the private key to this key`,
        ...keyPlace(published, published.key.value.tags.find(({ name }) => name === 'p')?.valueSpan),
        data: { selector, document },
      };
    }
  },
});
