import { shownName } from '../../facts/hosts.ts';
import { hasExchanges, recordsNaming } from '../../facts/mx/exchange.ts';
import { operatorsOf } from '../../facts/mx/operator.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'mx/mixed-providers',
  severity: 'warning',
  basis: 'practice',
  title: 'MX records lead to the mailboxes of two providers',
  why: 'Each of them keeps what it is given: mail lands in mailboxes that nobody reads any more, or is refused there.',
  fix: 'Name the hosts of the provider that has the mailboxes, and delete the records of the other.',
  spec: ['RFC 5321 §5.1'],
  needs: ['mx'],
  fails: `
@ MX 10 example-com.mail.protection.outlook.com.
@ MX 20 aspmx.l.google.com.
example-com.mail.protection.outlook.com. A 192.0.2.1
aspmx.l.google.com. A 192.0.2.2
`,
  passes: `
@ MX 1 aspmx.l.google.com.
@ MX 5 alt1.aspmx.l.google.com.
@ MX 10 aspmx2.googlemail.com.
@ MX 20 smtp.google.com.
aspmx.l.google.com. A 192.0.2.1
alt1.aspmx.l.google.com. A 192.0.2.2
aspmx2.googlemail.com. A 192.0.2.3
smtp.google.com. A 192.0.2.4
`,
  applies: ({ mx }) => hasExchanges(mx),
  *check({ mx, domain }) {
    const providers = operatorsOf(mx.hosts).filter(({ provider }) => provider.kind === 'mailbox');
    const [first, second] = providers;
    if (first === undefined || second === undefined) return;
    const names = providers.map(({ provider }) => provider.name).join(' and ');
    const gone = second.hosts.flatMap(({ name }) => recordsNaming(mx, name));
    const isLower = first.hosts[0].preference < second.hosts[0].preference;
    const host = shownName(second.hosts[0].name);
    yield {
      message: `the MX records lead to ${names}: what ${host} takes does not reach the other’s mailboxes`,
      subject: { name: domain, type: 'MX' },
      data: {
        providers: providers.map(({ provider, hosts }) => ({
          name: provider.name,
          hosts: hosts.map(({ name }) => name),
        })),
      },
      // Which one is left over only the owner knows; the less preferred is the likelier.
      ...(isLower &&
        providers.length === 2 &&
        gone.length > 0 && {
          changes: gone.map(({ text }) => ({
            op: 'delete' as const,
            name: domain,
            type: 'MX' as const,
            from: text,
          })),
          safety: 'ask' as const,
          question: `Does nobody read mail at ${second.provider.name} any more?`,
        }),
    };
  },
});
