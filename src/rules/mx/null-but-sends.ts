import { known } from '../../facts/known.ts';
import { sendsMail } from '../../facts/mx/role.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'mx/null-but-sends',
  severity: 'warning',
  basis: 'standard',
  title: 'The domain says that it takes no mail, and sends some',
  why: 'Bounces cannot come back, and receivers may refuse mail whose sender takes none.',
  fix: 'Name a host that takes bounces in the MX, or send in the name of a domain that takes mail.',
  spec: ['RFC 7505 §4.2'],
  needs: ['mx', 'role', 'spf'],
  fails: `
@ MX 0 .
@ TXT "v=spf1 ip4:192.0.2.0/26 -all"
_dmarc TXT "v=DMARC1; p=reject"
`,
  passes: `
@ MX 0 .
@ TXT "v=spf1 -all"
_dmarc TXT "v=DMARC1; p=reject"
`,
  applies: ({ mx }) => known(mx.answer).length > 0 && mx.state === 'null-mx',
  *check({ role, spf, domain }) {
    if (!sendsMail(role, spf)) return;
    const why = role.source === 'declared' ? 'the domain is to send mail' : 'SPF lets servers send';
    yield {
      message: `the null MX says that ${domain} takes no mail, and ${why}`,
      subject: { name: domain, type: 'MX' },
      data: { role: role.value },
    };
  },
});
