import { localScope, reachesSelf } from '../../facts/address/ranges.ts';
import { addressesOf, shownName } from '../../facts/hosts.ts';
import {
  distinctExchanges,
  exchangeKind,
  hasExchanges,
  isBest,
  onlyLocal,
  requireAddresses,
  requireUsable,
  severityAmong,
} from '../../facts/mx/exchange.ts';
import { withoutExchange } from '../../facts/mx/repair.ts';
import type { MxFacts, MxHost } from '../../facts/mx.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'mx/target-private-ip',
  severity: 'error',
  basis: 'standard',
  title: 'An MX host has an address that the Internet cannot reach',
  why: 'Private, loopback and link-local addresses mean the sender’s own network: mail is delayed, lost, or handed to a stranger.',
  fix: 'Publish the public address. If this resolver shows an inside view of the zone, ask another with --server.',
  spec: ['RFC 6890 §2.2.2', 'RFC 1918 §3'],
  needs: ['mx'],
  fails: `
@ MX 10 mail
mail A 10.1.2.3
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
mail AAAA 2001:db8::1
`,
  applies: ({ mx }) => hasExchanges(mx),
  *check({ mx, domain }) {
    const hosts = distinctExchanges(mx).filter(({ name }) => exchangeKind(name, domain) !== 'localhost');
    const local = hosts.filter((host) => addressesOf(host).some(localScope));
    for (const host of local) {
      const addresses = addressesOf(host).filter(localScope);
      const shown = addresses.slice(0, 3).map((address) => `${address} (${localScope(address)})`);
      yield {
        message: `the MX host ${shownName(host.name)} has the address ${shown.join(', ')}`,
        subject: { name: domain, type: 'MX' },
        key: host.name.toLowerCase(),
        severity: severityOf(mx, host),
        data: { host: host.name, preference: host.preference, addresses },
        ...(onlyLocal(host) && withoutExchange(mx, domain, host.name)),
      };
    }
    if (local.some((host) => severityOf(mx, host) === 'warning')) requireUsable(mx);
    requireAddresses(hosts);
  },
});

/** A sender that finds itself behind the best host sends the mail back; one that reaches nobody tries the next. */
function severityOf(mx: MxFacts, host: MxHost): 'error' | 'warning' {
  if (isBest(mx, host) && onlyLocal(host) && addressesOf(host).some(reachesSelf)) return 'error';
  return severityAmong(mx);
}
