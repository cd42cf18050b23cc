import { isWithin } from '../../dns/index.ts';
import { addressesOf, shownName } from '../../facts/hosts.ts';
import { distinctExchanges, hasExchanges, requireAddresses } from '../../facts/mx/exchange.ts';
import type { MxHost } from '../../facts/mx.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'mx/same-ip',
  severity: 'notice',
  basis: 'practice',
  title: 'Several MX hosts have the same address',
  why: 'They look like a reserve for each other, and are one server: where it is down, all of them are.',
  fix: 'Name the server once, or give the other host a server of its own.',
  spec: ['RFC 5321 §5.1'],
  needs: ['mx'],
  fails: `
@ MX 10 mail
@ MX 20 backup
mail A 192.0.2.1
backup A 192.0.2.1
`,
  passes: `
@ MX 10 mail
@ MX 20 backup
mail A 192.0.2.1
mail AAAA 2001:db8::1
backup A 192.0.2.1
backup AAAA 2001:db8::2
`,
  applies: ({ mx }) => hasExchanges(mx) && distinctExchanges(mx).length > 1,
  *check({ mx, domain }) {
    const hosts = distinctExchanges(mx);
    for (const first of hosts) {
      const addresses = addressKey(first);
      const same = hosts.filter((host) => addressKey(host) === addresses);
      // Which names a provider gives to one address is its own business.
      const own = same.some(({ name }) => isWithin(name, domain));
      if (addresses === '' || same.length < 2 || same[0] !== first || !own) continue;
      // Another family may tell them apart.
      requireAddresses(same);
      const names = same.map(({ name }) => shownName(name));
      const more = names.length > 2 ? ` and ${names.length - 2} more` : '';
      yield {
        message: `the MX hosts ${names[0]} and ${names[1]}${more} are one server: ${addresses.split(' ').slice(0, 2).join(', ')}`,
        subject: { name: domain, type: 'MX' },
        key: same[0]!.name.toLowerCase(),
        data: { hosts: same.map(({ name }) => name), addresses: addresses.split(' ') },
      };
    }
  },
});

function addressKey(host: MxHost): string {
  return addressesOf(host).toSorted().join(' ');
}
