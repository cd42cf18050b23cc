import { shownName } from '../../facts/hosts.ts';
import {
  aboutServers,
  concerned,
  hasServers,
  requireSessions,
  shownServers,
} from '../../facts/smtp/servers.ts';
import type { SmtpFacts } from '../../facts/smtp.ts';
import type { SmtpAnswer } from '../../net/index.ts';
import { keywordOf } from '../../net/index.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'smtp/auth-before-tls',
  severity: 'notice',
  basis: 'standard',
  title: 'A mail server takes passwords before TLS',
  why: 'A mail program that is set up wrongly, or whose STARTTLS an attacker removes, then sends the password in clear.',
  fix: 'Offer AUTH only within TLS, in Postfix with smtpd_tls_auth_only = yes; port 25 needs no AUTH at all.',
  spec: ['RFC 4954 §4', 'RFC 8314 §4.1'],
  needs: ['smtp'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
;@ smtp://192.0.2.1:587 auth
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
;@ smtp://192.0.2.1:587 until=2028-01-01
`,
  applies: ({ smtp }) => hasServers(smtp),
  *check({ smtp }) {
    for (const found of concerned(smtp, ({ session }) => takesPasswords(session)))
      yield {
        message: `${shownServers(found)} offers AUTH before TLS on port 25`,
        ...aboutServers(found),
        key: '25',
      };
    yield* onSubmission(smtp);
    requireSessions(smtp);
  },
});

function* onSubmission({ submission }: SmtpFacts) {
  for (const { host, port, session } of submission.servers) {
    if (port !== 587 || session === undefined || !takesPasswords(session)) continue;
    yield {
      message: `${shownName(host.name)} offers AUTH before TLS on port ${port}`,
      subject: { name: host.name, type: 'A' as const },
      key: String(port),
      data: { host: host.name, port },
    };
  }
}

/** Mechanisms that hand the password over; others only prove that it is known. */
const PLAIN = /[ =](?:PLAIN|LOGIN)(?= |$)/i;

function takesPasswords(session: SmtpAnswer): boolean {
  return (
    session.status === 'answered' &&
    session.port !== 465 &&
    session.extensions.some((extension) => keywordOf(extension) === 'AUTH' && PLAIN.test(extension))
  );
}
