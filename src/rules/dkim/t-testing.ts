import { keyPlace, keyRewritten } from '../../facts/dkim/faults.ts';
import { isManaged, mayHaveKeys, publishedKeys } from '../../facts/dkim/keys.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dkim/t-testing',
  severity: 'warning',
  basis: 'standard',
  title: 'The DKIM key is in test mode',
  why: 'Verifiers may not treat mail signed with it better than mail that is not signed; some do not count such signatures.',
  fix: 'Drop the flag y from t once signatures verify.',
  spec: ['RFC 6376 §3.6.1'],
  needs: ['dkim'],
  fails: `
google._domainkey TXT "v=DKIM1; t=y:s; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
`,
  passes: `
google._domainkey TXT "v=DKIM1; t=s; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
`,
  applies: ({ dkim }) => mayHaveKeys(dkim),
  *check({ dkim, domain }) {
    for (const published of publishedKeys(dkim)) {
      const { tags, flags } = published.key.value;
      const tag = tags.find(({ name }) => name === 't');
      if (tag === undefined || !flags.some(isTesting)) continue;
      const { selector } = published.at;
      const others = flags.filter((flag) => !isTesting(flag));
      const managed = isManaged(published.at, domain);
      yield {
        message: `selector ${selector}: t=y says that signatures with this key are a test`,
        ...keyPlace(published, tag.valueSpan),
        data: { selector, flags },
        ...(managed && { severity: 'notice', fix: 'The record is the service’s: ask it to end its test.' }),
        ...keyRewritten(published, tag, others.join(':'), `Do messages signed with ${selector} verify?`),
      };
    }
  },
});

function isTesting(flag: string): boolean {
  return flag.toLowerCase() === 'y';
}
