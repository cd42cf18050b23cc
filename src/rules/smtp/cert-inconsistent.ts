import { shownName } from '../../facts/hosts.ts';
import { leafOf } from '../../facts/smtp/certificates.ts';
import { isKeyEnough } from '../../facts/smtp/demand.ts';
import {
  aboutServers,
  type Concerned,
  concerned,
  hasTls,
  requireTls,
  tlsOf,
} from '../../facts/smtp/servers.ts';
import type { SmtpServer } from '../../facts/smtp.ts';
import { namesHost } from '../../net/index.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'smtp/cert-inconsistent',
  severity: 'notice',
  basis: 'practice',
  title: 'One mail host shows a good certificate at one address and a bad one at another',
  why: 'Whether a sender trusts the host then hangs on the address it happens to try: a fault that comes and goes.',
  fix: 'Install the certificate that holds on every server behind the name, and reload them all.',
  spec: [],
  needs: ['smtp', 'mta-sts', 'dane'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
mail A 192.0.2.2
;@ smtp://192.0.2.2 expired from=2025-01-01 until=2026-01-01
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
mail A 192.0.2.2
;@ smtp://192.0.2.2 from=2026-02-01 until=2027-02-01
`,
  applies: ({ smtp }) => hasTls(smtp),
  *check(facts) {
    const { smtp } = facts;
    for (const found of concerned(smtp, (server) => tlsOf(server) !== undefined)) {
      const bad = found.servers.filter((server) => !holds(server) && !isKeyEnough(facts, found.host, server));
      const good = found.servers.filter(holds);
      if (bad.length === 0 || good.length === 0) continue;
      yield { message: wordsOf(found, good, bad), ...aboutServers({ ...found, servers: bad }) };
    }
    requireTls(smtp);
  },
});

function holds(server: SmtpServer): boolean {
  const leaf = leafOf(server);
  return tlsOf(server)?.faults.length === 0 && leaf !== undefined && namesHost(leaf.names, server.host);
}

function wordsOf({ host }: Concerned, good: readonly SmtpServer[], bad: readonly SmtpServer[]): string {
  const until = (server: SmtpServer): string => leafOf(server)?.notAfter.slice(0, 10) ?? 'nobody knows when';
  return (
    `${shownName(host.name)} shows a certificate valid until ${until(good[0]!)} at ${good[0]!.address}, ` +
    `and one that does not hold (until ${until(bad[0]!)}) at ${bad[0]!.address}`
  );
}
