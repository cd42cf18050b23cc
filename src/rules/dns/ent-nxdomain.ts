import { shownName } from '../../facts/hosts.ts';
import { Blocked } from '../../facts/known.ts';
import { deniedNames } from '../../facts/lookups/denied.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dns/ent-nxdomain',
  severity: 'notice',
  basis: 'standard',
  title: 'A name is said not to exist, yet names below it do',
  why: 'Resolvers that have met NXDOMAIN need not ask for anything below that name: to their users the records there, such as DKIM keys, do not exist.',
  fix: 'Have the name server answer without records and without an error (NODATA), or publish any TXT record at the name. If the names below are new, look again later: a cache may remember the time before.',
  spec: ['RFC 8020 §2', 'RFC 4592 §2.2.2'],
  needs: ['lookups'],
  fails: `
;! NXDOMAIN _domainkey.example.com TXT
@ MX 10 mail
mail A 192.0.2.1
google._domainkey TXT "v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
google._domainkey TXT "v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
`,
  *check({ lookups, domain }) {
    const blockers = [];
    for (const { answer, existing, unknown } of deniedNames(lookups, domain)) {
      const [first] = existing;
      if (first === undefined) blockers.push(...unknown);
      else
        yield {
          message: `the DNS denies ${shownName(answer.name)} (NXDOMAIN), yet ${shownName(first.name)} exists`,
          subject: { name: answer.name, type: answer.type },
          data: { name: answer.name, below: existing.map(({ name, type }) => ({ name, type })) },
        };
    }
    if (blockers.length > 0) throw new Blocked(blockers);
  },
});
