import { issuerOf } from '../../facts/dane/certificate.ts';
import { checkedHosts, type LiveServer, liveHosts } from '../../facts/dane/live.ts';
import { tlsaName } from '../../facts/dane.ts';
import { shownName } from '../../facts/hosts.ts';
import { requireTls } from '../../facts/smtp/servers.ts';
import { DANE_TA } from '../../records/tlsa.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dane/le-intermediate',
  severity: 'warning',
  basis: 'practice',
  title:
    'The only TLSA record that matches names an authority of Let’s Encrypt that is replaced without notice',
  why: 'The next certificate may come from another of its authorities: then nothing matches, and senders with DANE hold the mail back.',
  fix: 'Publish “3 1 1” for the server’s own key beside it, and keep the key when the certificate is renewed.',
  spec: ['RFC 7671 §5.2'],
  needs: ['dane', 'smtp'],
  fails: `
;? now 2027-01-01
;! SECURE example.com
@ MX 10 mail
mail A 192.0.2.1
_25._tcp.mail TLSA 2 1 1 2985da896eea9639560b49701432e795e959974f6959a3aafa2921940febe09e
;@ smtp://192.0.2.1 chain=leaf
`,
  passes: `
;? now 2027-01-01
;! SECURE example.com
@ MX 10 mail
mail A 192.0.2.1
_25._tcp.mail TLSA 3 1 1 4f774ba0bccc6f91751fc0365bca7a281fda48315def22c46fe6544225a4f6d9
_25._tcp.mail TLSA 2 1 1 2985da896eea9639560b49701432e795e959974f6959a3aafa2921940febe09e
;@ smtp://192.0.2.1 chain=leaf
`,
  applies: ({ dane }) => checkedHosts(dane).length > 0,
  *check({ dane, smtp }) {
    for (const { host, servers } of liveHosts(dane, smtp)) {
      const pinned = servers.filter(isPinned);
      if (pinned.length === 0 || !host.isOwn) continue;
      yield {
        message: `${shownName(host.name)}: its TLSA record names ${issuerOf(pinned[0]!.leaf).name.slice(0, 40)} of Let’s Encrypt, and no other record matches`,
        subject: { name: tlsaName(host.base), type: 'TLSA' },
        key: host.name,
      };
    }
    if (checkedHosts(dane).length > 0) requireTls(smtp);
  },
});

/** One record, of an authority below the root; whoever names several has prepared. */
function isPinned({ leaf, match }: LiveServer): boolean {
  const authorities = match.verdicts.filter(({ record }) => record.usage === DANE_TA);
  const matching = match.verdicts.filter(({ problem }) => problem === null);
  const [only] = matching;
  return (
    authorities.length === 1 &&
    matching.length === 1 &&
    only!.record.usage === DANE_TA &&
    only!.depth === 1 &&
    issuerOf(leaf).organisation === "Let's Encrypt"
  );
}
