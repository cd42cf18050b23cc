import { shownName } from '../../facts/hosts.ts';
import { lameWords, reached } from '../../facts/name-servers/said.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dns/lame-delegation',
  severity: 'error',
  basis: 'standard',
  title: 'No name server of the zone serves it',
  why: 'The registry points to servers that know nothing of the zone: for everybody who asks, nothing in it exists or is answered.',
  fix: 'Set the zone up at the name servers that the registry names, or have the registry name the servers that serve it.',
  spec: ['RFC 1912 §2.8', 'RFC 1034 §4.2.2'],
  needs: ['nameServers'],
  fails: `
;@ 192.0.2.53 REFUSED
;@ 192.0.2.54 SERVFAIL
@ NS ns1
@ NS ns2
ns1 A 192.0.2.53
ns2 A 192.0.2.54
@ MX 10 mail
mail A 192.0.2.1
`,
  passes: `
;@ 192.0.2.53 REFUSED
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
    const { zone, servers, hosts } = nameServers;
    // One that may serve it, unseen from here, is enough for the others not to matter.
    if (zone === undefined || hosts.some(({ state }) => state === 'not-read')) return;
    if (!servers.every(({ state }) => state === 'lame')) return;
    yield {
      message: `${shownName(zone)}: ${lameWords(servers)}`,
      subject: { name: zone, type: 'NS' },
      data: { zone, servers: servers.map(({ host, address }) => ({ host, address })) },
    };
  },
});
