import { under } from '../../dns/index.ts';
import { asking, firstRecord } from '../../facts/dmarc/proposal.ts';
import {
  danglingAlias,
  ignoredTexts,
  isMisplaced,
  ownAlias,
  recordsAtApex,
  requireWalk,
} from '../../facts/dmarc/record.ts';
import { shownName } from '../../facts/hosts.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dmarc/missing',
  severity: 'error',
  basis: 'standard',
  title: 'No DMARC record',
  why: 'Nothing asks receivers to refuse mail forged in the domain’s name; big ones junk or refuse bulk mail without DMARC.',
  fix: 'Publish a TXT record at _dmarc that begins with p=none and names a mailbox for reports; raise it later.',
  spec: ['RFC 9989 §4.10'],
  needs: ['dmarc', 'mx', 'role'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
@ TXT "v=spf1 mx ~all"
_dmarc TXT "some-verification=abc"
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
`,
  *check(facts) {
    const { dmarc, domain, role } = facts;
    if (dmarc.policy !== undefined) return;
    requireWalk(dmarc.walk);
    // Each of these has a rule that says why no record is found.
    const told = ignoredTexts(dmarc).length + recordsAtApex(dmarc).length > 0 || isMisplaced(dmarc);
    if (told || danglingAlias(dmarc) !== undefined) return;
    if (dmarc.walk.some(({ records }) => records.length > 1)) return;
    const name = under('_dmarc', domain);
    const target = ownAlias(dmarc);
    const first = target === undefined ? firstRecord(facts) : undefined;
    const above = dmarc.walk.length > 2 ? ' or above it' : '';
    yield {
      message: `no DMARC record at ${shownName(target ?? name)}${target ? `, which ${shownName(name)} is an alias of` : above}`,
      subject: { name, type: 'TXT' },
      // A registry's name sends no mail; whether it speaks for those below it is its own decision.
      ...(role.publicSuffix && { severity: 'notice' as const }),
      data: { walk: dmarc.walk.map((step) => under('_dmarc', step.domain)) },
      ...(first && {
        changes: [{ op: 'add', name, type: 'TXT', to: `"${first.text}"` }],
        ...asking(first),
      }),
    };
  },
});
