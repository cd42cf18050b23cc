import { aboutServers, concerned, hasServers, requireTls, shownServers } from '../../facts/smtp/servers.ts';
import type { SmtpServer } from '../../facts/smtp.ts';
import { type SmtpSecurity, shownReply } from '../../net/index.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'smtp/starttls-broken',
  severity: 'error',
  basis: 'standard',
  title: 'A mail server offers STARTTLS, and TLS does not come about',
  why: 'Many senders do not fall back: they try again for days and then give the mail up. The others deliver in clear.',
  fix: 'Look at the server’s log: most often its certificate or key cannot be read, or they do not belong together.',
  spec: ['RFC 3207 §4', 'RFC 3207 §4.1'],
  needs: ['smtp'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
;@ smtp://192.0.2.1 starttls-broken
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
`,
  applies: ({ smtp }) => hasServers(smtp),
  *check({ smtp }) {
    for (const found of concerned(smtp, (server) => securityOf(server, 'broken') !== undefined)) {
      const broken = securityOf(found.servers[0]!, 'broken');
      yield {
        message: `${shownServers(found)} offers STARTTLS, but ${broken?.detail}`,
        ...aboutServers(found),
        key: 'broken',
      };
    }
    for (const found of concerned(smtp, (server) => securityOf(server, 'refused') !== undefined)) {
      const { reply } = securityOf(found.servers[0]!, 'refused')!;
      yield {
        message: `${shownServers(found)} offers STARTTLS and then says “${shownReply(reply)}”`,
        // RFC 3207 §4: 454 is a reason of the moment.
        severity: reply.code < 500 ? ('warning' as const) : ('error' as const),
        ...aboutServers(found),
        key: 'refused',
      };
    }
    requireTls(smtp);
  },
});

function securityOf<S extends SmtpSecurity['state']>(
  { session }: SmtpServer,
  state: S,
): (SmtpSecurity & { state: S }) | undefined {
  const security = session.status === 'answered' ? session.security : undefined;
  return security?.state === state ? (security as SmtpSecurity & { state: S }) : undefined;
}
