import {
  aboutServers,
  concerned,
  hasServers,
  requireSessions,
  shownServers,
} from '../../facts/smtp/servers.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'smtp/greeting',
  severity: 'warning',
  basis: 'standard',
  title: 'A mail server does not greet as SMTP asks for',
  why: 'A sender waits for a line that begins with 220. Another service on port 25 takes no mail, and a slow greeting loses senders that are not patient.',
  fix: 'Have a mail server listen on port 25 of that address, and greet within seconds: look for slow DNS lookups of its clients.',
  spec: ['RFC 5321 §3.1', 'RFC 5321 §4.5.3.2.1'],
  needs: ['smtp'],
  fails: `
@ MX 10 mail
@ MX 20 backup
mail A 192.0.2.1
backup A 192.0.2.2
;@ smtp://192.0.2.2 ssh
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
`,
  applies: ({ smtp }) => hasServers(smtp),
  *check({ smtp }) {
    for (const found of concerned(smtp, ({ session }) => session.status === 'not-smtp')) {
      const [first] = found.servers;
      const said = first?.session.status === 'not-smtp' ? first.session.said.slice(0, 60) : '';
      yield {
        message: `${shownServers(found)} speaks no SMTP on port 25: it says “${said}”`,
        ...aboutServers(found),
        key: 'protocol',
      };
    }
    // Some wait on purpose, to see whether a client of spammers speaks before its turn.
    for (const found of concerned(smtp, ({ session }) => session.status === 'answered' && session.isLate))
      yield {
        message: `${shownServers(found)} greets only after more than 10 seconds`,
        severity: 'notice' as const,
        ...aboutServers(found),
        key: 'late',
      };
    requireSessions(smtp);
  },
});
