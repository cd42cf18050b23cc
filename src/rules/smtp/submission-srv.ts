import { blockersOf, hostState } from '../../facts/hosts.ts';
import { Blocked, isUnknown } from '../../facts/known.ts';
import {
  mayBePublished,
  publishedIn,
  SUBMISSION_PORTS,
  type SubmissionServer,
} from '../../facts/smtp/submission.ts';
import { defineRule } from '../rule.ts';
import { submissionHits } from '../submission.ts';

export default defineRule({
  id: 'smtp/submission-srv',
  severity: 'warning',
  basis: 'standard',
  title: 'An SRV record for handing in mail leads nowhere, or to the wrong port',
  why: 'Mail programs set themselves up by these records: with a dead or a wrong one they cannot send.',
  fix: 'Name the submission server: its host name with 465 below _submissions._tcp, with 587 below _submission._tcp; a service that is not offered has the target “.”.',
  spec: ['RFC 6186 §3.1', 'RFC 8314 §5.1', 'RFC 6186 §3.4'],
  needs: ['smtp'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
_submission._tcp SRV 0 1 587 smtp
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
_submissions._tcp SRV 0 1 465 mail
_submission._tcp SRV 0 1 587 mail
;@ smtp://192.0.2.1:465 until=2028-01-01
;@ smtp://192.0.2.1:587 until=2028-01-01
`,
  applies: ({ smtp }) => mayBePublished(smtp.submission),
  *check({ smtp, domain }) {
    yield* submissionHits({ smtp, domain }, (server, shown) => {
      const fault = faultOf(server);
      return fault && `the SRV record of ${server.service} names ${shown}${fault}`;
    });
    const open = [
      ...publishedIn(smtp.submission).flatMap(({ host }) => blockersOf(host)),
      ...Object.values(smtp.submission.srv).filter(isUnknown),
    ];
    if (open.length > 0) throw new Blocked(open);
  },
});

function faultOf({ service, host, port }: SubmissionServer): string | undefined {
  const state = hostState(host);
  if (state === 'nxdomain') return ', which does not exist';
  if (state === 'no-address') return ', which has no address';
  // Any port may be chosen; only the one of the other service is a slip.
  const isOther =
    port !== SUBMISSION_PORTS[service] && Object.values<number>(SUBMISSION_PORTS).includes(port);
  return isOther ? ` with port ${port}, which is the other service’s` : undefined;
}
