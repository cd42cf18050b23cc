import { Blocked } from '../../facts/known.ts';
import { inDoubt } from '../../facts/smtp/certificates.ts';
import { tlsOf } from '../../facts/smtp/servers.ts';
import {
  mayBePublished,
  publishedIn,
  type SubmissionServer,
  unreadSubmission,
} from '../../facts/smtp/submission.ts';
import { namesHost } from '../../net/index.ts';
import { defineRule } from '../rule.ts';
import { submissionHits } from '../submission.ts';

export default defineRule({
  id: 'smtp/submission-cert',
  severity: 'warning',
  basis: 'standard',
  title: 'The certificate of the server that people hand in mail to does not hold',
  why: 'Mail programs find it by its SRV record, and warn of it or refuse to send; who is used to the warning also sends to an attacker.',
  fix: 'Renew the certificate, of a public authority and for the name that the SRV record gives, and have the server send its whole chain.',
  spec: ['RFC 8314 §4.4', 'RFC 8314 §5.3'],
  needs: ['smtp'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
_submissions._tcp SRV 0 1 465 mail
;@ smtp://192.0.2.1:465 expired
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
_submissions._tcp SRV 0 1 465 mail
;@ smtp://192.0.2.1:465 name=example.com wrong-name
`,
  applies: ({ smtp }) => mayBePublished(smtp.submission),
  *check({ smtp, domain }) {
    yield* submissionHits({ smtp, domain }, (server, shown) => {
      const detail = faultOf(server, domain);
      return detail && `${shown}, port ${server.port}: ${detail}`;
    });
    const doubtful = publishedIn(smtp.submission).flatMap(inDoubt);
    const unread = [...doubtful, ...unreadSubmission(smtp.submission)];
    if (unread.length > 0) throw new Blocked(unread);
  },
});

/** RFC 7817 §3: the name of the SRV record’s target, or the domain that it is published for. */
function faultOf(server: SubmissionServer, domain: string): string | undefined {
  const tls = tlsOf(server);
  if (tls === undefined || tls.ownTrouble !== undefined) return undefined;
  const isForDomain = namesHost(tls.chain[0]?.names ?? [], domain);
  return tls.faults.find(({ fault }) => fault !== 'weak' && !(fault === 'wrong-name' && isForDomain))?.detail;
}
