import { addressesOf, blockersOf, hostState, shownName } from '../../facts/hosts.ts';
import { eachKnown } from '../../facts/known.ts';
import {
  addressIn,
  distinctExchanges,
  hasExchanges,
  isLiteral,
  requireUsable,
  severityAmong,
} from '../../facts/mx/exchange.ts';
import { withExchange, withoutExchange } from '../../facts/mx/repair.ts';
import type { MxFacts } from '../../facts/mx.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'mx/target-ip',
  severity: 'error',
  basis: 'standard',
  title: 'An MX names an IP address',
  why: 'An MX holds a host name: an address in its place is looked up as a name, which does not exist, and mail is not delivered.',
  fix: 'Publish the address as an A or AAAA record of a host such as mail under the domain, and name that host in the MX.',
  spec: ['RFC 1035 §3.3.9', 'RFC 5321 §2.3.5'],
  needs: ['mx'],
  fails: `
@ A 192.0.2.1
@ MX 10 192.0.2.1.
`,
  passes: `
@ MX 10 192-0-2-1.vendor.example.
192-0-2-1.vendor.example. A 192.0.2.1
`,
  applies: ({ mx }) => hasExchanges(mx),
  *check({ mx, domain }) {
    const suspects = distinctExchanges(mx).filter(({ name }) => addressIn(name, domain) !== undefined);
    let fired = false;
    for (const host of eachKnown(suspects, (one) => (isLiteral(one.name) ? [] : blockersOf(one)))) {
      // A provider may well call a host by its address; one that exists is a host.
      if (!isLiteral(host.name) && hostState(host) === 'alive') continue;
      fired = true;
      const address = addressIn(host.name, domain)!;
      yield {
        message: `the MX names the address ${address} in place of a host${isLiteral(host.name) ? '' : `: ${shownName(host.name)} does not exist`}`,
        subject: { name: domain, type: 'MX' },
        key: host.name.toLowerCase(),
        severity: severityAmong(mx),
        data: { host: host.name, preference: host.preference, address },
        ...repair(mx, domain, host.name, address),
      };
    }
    if (fired) requireUsable(mx);
  },
});

/** The domain itself may be the host that is meant; any other name for the address would be a guess. */
function repair(mx: MxFacts, domain: string, exchange: string, address: string) {
  if (!addressesOf(mx.own).includes(address)) return withoutExchange(mx, domain, exchange);
  return withExchange(mx, domain, exchange, domain, `Does ${domain} (${address}) itself take the mail?`);
}
