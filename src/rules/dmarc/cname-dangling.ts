import { under } from '../../dns/index.ts';
import { asking, firstRecord } from '../../facts/dmarc/proposal.ts';
import { danglingAlias, ownAlias } from '../../facts/dmarc/record.ts';
import { shownName } from '../../facts/hosts.ts';
import { isUnknown } from '../../facts/known.ts';
import { isUnregistered } from '../../facts/registered.ts';
import { printData } from '../../zone/index.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dmarc/cname-dangling',
  severity: 'error',
  basis: 'practice',
  title: 'The alias at _dmarc leads to a name that does not exist',
  why: 'Receivers find no DMARC record behind it; whoever gets hold of the name decides the domain’s policy and reads its reports.',
  fix: 'Point the alias at the name that the DMARC service gives out today, or replace it by a TXT record of your own.',
  spec: ['RFC 1034 §3.6.2'],
  needs: ['dmarc', 'mx', 'role'],
  fails: `
_dmarc CNAME example-com.dmarc.vendor.example.
vendor.example. A 192.0.2.9
@ MX 10 mail
mail A 192.0.2.1
`,
  passes: `
_dmarc CNAME example-com.dmarc.vendor.example.
example-com.dmarc.vendor.example. TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
@ MX 10 mail
mail A 192.0.2.1
`,
  applies: ({ dmarc }) => ownAlias(dmarc) !== undefined || isUnknown(dmarc.walk[0]!.answer),
  *check(facts) {
    const { dmarc, domain } = facts;
    const target = danglingAlias(dmarc);
    if (target === undefined) return;
    const name = under('_dmarc', domain);
    const free = isUnregistered(dmarc.registration)
      ? `, and anybody may register ${dmarc.registration!.domain}`
      : '';
    yield {
      message: `${shownName(name)} is an alias, and its target ${shownName(target)} does not exist${free}`,
      subject: { name, type: 'CNAME' },
      data: { target, unregistered: isUnregistered(dmarc.registration) },
      ...replacement(facts),
    };
  },
});

/** The alias makes way for a record of the domain's own, or for the policy that it hides. */
function replacement(facts: Parameters<typeof firstRecord>[0]) {
  const { dmarc, domain } = facts;
  const name = under('_dmarc', domain);
  const [alias] = dmarc.walk[0]!.answer.chain;
  if (alias?.kind !== 'CNAME') return {};
  const from = printData('CNAME', { target: alias.to });
  const gone = { op: 'delete' as const, name, type: 'CNAME' as const, from };
  if (dmarc.policy !== undefined) return { changes: [gone], safety: 'safe' as const };
  const first = firstRecord(facts);
  if (first === undefined) return {};
  const to = `"${first.text}"`;
  return { changes: [gone, { op: 'add' as const, name, type: 'TXT' as const, to }], ...asking(first) };
}
