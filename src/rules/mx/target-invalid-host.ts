import { blockersOf, hostState, shownName } from '../../facts/hosts.ts';
import { eachKnown } from '../../facts/known.ts';
import {
  distinctExchanges,
  exchangeKind,
  hasExchanges,
  hostNameProblem,
  requireUsable,
  severityAmong,
} from '../../facts/mx/exchange.ts';
import { withoutExchange } from '../../facts/mx/repair.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'mx/target-invalid-host',
  severity: 'error',
  basis: 'standard',
  title: 'An MX names something that is no host name',
  why: 'A host name has letters, digits and hyphens; many mail servers refuse to look up, or to connect to, anything else.',
  fix: 'Give the mail server a name of letters, digits and hyphens, and name it in the MX record.',
  spec: ['RFC 5321 §2.3.5', 'RFC 1123 §2.1'],
  needs: ['mx'],
  fails: `
@ MX 10 https://mail.example.com.
mail A 192.0.2.1
`,
  passes: `
@ MX 10 xn--mail-1.mx-2.example.com.
xn--mail-1.mx-2 A 192.0.2.1
`,
  applies: ({ mx }) => hasExchanges(mx),
  *check({ mx, domain }) {
    const invalid = distinctExchanges(mx).filter(({ name }) => exchangeKind(name, domain) === 'invalid');
    let useless = false;
    for (const host of eachKnown(invalid, (one) =>
      hostNameProblem(one.name)!.harmless ? blockersOf(one) : [],
    )) {
      const { text, harmless } = hostNameProblem(host.name)!;
      // An underscore is known to work with most senders, as long as the name has addresses.
      const works = harmless && hostState(host) === 'alive';
      yield {
        message: `the MX host ${shownName(host.name)} has ${text}`,
        subject: { name: domain, type: 'MX' },
        key: host.name.toLowerCase(),
        severity: works ? 'warning' : severityAmong(mx),
        data: { host: host.name, preference: host.preference },
        ...(!works && withoutExchange(mx, domain, host.name)),
      };
      useless ||= !works;
    }
    if (useless) requireUsable(mx);
  },
});
