import { Blocked } from '../../facts/known.ts';
import {
  mayBePublished,
  SUBMISSION_PORTS,
  type SubmissionServer,
  unreadSubmission,
} from '../../facts/smtp/submission.ts';
import { defineRule } from '../rule.ts';
import { submissionHits } from '../submission.ts';

export default defineRule({
  id: 'smtp/submission-no-tls',
  severity: 'warning',
  basis: 'standard',
  title: 'The server that people hand in mail to has no TLS',
  why: 'Mail programs find it by its SRV record and then refuse to send, or send password and mail in clear.',
  fix: 'Port 465 begins with TLS, port 587 offers STARTTLS: give the server a certificate, or name another one in the SRV record.',
  spec: ['RFC 8314 §3.3', 'RFC 8314 §5.1'],
  needs: ['smtp'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
_submission._tcp SRV 0 1 587 mail
;@ smtp://192.0.2.1:587 no-starttls
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
_submissions._tcp SRV 0 1 465 mail
_submission._tcp SRV 0 0 0 .
;@ smtp://192.0.2.1:465 until=2028-01-01
`,
  applies: ({ smtp }) => mayBePublished(smtp.submission),
  *check({ smtp, domain }) {
    yield* submissionHits({ smtp, domain }, (server, shown) => {
      const trouble = troubleOf(server);
      return trouble && `${shown}, port ${server.port}: ${trouble}`;
    });
    const unread = unreadSubmission(smtp.submission);
    if (unread.length > 0) throw new Blocked(unread);
  },
});

function troubleOf({ service, session }: SubmissionServer): string | undefined {
  if (session?.status !== 'answered') return undefined;
  const { security } = session;
  if (security.state === 'not-offered') return 'it does not offer STARTTLS';
  if (security.state === 'refused') return 'it offers STARTTLS and refuses it';
  if (security.state !== 'broken') return undefined;
  const how = SUBMISSION_PORTS[service] === 465 ? 'TLS from the first octet' : 'STARTTLS';
  return `${how} fails: ${security.detail}`;
}
