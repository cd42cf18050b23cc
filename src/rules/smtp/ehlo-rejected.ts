import {
  aboutServers,
  concerned,
  hasServers,
  isSpeaking,
  requireSessions,
  shownServers,
} from '../../facts/smtp/servers.ts';
import { shownReply } from '../../net/index.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'smtp/ehlo-rejected',
  severity: 'warning',
  basis: 'standard',
  title: 'A mail server does not know EHLO',
  why: 'Without EHLO there is no STARTTLS: all mail to this server travels in clear, and large or non-English mail may be refused.',
  fix: 'Switch the extended greeting on; where a firewall inspects SMTP, switch that inspection off.',
  spec: ['RFC 5321 §3.2', 'RFC 5321 §4.1.1.1'],
  needs: ['smtp'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
;@ smtp://192.0.2.1 helo-only
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
`,
  applies: ({ smtp }) => hasServers(smtp),
  *check({ smtp }) {
    const refusing = concerned(smtp, isSpeaking).map(({ host, servers }) => ({
      host,
      servers: servers.filter(({ session }) => session.refusedEhlo !== null),
    }));
    for (const found of refusing) {
      const reply = found.servers[0]?.session.refusedEhlo;
      if (reply)
        yield {
          message: `${shownServers(found)} knows only HELO; to EHLO it says “${shownReply(reply)}”`,
          ...aboutServers(found),
        };
    }
    requireSessions(smtp);
  },
});
