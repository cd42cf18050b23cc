import { sameName } from '../../dns/index.ts';
import { liveHosts } from '../dane/live.ts';
import type { DaneFacts } from '../dane.ts';
import { isAnnounced, modeInForce, policyOf } from '../mta-sts/view.ts';
import type { MtaStsFacts } from '../mta-sts.ts';
import type { SmtpFacts, SmtpHost, SmtpServer } from '../smtp.ts';

/** What the domain tells senders to make of a certificate that does not hold for WebPKI (RFC 8461 §4.2, RFC 7672 §3.1). */
export interface Demands {
  smtp: SmtpFacts;
  'mta-sts': MtaStsFacts;
  dane: DaneFacts;
}

/** The mode of MTA-STS, where the policy has this host among its own. */
export function modeFor({ 'mta-sts': mtaSts }: Demands, { name }: SmtpHost): 'enforce' | 'testing' | 'none' {
  const isCovered = mtaSts.coverage?.hosts.some(({ host, covered }) => covered && sameName(host, name));
  return isCovered ? (modeInForce(mtaSts) ?? 'none') : 'none';
}

/** Throws where it is not known whether MTA-STS makes it worse. */
export function requireMode({ 'mta-sts': mtaSts }: Demands): void {
  if (isAnnounced(mtaSts)) policyOf(mtaSts);
}

/** Nobody looks at more than the key: DANE vouches for it, and no policy of MTA-STS asks for more. */
export function isKeyEnough(demands: Demands, host: SmtpHost, server: SmtpServer): boolean {
  return modeFor(demands, host) !== 'enforce' && isVouchedFor(demands, server);
}

/** A signed TLSA record vouches for the server: senders that use DANE need no authority, name or date beside it. */
function isVouchedFor({ smtp, dane }: Demands, server: SmtpServer): boolean {
  return liveHosts(dane, smtp).some(
    ({ isProven, servers }) =>
      isProven &&
      servers.some(
        (live) =>
          live.server.host === server.host &&
          live.server.address === server.address &&
          live.match.outcome === 'match',
      ),
  );
}
