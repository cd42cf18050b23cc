import {
  aboutServers,
  concerned,
  hasServers,
  isDead,
  requireSessions,
  shownServers,
} from '../../facts/smtp/servers.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'smtp/unreachable',
  severity: 'warning',
  basis: 'standard',
  title: 'A mail server takes no connections while others do',
  why: 'Senders try the addresses one after the other: each dead one costs time, and mail waits while the living ones are down.',
  fix: 'Start the server or open its port 25; or take its address, or its MX record, out of the DNS.',
  spec: ['RFC 5321 §5.1'],
  needs: ['smtp'],
  fails: `
@ MX 10 mail
@ MX 20 backup
mail A 192.0.2.1
backup A 192.0.2.2
;@ smtp://192.0.2.2 refused
`,
  passes: `
@ MX 10 mail
@ MX 20 backup
mail A 192.0.2.1
backup A 192.0.2.2
`,
  applies: ({ smtp }) => hasServers(smtp),
  *check({ smtp }) {
    for (const found of concerned(smtp, (server) => isDead(smtp, server))) {
      const [first] = found.servers;
      const why = first?.session.status === 'failed' ? first.session.detail : '';
      yield {
        message: `${shownServers(found)} takes no connection on port 25: ${why}; other servers do`,
        ...aboutServers(found),
      };
    }
    requireSessions(smtp);
  },
});
