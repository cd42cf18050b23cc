import { type AnyAnswer, nameKey } from '../../dns/index.ts';
import { shownName } from '../../facts/hosts.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dns/cname-conflict',
  severity: 'error',
  basis: 'standard',
  title: 'A CNAME stands beside other records of the same name',
  why: 'A name with an alias may hold nothing else: servers refuse such a zone, and resolvers see now the one, now the other.',
  fix: 'Keep either the CNAME or the other records of that name.',
  spec: ['RFC 1034 §3.6.2', 'RFC 2181 §10.1'],
  needs: ['lookups'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
_dmarc CNAME example.com.dmarc.vendor.example.
_dmarc TXT "v=DMARC1; p=none; rua=mailto:dmarc@example.com"
example.com.dmarc.vendor.example. TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
_dmarc CNAME example.com.dmarc.vendor.example.
example.com.dmarc.vendor.example. TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
`,
  *check({ lookups }) {
    for (const [name, types] of conflicts(lookups.answers)) {
      yield {
        message: `${shownName(name)} holds a CNAME and ${types.join(', ')} records`,
        subject: { name, type: 'CNAME' },
        data: { name, types },
      };
    }
  },
});

/** The types that were found beside an alias, by name. */
function conflicts(answers: readonly AnyAnswer[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { aliasConflict, type } of answers) {
    if (aliasConflict === undefined) continue;
    const types = found.get(nameKey(aliasConflict)) ?? [];
    found.set(nameKey(aliasConflict), types.includes(type) ? types : [...types, type]);
  }
  return found;
}
