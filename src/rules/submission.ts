import { under } from '../dns/index.ts';
import { shownName } from '../facts/hosts.ts';
import { publishedIn, type SubmissionServer } from '../facts/smtp/submission.ts';
import type { Hit, Observed } from './rule.ts';

/** A finding for each server of the SRV records that something is wrong with. */
export function* submissionHits(
  { smtp, domain }: Observed<'smtp'>,
  messageFor: (server: SubmissionServer, shown: string) => string | undefined,
): Generator<Hit> {
  for (const server of publishedIn(smtp.submission)) {
    const { service, host, port } = server;
    const message = messageFor(server, shownName(host.name));
    if (message === undefined) continue;
    yield {
      message,
      subject: { name: under(`_${service}._tcp`, domain), type: 'SRV' },
      key: host.name.toLowerCase(),
      data: { host: host.name, port },
    };
  }
}
