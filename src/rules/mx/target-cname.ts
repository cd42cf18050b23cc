import { addressesOf, aliasTarget, shownName } from '../../facts/hosts.ts';
import { eachKnown, isUnknown } from '../../facts/known.ts';
import { distinctExchanges, hasExchanges } from '../../facts/mx/exchange.ts';
import { withExchange } from '../../facts/mx/repair.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'mx/target-cname',
  severity: 'warning',
  basis: 'standard',
  title: 'An MX names an alias',
  why: 'An MX must name a host with addresses of its own: some senders refuse an alias, and some deliver to a loop.',
  fix: 'Name in the MX record the host that the alias leads to, or give the name addresses in place of the CNAME.',
  spec: ['RFC 5321 §5.1', 'RFC 2181 §10.3', 'RFC 6672 §5.1'],
  needs: ['mx'],
  fails: `
@ MX 10 mail
mail CNAME mx.vendor.example.
mx.vendor.example. A 192.0.2.1
`,
  passes: `
@ MX 10 mx.vendor.example.
mx.vendor.example. A 192.0.2.1
`,
  applies: ({ mx }) => hasExchanges(mx),
  *check({ mx, domain }) {
    // An alias shows in the answers of both families: one of them is enough, a failed one with a chain too.
    const hosts = eachKnown(distinctExchanges(mx), ({ a, aaaa }) =>
      [a, aaaa].every((answer) => isUnknown(answer) && answer.chain.length === 0) ? [a, aaaa] : [],
    );
    for (const host of hosts) {
      const target = aliasTarget(host);
      // An alias that leads nowhere is told by mx/target-nxdomain, mx/target-no-address or mx/target-unregistered.
      if (target === undefined || addressesOf(host).length === 0) continue;
      yield {
        message: `the MX host ${shownName(host.name)} is an alias of ${shownName(target)}`,
        subject: { name: domain, type: 'MX' },
        key: host.name.toLowerCase(),
        data: { host: host.name, preference: host.preference, target },
        ...withExchange(
          mx,
          domain,
          host.name,
          target,
          `May ${shownName(target)} be named itself? Its owner may move the alias to another host.`,
        ),
      };
    }
  },
});
