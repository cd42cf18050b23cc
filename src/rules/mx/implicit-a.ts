import type { Name } from '../../dns/index.ts';
import { addressesOf, shownName } from '../../facts/hosts.ts';
import { known } from '../../facts/known.ts';
import { isHostName, requireRole } from '../../facts/mx/role.ts';
import { printData } from '../../zone/index.ts';
import { defineRule, type Hit } from '../rule.ts';

export default defineRule({
  id: 'mx/implicit-a',
  severity: 'warning',
  basis: 'practice',
  title: 'No MX record: mail goes to the domain’s own address',
  why: 'Without MX senders deliver to the address of the domain, most often a web server: where it takes no mail, they try for days.',
  fix: 'Publish an MX record that names the host that takes the mail, or the null MX “0 .” where none does.',
  spec: ['RFC 5321 §5.1', 'RFC 7505 §3'],
  needs: ['mx', 'role', 'spf'],
  fails: `
@ A 192.0.2.80
@ TXT "v=spf1 a -all"
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
`,
  passes: `
@ A 192.0.2.80
@ MX 10 example.com.
@ TXT "v=spf1 a -all"
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
`,
  *check({ mx, role, spf, domain }) {
    known(mx.answer);
    if (mx.state === 'unknown') [mx.own.a, mx.own.aaaa].forEach(known);
    if (mx.state !== 'implicit') return;
    requireRole(role, spf);
    // What takes no mail is told as a whole: domain/parked-incomplete.
    if (role.value === 'no-mail' || role.publicSuffix) return;
    const addresses = addressesOf(mx.own);
    const more = addresses.length > 1 ? ` and ${addresses.length - 1} more` : '';
    const own = mx.answer.chain.length === 0 && mx.own.a.chain.length === 0;
    const host = isHostName(mx, spf, role);
    yield {
      message: `no MX record: senders deliver to the domain’s own address, ${addresses[0]}${more}`,
      subject: { name: domain, type: 'MX' },
      ...(host && { severity: 'notice' as const }),
      data: { addresses },
      // Nothing can stand beside an alias.
      ...(own && (host ? nullMx(domain) : itself(domain, addresses[0]!))),
    };
  },
});

/** Says what holds already; what is right only the owner knows. */
function itself(domain: Name, address: string): Partial<Hit> {
  const to = printData('MX', { preference: 0, exchange: domain });
  return {
    changes: [{ op: 'add', name: domain, type: 'MX', to }],
    safety: 'ask',
    question: `Does ${address} take the mail of ${shownName(domain)}? Where nothing does, publish “0 .” instead.`,
  };
}

/** To name a web server as mail server would make a mistake last. */
function nullMx(domain: Name): Partial<Hit> {
  return {
    changes: [{ op: 'add', name: domain, type: 'MX', to: '0 .' }],
    safety: 'ask',
    question: `Does nothing take mail for addresses at ${shownName(domain)}?`,
  };
}
