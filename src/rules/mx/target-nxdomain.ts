import { addressesOf, aliasTarget, blockersOf, hostState, shownName } from '../../facts/hosts.ts';
import { eachKnown } from '../../facts/known.ts';
import {
  distinctExchanges,
  exchangeKind,
  hasExchanges,
  requireUsable,
  severityAmong,
} from '../../facts/mx/exchange.ts';
import { withExchange, withoutExchange } from '../../facts/mx/repair.ts';
import type { MxHost } from '../../facts/mx.ts';
import { isUnregistered } from '../../facts/registered.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'mx/target-nxdomain',
  severity: 'error',
  basis: 'standard',
  title: 'An MX names a host that does not exist',
  why: 'No mail can be delivered to a name without addresses; where no other MX host works, all mail to the domain comes back.',
  fix: 'Correct the name in the MX record, or publish the host’s addresses; delete the MX if the server is gone.',
  spec: ['RFC 5321 §5.1'],
  needs: ['mx'],
  fails: `
@ MX 10 mail.example.com.example.com.
mail A 192.0.2.1
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
`,
  applies: ({ mx }) => hasExchanges(mx),
  *check({ mx, domain }) {
    const hosts = distinctExchanges(mx).filter(({ name }) => exchangeKind(name, domain) === 'host');
    let fired = false;
    for (const host of eachKnown(hosts, blockersOf)) {
      // Whoever could register the name is the worse trouble: mx/target-unregistered.
      if (hostState(host) !== 'nxdomain' || isUnregistered(host.registration)) continue;
      fired = true;
      const meant = meantHost(host);
      yield {
        message: `${whatIsGone(host)} does not exist${meant === undefined ? '' : `, but ${shownName(meant)} does`}`,
        subject: { name: domain, type: 'MX' },
        key: host.name.toLowerCase(),
        severity: severityAmong(mx),
        data: {
          host: host.name,
          preference: host.preference,
          alias: aliasTarget(host) ?? null,
          meant: meant ?? null,
        },
        ...(meant === undefined
          ? withoutExchange(mx, domain, host.name)
          : withExchange(
              mx,
              domain,
              host.name,
              meant,
              `Is ${shownName(meant)} the host that takes the mail?`,
            )),
      };
    }
    if (fired) requireUsable(mx);
  },
});

/** The host that stays when the domain at the end is taken off, where it has addresses. */
function meantHost({ withoutDomain }: MxHost): string | undefined {
  return withoutDomain && addressesOf(withoutDomain).length > 0 ? withoutDomain.name : undefined;
}

function whatIsGone(host: MxHost): string {
  const alias = aliasTarget(host);
  return alias === undefined
    ? `the MX host ${shownName(host.name)}`
    : `the MX host ${shownName(host.name)} is an alias, and its target ${shownName(alias)}`;
}
