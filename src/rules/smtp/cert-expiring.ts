import { daysLeft, leafOf, requireCertificates } from '../../facts/smtp/certificates.ts';
import { isKeyEnough } from '../../facts/smtp/demand.ts';
import { aboutServers, concerned, hasTls, shownServers } from '../../facts/smtp/servers.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'smtp/cert-expiring',
  severity: 'warning',
  basis: 'practice',
  title: 'A mail server’s certificate is about to expire',
  why: 'Renewals that happen by themselves come earlier: this one has most likely failed, or the server was not reloaded.',
  fix: 'Look why the renewal did not work; renew the certificate and reload the mail server.',
  spec: [],
  needs: ['smtp', 'mta-sts', 'dane'],
  fails: `
;? now 2026-11-25
@ MX 10 mail
mail A 192.0.2.1
;@ smtp://192.0.2.1 from=2026-09-01 until=2026-12-01
`,
  passes: `
;? now 2026-11-25
@ MX 10 mail
@ MX 20 backup
mail A 192.0.2.1
backup A 192.0.2.2
;@ smtp://192.0.2.1 from=2026-10-01 until=2026-12-15
;@ smtp://192.0.2.2 from=2026-11-24 until=2026-11-30
`,
  applies: ({ smtp }) => hasTls(smtp),
  *check(facts) {
    const { smtp } = facts;
    const leftOf = (server: Parameters<typeof leafOf>[0]): number | undefined => {
      const leaf = leafOf(server);
      return leaf && daysLeft(leaf, smtp.now);
    };
    for (const expiring of concerned(smtp, (server) => leftOf(server) !== undefined)) {
      const { host } = expiring;
      const found = {
        host,
        servers: expiring.servers.filter((server) => !isKeyEnough(facts, host, server)),
      };
      const [first] = found.servers;
      if (first === undefined) continue;
      const days = leftOf(first)!;
      const left = days === 0 ? 'less than a day' : `${days} ${days === 1 ? 'day' : 'days'}`;
      yield {
        message: `the certificate of ${shownServers(found)} is valid until ${leafOf(first)!.notAfter.slice(0, 10)}: ${left} left`,
        ...aboutServers(found),
      };
    }
    requireCertificates(smtp);
  },
});
