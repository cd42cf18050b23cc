import { blockersOf, hostState, shownName } from '../../facts/hosts.ts';
import { eachKnown } from '../../facts/known.ts';
import {
  distinctExchanges,
  exchangeKind,
  hasExchanges,
  requireUsable,
  severityAmong,
} from '../../facts/mx/exchange.ts';
import { withoutExchange } from '../../facts/mx/repair.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'mx/target-no-address',
  severity: 'error',
  basis: 'standard',
  title: 'An MX names a host without an address',
  why: 'The name exists, but no server can be reached by it; where no other MX host works, all mail to the domain comes back.',
  fix: 'Publish A or AAAA records for the host, or name in the MX record the host that takes the mail.',
  spec: ['RFC 5321 §5.1'],
  needs: ['mx'],
  fails: `
@ MX 10 mail
mail TXT "v=spf1 a -all"
`,
  passes: `
@ MX 10 mail
mail AAAA 2001:db8::25
`,
  applies: ({ mx }) => hasExchanges(mx),
  *check({ mx, domain }) {
    const hosts = distinctExchanges(mx).filter(({ name }) => exchangeKind(name, domain) === 'host');
    let fired = false;
    for (const host of eachKnown(hosts, blockersOf)) {
      const { name, preference } = host;
      if (hostState(host) !== 'no-address') continue;
      fired = true;
      yield {
        message: `the MX host ${shownName(name)} has neither an A nor an AAAA record`,
        subject: { name: domain, type: 'MX' },
        key: name.toLowerCase(),
        severity: severityAmong(mx),
        data: { host: name, preference },
        ...withoutExchange(mx, domain, name),
      };
    }
    if (fired) requireUsable(mx);
  },
});
