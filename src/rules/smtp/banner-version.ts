import {
  aboutServers,
  concerned,
  hasServers,
  requireSessions,
  shownServers,
} from '../../facts/smtp/servers.ts';
import type { SmtpServer } from '../../facts/smtp.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'smtp/banner-version',
  severity: 'notice',
  basis: 'practice',
  title: 'A mail server’s greeting tells its version',
  why: 'When a hole becomes known, attackers search for the versions that have it. The greeting serves nobody else.',
  fix: 'Leave name and version out of the greeting: smtpd_banner in Postfix, smtp_banner in Exim, SmtpGreetingMessage in Sendmail.',
  spec: [],
  needs: ['smtp'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
;@ smtp://192.0.2.1 banner=mail.example.com_ESMTP_Exim_4.96_Wed,_25_Nov_2026_10:00:00
`,
  passes: `
@ MX 10 mail
@ MX 20 backup
mail A 192.0.2.1
backup A 192.0.2.2
;@ smtp://192.0.2.1 banner=mail.example.com_ESMTP_Postfix_(Debian/GNU)
;@ smtp://192.0.2.2 banner=mx.example.com_ESMTP_d9443c01a7336-2c3e5b8a1f.123_-_gsmtp
`,
  applies: ({ smtp }) => hasServers(smtp),
  *check({ smtp }) {
    for (const found of concerned(smtp, (server) => versionIn(server) !== undefined))
      yield {
        message: `${shownServers(found)} greets as ${versionIn(found.servers[0]!)}`,
        ...aboutServers(found),
      };
    requireSessions(smtp);
  },
});

/** Numbers alone are often names of the session: only behind a product's name are they its version. */
const VERSION =
  /\b(?:Exim|Postfix|Sendmail|OpenSMTPD|Haraka|Courier|MDaemon|hMailServer|IceWarp|Kerio Connect|MailEnable|Zimbra|Lotus Domino|Microsoft ESMTP MAIL Service|qmail)(?:[ ,/(]|Version:|Release|v)*\d+\.\d[\w.]*/i;

function versionIn({ session }: SmtpServer): string | undefined {
  if (session.status !== 'answered') return undefined;
  return VERSION.exec(session.greeting.lines.join(' '))?.[0];
}
