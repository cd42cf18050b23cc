import { mayHaveKeys, usableKeys } from '../../facts/dkim/keys.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dkim/ed25519-only',
  severity: 'warning',
  basis: 'receiver',
  title: 'All DKIM keys in use are Ed25519',
  why: 'Many receivers cannot verify Ed25519 yet: for them, mail that is signed with it alone is not signed.',
  fix: 'Sign with an RSA key of 2048 bits as well; if you do so already, name its selector with --selector.',
  spec: ['RFC 8463 §3'],
  needs: ['dkim'],
  fails: `
;? selector s1
s1._domainkey TXT "v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
`,
  passes: `
;? selector s1
;? selector s2
s1._domainkey TXT "v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
s2._domainkey TXT "v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAwPF5CxWrypcUgYLKJ2naTdGrTsMUeZaRym9gdRe/q5zMcAQENUuXX7643c/g7tr3N5VDV4sCrBZnH3YkbKESW3DcGkX3Swmmn49GlkGjQ8ZbZvbEsopqV2KEJiEpPlgoeukg1dT66YuHMLcdIh+bVamMiJ7k5fC/DKazx5lw2KXCtyVqXO/hvTBl1qSA+4VZN" "6glL8boa2Q4FG1PCw21LPnqwL11rJzzWBICGZgAZoeguIZG9Sfn2pXvEVW4hxTHSVugLJ0AewPLZMatjmid8O1YO9yltqMP4nz5VsCIEOpovKFQuI0movLf8fCaeIH9HeWUd0ohZ/Evc2nV9YLUsQIDAQAB"
`,
  // Guesses alone say little: the RSA key may stand under a selector that nobody guesses.
  applies: ({ dkim }) => dkim.selectors.some(({ given }) => given) && mayHaveKeys(dkim),
  *check({ dkim, domain }) {
    const keys = [...usableKeys(dkim)];
    const isThere = (name: string): boolean => keys.some(({ at }) => at.selector === name);
    // One in use that is not there could be the RSA key.
    if (!dkim.selectors.every(({ given, selector }) => !given || isThere(selector))) return;
    if (keys.some(({ key }) => key.value.keyType !== 'ed25519')) return;
    const selectors = keys.map(({ at }) => at.selector);
    yield {
      message: `only Ed25519 keys, at ${selectors.slice(0, 4).join(', ')}, and no RSA key beside them`,
      subject: { name: `_domainkey.${domain}`, type: 'TXT' },
      data: { selectors },
    };
  },
});
