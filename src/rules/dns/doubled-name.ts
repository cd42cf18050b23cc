import { type Name, under } from '../../dns/index.ts';
import { shownName } from '../../facts/hosts.ts';
import { isMisplaceable, misplacedRecord } from '../../facts/lookups-misplaced.ts';
import { printData } from '../../zone/index.ts';
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
    const found = misplacedRecord(lookups, domain, doubled(domain));
    if (found === undefined) return;
    const { at, belongs, text, publishable } = found;
    yield {
      message: `the DMARC record stands at ${shownName(at)}, receivers look at ${shownName(belongs)}`,
      subject: { name: at, type: 'TXT' },
      record: text,
      data: { at, belongs },
      // From nothing to a policy in one step would have mail refused that nobody has watched yet.
      ...(publishable && {
        changes: [{ op: 'add', name: belongs, type: 'TXT', to: printData('TXT', { strings: [text] }) }],
        safety: 'safe',
      }),
    };
  },
});

function doubled(domain: Name): Name {
  return under(`_dmarc.${domain}`, domain);
}
