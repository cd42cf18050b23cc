import { aboutServers, concerned, hasServers, requireTls, shownServers } from '../../facts/smtp/servers.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'smtp/no-starttls',
  severity: 'error',
  basis: 'receiver',
  title: 'A mail server does not offer STARTTLS',
  why: 'Mail to it travels in clear: whoever carries it can read and change it, and some senders refuse to deliver.',
  fix: 'Give the server a certificate and switch TLS on, in Postfix with smtpd_tls_security_level = may; a free certificate will do.',
  spec: ['RFC 3207 §4', 'RFC 9325 §3.1.1'],
  needs: ['smtp'],
  fails: `
@ MX 10 mail
@ MX 20 backup
mail A 192.0.2.1
backup A 192.0.2.2
;@ smtp://192.0.2.2 no-starttls
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
`,
  applies: ({ smtp }) => hasServers(smtp),
  *check({ smtp }) {
    const isBare = concerned(
      smtp,
      ({ session }) => session.status === 'answered' && session.security.state === 'not-offered',
    );
    for (const found of isBare)
      yield { message: `${shownServers(found)} does not offer STARTTLS`, ...aboutServers(found) };
    requireTls(smtp);
  },
});
