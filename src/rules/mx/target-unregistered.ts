import { aliasTarget, blockersOf, shownName } from '../../facts/hosts.ts';
import { eachKnown } from '../../facts/known.ts';
import { distinctExchanges, exchangeKind, hasExchanges } from '../../facts/mx/exchange.ts';
import { withoutExchange } from '../../facts/mx/repair.ts';
import { isUnregistered } from '../../facts/registered.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'mx/target-unregistered',
  severity: 'error',
  basis: 'practice',
  title: 'An MX names a host of a domain that nobody holds',
  why: 'Whoever registers that domain receives the mail of this one, password resets included, and can answer it.',
  fix: 'Delete the MX record, or register the domain behind it yourself.',
  spec: ['RFC 5321 §5.1'],
  needs: ['mx'],
  fails: `
@ MX 10 mail
@ MX 20 mx.lapsed.example.
mail A 192.0.2.1
`,
  passes: `
@ MX 10 mx.vendor.example.
mx.vendor.example. A 192.0.2.1
`,
  applies: ({ mx }) => hasExchanges(mx),
  *check({ mx, domain }) {
    const hosts = distinctExchanges(mx).filter(({ name }) => exchangeKind(name, domain) === 'host');
    for (const host of eachKnown(hosts, (one) =>
      one.registration ? [one.registration.answer] : blockersOf(one),
    )) {
      if (!isUnregistered(host.registration)) continue;
      const free = host.registration!.domain;
      const named = shownName(aliasTarget(host) ?? host.name);
      yield {
        message: `${shownName(free)} does not exist in its registry, and the MX leads to ${named}`,
        subject: { name: domain, type: 'MX' },
        key: host.name.toLowerCase(),
        data: { host: host.name, preference: host.preference, unregistered: free },
        ...withoutExchange(mx, domain, host.name),
      };
    }
  },
});
