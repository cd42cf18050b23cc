import { type Name, under } from '../../dns/index.ts';
import { isMisplaceable } from '../../facts/lookups/misplaced.ts';
import { misplaced } from '../misplaced.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dns/missing-underscore',
  severity: 'error',
  basis: 'standard',
  title: 'A DMARC record stands at a name without its underscore',
  why: 'Receivers look for the record at “_dmarc” below the domain and nowhere else: to them there is none.',
  fix: 'Publish the record again at “_dmarc”, with the underscore; begin with p=none.',
  spec: ['RFC 9989 §4.5'],
  needs: ['lookups'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
dmarc TXT "v=DMARC1; p=none; rua=mailto:dmarc@example.com"
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
_dmarc TXT "v=DMARC1; p=none; rua=mailto:dmarc@example.com"
dmarc TXT "v=DMARC1; p=none; rua=mailto:dmarc@example.com"
`,
  applies: ({ lookups, domain }) => isMisplaceable(lookups, domain, bare(domain)),
  *check({ lookups, domain }) {
    yield* misplaced(lookups, bare(domain), domain);
  },
});

function bare(domain: Name): Name {
  return under('dmarc', domain);
}
