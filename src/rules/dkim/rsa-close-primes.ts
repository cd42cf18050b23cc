import { keyPlace } from '../../facts/dkim/faults.ts';
import { mayHaveKeys, publishedKeys } from '../../facts/dkim/keys.ts';
import { hasClosePrimes } from '../../facts/dkim/modulus.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dkim/rsa-close-primes',
  severity: 'error',
  basis: 'practice',
  title: 'The two primes of the RSA key for DKIM lie close together',
  why: 'Fermat’s method then finds them in a moment: anybody can compute the private key and sign in the domain’s name.',
  fix: 'Make a new key with another tool, publish it under a new selector, sign with it, then revoke this one.',
  spec: [],
  needs: ['dkim'],
  fails: `
google._domainkey TXT "v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAkLIkDY7TzwdlbbdD9bIAYOOntQ0CTPLnFIVS+TBrQXPl8dHWbCEoJOydQLCSZeOAohczDLVD0JQ0uhcHFByIv4ysxAbNnuh/gIc15oQRiAdkT/WKlliy2f5IiqkWDHebtdIhTgyJCcuICXPoS3esCyngDId9to4DYgnsHeCDXoUWwMDW0SJYHShekcaUnb1G0" "ybXPHJVU8MapgFDGaG6yIU4mG8sgZxLSG/V+Qmz+M0Ts/A8/QaGBaOdE/vyGXnsP0N6RmMWupnh2bN0xae4RMMi1liqhO3rlOskNNZzQcNJFNcipVqlr65R9aFEBjKjONoxeC33H3FlW6yZoXhl1QIDAQAB"
`,
  passes: `
google._domainkey TXT "v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAwPF5CxWrypcUgYLKJ2naTdGrTsMUeZaRym9gdRe/q5zMcAQENUuXX7643c/g7tr3N5VDV4sCrBZnH3YkbKESW3DcGkX3Swmmn49GlkGjQ8ZbZvbEsopqV2KEJiEpPlgoeukg1dT66YuHMLcdIh+bVamMiJ7k5fC/DKazx5lw2KXCtyVqXO/hvTBl1qSA+4VZN" "6glL8boa2Q4FG1PCw21LPnqwL11rJzzWBICGZgAZoeguIZG9Sfn2pXvEVW4hxTHSVugLJ0AewPLZMatjmid8O1YO9yltqMP4nz5VsCIEOpovKFQuI0movLf8fCaeIH9HeWUd0ohZ/Evc2nV9YLUsQIDAQAB"
`,
  applies: ({ dkim }) => mayHaveKeys(dkim),
  *check({ dkim }) {
    for (const published of publishedKeys(dkim)) {
      const { rsa, tags } = published.key.value;
      if (rsa === undefined || !hasClosePrimes(rsa.modulus)) continue;
      const { selector } = published.at;
      yield {
        message: `selector ${selector}: the RSA key falls to Fermat’s method, its primes lie next to each other`,
        ...keyPlace(published, tags.find(({ name }) => name === 'p')?.valueSpan),
        data: { selector },
      };
    }
  },
});
