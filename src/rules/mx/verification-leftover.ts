import { shownName } from '../../facts/hosts.ts';
import {
  anyUsable,
  distinctExchanges,
  exchangeKind,
  hasExchanges,
  requireUsable,
} from '../../facts/mx/exchange.ts';
import { withoutExchange } from '../../facts/mx/repair.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'mx/verification-leftover',
  severity: 'notice',
  basis: 'standard',
  title: 'An MX record that proved the domain’s ownership to Microsoft is still there',
  why: 'Its name can never exist: senders that try it lose time, and where no other host answers the mail comes back.',
  fix: 'Delete the record once Microsoft 365 shows the domain as verified.',
  spec: ['RFC 6761 §6.4', 'RFC 5321 §5.1'],
  needs: ['mx'],
  fails: `
@ MX 10 mail
@ MX 32767 ms12345678.msv1.invalid.
mail A 192.0.2.1
`,
  passes: `
@ MX 10 mail
@ TXT "MS=ms12345678"
mail A 192.0.2.1
`,
  applies: ({ mx }) => hasExchanges(mx),
  *check({ mx, domain }) {
    const proofs = distinctExchanges(mx).filter(({ name }) => exchangeKind(name, domain) === 'proof');
    for (const host of proofs) {
      const repair = withoutExchange(mx, domain, host.name);
      yield {
        message: `the MX names ${shownName(host.name)}, by which Microsoft was shown who owns the domain: no mail server`,
        subject: { name: domain, type: 'MX' },
        key: host.name.toLowerCase(),
        ...(anyUsable(mx) === false && { severity: 'error' as const }),
        data: { host: host.name, preference: host.preference },
        ...repair,
        ...(repair.changes && { question: 'Does Microsoft 365 show the domain as verified?' }),
      };
    }
    if (proofs.length > 0) requireUsable(mx);
  },
});
