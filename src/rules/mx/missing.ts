import { known } from '../../facts/known.ts';
import { sendsMail } from '../../facts/mx/role.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'mx/missing',
  severity: 'warning',
  basis: 'standard',
  title: 'The domain sends mail, and nothing takes mail for it',
  why: 'Answers and bounces have nowhere to go, and many receivers refuse mail from a domain that cannot be answered.',
  fix: 'Publish an MX record that names a host with an address; or let SPF say that nothing sends.',
  spec: ['RFC 5321 §5.1', 'RFC 5321 §3.6.1'],
  needs: ['mx', 'role', 'spf'],
  fails: `
@ TXT "v=spf1 ip4:192.0.2.0/26 -all"
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@reports.example.com"
reports MX 10 mail
mail A 192.0.2.1
`,
  passes: `
@ TXT "v=spf1 -all"
_dmarc TXT "v=DMARC1; p=reject"
`,
  *check({ mx, role, spf, domain }) {
    known(mx.answer);
    if (mx.state === 'unknown') [mx.own.a, mx.own.aaaa].forEach(known);
    if (mx.state !== 'none') return;
    const receives = role.source === 'declared' && /^(?:mail|receive-only)$/.test(role.value);
    if (!receives && !sendsMail(role, spf)) return;
    // Who says that the domain only sends has decided that nothing answers; what receivers make of it stays worth a word.
    const isDecided = role.source === 'declared' && role.value === 'send-only';
    yield {
      message: `${receives ? 'the domain is to take mail' : 'SPF lets servers send'}, and there is neither an MX record nor an address`,
      subject: { name: domain, type: 'MX' },
      ...(receives && { severity: 'error' as const }),
      ...(isDecided && { severity: 'notice' as const }),
      data: { role: role.value },
    };
  },
});
