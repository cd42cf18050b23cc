import { sameName } from '../../dns/index.ts';
import { type CaaFacts, unreadCaa } from '../../facts/caa.ts';
import { caaDomainsOf } from '../../facts/caa-issuers.ts';
import { issuerOf, readCertificate } from '../../facts/dane/certificate.ts';
import { shownName } from '../../facts/hosts.ts';
import { eachKnown } from '../../facts/known.ts';
import { requireTls, tlsOf } from '../../facts/smtp/servers.ts';
import type { SmtpFacts } from '../../facts/smtp.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dnssec/caa-blocks-current',
  severity: 'warning',
  basis: 'standard',
  title: 'CAA forbids the authority that issued a mail server’s certificate',
  why: 'It will refuse to renew: on the day when the certificate ends senders that check it stop delivering.',
  fix: 'Add a CAA record for that authority, or get the certificate from one that is named.',
  spec: ['RFC 8659 §3', 'RFC 8659 §4.2'],
  needs: ['dnssec', 'smtp'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
@ CAA 0 issue "ca.example"
;@ smtp://192.0.2.1 chain=leaf
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
@ CAA 0 issue "ca.example"
@ CAA 0 issue "letsencrypt.org; validationmethods=dns-01"
;@ smtp://192.0.2.1 chain=leaf
`,
  applies: ({ dnssec, smtp }) => certified(dnssec.caa, smtp).length > 0,
  *check({ dnssec, smtp }) {
    for (const set of eachKnown(certified(dnssec.caa, smtp), unreadCaa)) {
      const named = issuersOf(set);
      for (const organisation of organisationsAt(smtp, set)) {
        const domains = caaDomainsOf(organisation);
        if (named.length === 0 || domains === undefined) continue;
        if (named.some((issuer) => issuer !== null && domains.includes(issuer.toLowerCase()))) continue;
        yield {
          message: `${shownName(set.host)} has a certificate of ${organisation}, and the CAA records do not name ${domains[0]}`,
          subject: { name: set.at!, type: 'CAA' },
          key: `${set.host} ${organisation}`,
          changes: [{ op: 'add', name: set.at!, type: 'CAA', to: `0 issue "${domains[0]}"` }],
          safety: 'ask',
          question: 'Is the certificate to be renewed by the same authority?',
        };
      }
    }
    requireTls(smtp);
  },
});

/** Hosts that have certificates: their sets of which some records name who may issue for a single name. */
function certified(caa: readonly CaaFacts[], smtp: SmtpFacts): CaaFacts[] {
  return caa.filter((set) => set.records.length + unreadCaa(set).length > 0 && hasServer(smtp, set));
}

function hasServer({ hosts }: SmtpFacts, { host }: CaaFacts): boolean {
  return hosts.some(({ name }) => sameName(name, host));
}

/** RFC 8659 §4.2: `null` for nobody; none where “issue” does not restrict. */
function issuersOf({ records }: CaaFacts): (string | null)[] {
  return records.filter(({ data }) => data.tag.toLowerCase() === 'issue').map(({ issuer = null }) => issuer);
}

function organisationsAt({ hosts }: SmtpFacts, { host }: CaaFacts): Set<string> {
  const servers = hosts.filter(({ name }) => sameName(name, host)).flatMap(({ servers: all }) => all);
  const leaves = servers.flatMap((server) => readCertificate(tlsOf(server)?.chain[0]?.der ?? '') ?? []);
  return new Set(leaves.map((leaf) => issuerOf(leaf).organisation));
}
