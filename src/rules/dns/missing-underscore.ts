import { type Name, under } from '../../dns/index.ts';
import { shownName } from '../../facts/hosts.ts';
import { isMisplaceable, misplacedRecord } from '../../facts/lookups-misplaced.ts';
import { printData } from '../../zone/index.ts';
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
    const found = misplacedRecord(lookups, domain, bare(domain));
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

function bare(domain: Name): Name {
  return under('dmarc', domain);
}
