import { shownName } from '../../facts/hosts.ts';
import { deadHosts, lameWords, notServing, reached } from '../../facts/name-servers/said.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dns/lame-nameserver',
  severity: 'warning',
  basis: 'standard',
  title: 'A name server of the zone does not serve it',
  why: 'Resolvers that try it first wait or are refused before they try another one: lookups are slow, and fail when the others are down.',
  fix: 'Set the zone up at that server, or take its NS record out of the zone and of the delegation at the registry.',
  spec: ['RFC 1912 §2.8', 'RFC 1034 §4.2.2'],
  needs: ['nameServers'],
  fails: `
;@ 192.0.2.53 REFUSED
@ SOA ns1 hostmaster 1 7200 3600 1209600 300
@ NS ns1
@ NS ns2
ns1 A 192.0.2.53
ns2 A 192.0.2.54
@ MX 10 mail
mail A 192.0.2.1
`,
  passes: `
;@ 192.0.2.53
@ SOA ns1 hostmaster 1 7200 3600 1209600 300
@ NS ns1
@ NS ns2
ns1 A 192.0.2.53
ns2 A 192.0.2.54
@ MX 10 mail
mail A 192.0.2.1
`,
  applies: ({ nameServers }) => reached(nameServers).length > 0,
  *check({ nameServers }) {
    const { zone, servers } = nameServers;
    const failing = notServing(servers);
    const dead = deadHosts(nameServers);
    // Where none serves it, that is an error of its own.
    if (zone === undefined || failing.length + dead.length === 0 || !servers.some(serves)) return;
    const words = [lameWords(failing), ...dead.map(({ name, state }) => `${shownName(name)} ${DEAD[state]}`)];
    yield {
      message: words.filter((one) => one !== '').join('; '),
      subject: { name: zone, type: 'NS' },
      data: {
        zone,
        servers: failing.map(({ host, address, state }) => ({ host, address, state })),
        hosts: dead.map(({ name, state }) => ({ name, state })),
      },
    };
  },
});

const DEAD = { nxdomain: 'does not exist', 'no-address': 'has no address' };

function serves({ state }: { state: string }): boolean {
  return state === 'authority';
}
