import { sameName } from '../../dns/index.ts';
import { shownName } from '../../facts/hosts.ts';
import { distinctExchanges, exchangeKind, hasExchanges, recordsNaming } from '../../facts/mx/exchange.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'mx/duplicate-host',
  severity: 'notice',
  basis: 'practice',
  title: 'One host is named by several MX records',
  why: 'A sender that finds the host down tries it again under its other preference: the second record is no reserve.',
  fix: 'Keep the record with the lowest preference.',
  spec: ['RFC 5321 §5.1'],
  needs: ['mx'],
  fails: `
@ MX 10 mail
@ MX 20 mail
mail A 192.0.2.1
`,
  passes: `
@ MX 10 mail
@ MX 20 mail2
mail A 192.0.2.1
mail2 A 192.0.2.2
`,
  applies: ({ mx }) => hasExchanges(mx),
  *check({ mx, domain }) {
    // A word for “no mail”, or an address in place of a host, has its own rule.
    const hosts = distinctExchanges(mx).filter(({ name }) => exchangeKind(name, domain) === 'host');
    for (const { name } of hosts) {
      const preferences = mx.hosts
        .filter((host) => sameName(host.name, name))
        .map(({ preference }) => preference);
      if (preferences.length < 2) continue;
      const subject = { name: domain, type: 'MX' as const };
      const again = recordsNaming(mx, name)
        .toSorted((a, b) => a.preference - b.preference)
        .slice(1);
      yield {
        message: `the MX host ${shownName(name)} is named ${preferences.length} times, with preference ${preferences.slice(0, 5).join(', ')}`,
        subject,
        key: name.toLowerCase(),
        data: { host: name, preferences },
        ...(again.length > 0 && {
          changes: again.map(({ text }) => ({ op: 'delete' as const, ...subject, from: text })),
          safety: 'safe' as const,
        }),
      };
    }
  },
});
