import { shownName } from '../../facts/hosts.ts';
import {
  distinctExchanges,
  exchangeKind,
  hasExchanges,
  isBest,
  requireUsable,
  severityAmong,
} from '../../facts/mx/exchange.ts';
import { withoutExchange } from '../../facts/mx/repair.ts';
import type { MxFacts, MxHost } from '../../facts/mx.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'mx/target-localhost',
  severity: 'error',
  basis: 'standard',
  title: 'An MX names localhost',
  why: 'Each sender finds itself behind that name: the mail loops, and comes back as undeliverable.',
  fix: 'Name the host that takes the mail; where the domain takes none, publish the single MX record “0 .”.',
  spec: ['RFC 6761 §6.3', 'RFC 5321 §5.1'],
  needs: ['mx'],
  fails: `
@ MX 10 localhost.
@ TXT "v=spf1 -all"
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
`,
  applies: ({ mx }) => hasExchanges(mx),
  *check({ mx, domain }) {
    const hosts = distinctExchanges(mx).filter(({ name }) => exchangeKind(name, domain) === 'localhost');
    for (const host of hosts) {
      yield {
        message: `the MX names ${shownName(host.name)}, which is the sender itself`,
        subject: { name: domain, type: 'MX' },
        key: host.name.toLowerCase(),
        severity: severityOf(mx, host),
        data: { host: host.name, preference: host.preference },
        ...withoutExchange(mx, domain, host.name),
      };
    }
    if (hosts.some((host) => severityOf(mx, host) === 'warning')) requireUsable(mx);
  },
});

/** RFC 5321 §5.1: a sender that finds itself in the list uses only better hosts, and there is none before the best. */
function severityOf(mx: MxFacts, host: MxHost): 'error' | 'warning' {
  return isBest(mx, host) ? 'error' : severityAmong(mx);
}
