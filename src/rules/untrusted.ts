import { faultyCertificates, requireCertificates } from '../facts/smtp/certificates.ts';
import { type Demands, isKeyEnough, modeFor, requireMode } from '../facts/smtp/demand.ts';
import { aboutServers, shownServers } from '../facts/smtp/servers.ts';
import type { CertificateFault } from '../net/index.ts';
import type { Hit } from './rule.ts';

/** What it means, by the policy that the domain publishes. */
const MEANING = {
  enforce: '; its MTA-STS policy has senders refuse that',
  testing: '; its MTA-STS policy, in mode testing, has senders report that',
  none: '',
};

/**
 * Certificates with one of these faults. Senders encrypt all the same (RFC 7435), so that it is a notice; an error where
 * MTA-STS makes them refuse, and nothing where DANE vouches for the server.
 */
export function* untrusted(facts: Demands, faults: readonly CertificateFault[]): Generator<Hit> {
  let isTold = false;
  for (const { detail, ...found } of faultyCertificates(facts.smtp, faults)) {
    const mode = modeFor(facts, found.host);
    const servers = found.servers.filter((server) => !isKeyEnough(facts, found.host, server));
    if (servers.length === 0) continue;
    isTold = true;
    const concerned = { ...found, servers };
    yield {
      message: `the certificate of ${shownServers(concerned)}: ${detail}${MEANING[mode]}`,
      severity: mode === 'enforce' ? 'error' : 'notice',
      ...aboutServers(concerned),
    };
  }
  if (isTold) requireMode(facts);
  requireCertificates(facts.smtp);
}
