import { type Name, under } from '../../dns/index.ts';
import { isMisplaceable } from '../../facts/lookups/misplaced.ts';
import { misplaced } from '../misplaced.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dns/doubled-name',
  severity: 'error',
  basis: 'standard',
  title: 'A DMARC record stands under the domain’s name twice',
  why: 'The DNS service added the domain to a name that had it already: receivers look at _dmarc and the domain, and find nothing.',
  fix: 'Publish the record again with “_dmarc” alone as its name in the form of the DNS service; begin with p=none.',
  spec: ['RFC 9989 §4.5'],
  needs: ['lookups'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
_dmarc.example.com.example.com. TXT "v=DMARC1; p=none; rua=mailto:dmarc@example.com"
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
_dmarc TXT "v=DMARC1; p=none; rua=mailto:dmarc@example.com"
_dmarc.example.com.example.com. TXT "v=DMARC1; p=none; rua=mailto:dmarc@example.com"
`,
  applies: ({ lookups, domain }) => isMisplaceable(lookups, domain, doubled(domain)),
  *check({ lookups, domain }) {
    yield* misplaced(lookups, doubled(domain), domain);
  },
});

function doubled(domain: Name): Name {
  return under(`_dmarc.${domain}`, domain);
}
