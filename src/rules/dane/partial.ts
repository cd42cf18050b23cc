import { type DaneHost, daneState, tlsaName } from '../../facts/dane.ts';
import { hostState, shownName } from '../../facts/hosts.ts';
import { eachKnown } from '../../facts/known.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dane/partial',
  severity: 'warning',
  basis: 'standard',
  title: 'Some mail servers have TLSA records, others have none',
  why: 'Who can keep senders from the servers with DANE gets the mail through the others, where nothing is checked.',
  fix: 'Publish TLSA records for every MX host, or take those without out of the MX set.',
  spec: ['RFC 7672 §2.2.1'],
  needs: ['dane'],
  fails: `
;! SECURE example.com
@ MX 10 mail
@ MX 20 backup
mail A 192.0.2.1
backup A 198.51.100.1
_25._tcp.mail TLSA 3 1 1 c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00
`,
  passes: `
;! SECURE example.com
@ MX 10 mail
@ MX 20 backup
mail A 192.0.2.1
backup A 198.51.100.1
_25._tcp.mail TLSA 3 1 1 c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00
_25._tcp.backup TLSA 3 1 1 beef0000beef0000beef0000beef0000beef0000beef0000beef0000beef0000
`,
  applies: ({ dane }) => dane.hosts.some(isActive),
  *check({ dane: { hosts } }) {
    const active = hosts.filter(isActive);
    if (active.length === 0) return;
    // What nobody can reach lets no mail through either.
    const reachable = hosts.filter((host) => hostState(host) === 'alive');
    for (const host of eachKnown(reachable, ({ unread }) => unread)) {
      if (daneState(host) !== 'none') continue;
      yield {
        message: `${shownName(host.name)} has no TLSA record, ${shownName(active[0]!.name)} has`,
        subject: { name: tlsaName(host.name), type: 'TLSA' },
        // The domain’s owner chooses the hosts, where they are not all a provider’s.
        ...(!hosts.some(({ isOwn }) => isOwn) && { severity: 'notice' as const }),
      };
    }
  },
});

function isActive(host: DaneHost): boolean {
  return daneState(host) === 'active';
}
