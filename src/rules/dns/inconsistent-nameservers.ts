import { shownName } from '../../facts/hosts.ts';
import { disagreements } from '../../facts/name-servers/said.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dns/inconsistent-nameservers',
  severity: 'warning',
  basis: 'standard',
  title: 'The name servers of the zone give different mail records',
  why: 'Which records a sender or receiver sees depends on the server that its resolver happens to ask: mail passes now and fails then.',
  fix: 'Bring the servers to the same version of the zone. After a change, wait for the slowest of them and check again.',
  spec: ['RFC 1034 §4.2.2', 'RFC 1912 §2.2'],
  needs: ['nameServers'],
  fails: `
;@ 192.0.2.53
;@ 192.0.2.54 @ SOA ns1 hostmaster 1 7200 3600 1209600 300
;@ 192.0.2.54 @ MX 10 old
@ SOA ns1 hostmaster 2 7200 3600 1209600 300
@ NS ns1
@ NS ns2
ns1 A 192.0.2.53
ns2 A 192.0.2.54
@ MX 10 mail
mail A 192.0.2.1
`,
  passes: `
;@ 192.0.2.53
;@ 192.0.2.54 @ SOA ns1 hostmaster 1 7200 3600 1209600 300
@ SOA ns1 hostmaster 2 7200 3600 1209600 300
@ NS ns1
@ NS ns2
ns1 A 192.0.2.53
ns2 A 192.0.2.54
@ MX 10 mail
mail A 192.0.2.1
`,
  applies: ({ nameServers }) => nameServers.servers.some(({ mail }) => mail !== undefined),
  *check({ nameServers, domain }) {
    const sets = disagreements(nameServers);
    if (sets.length === 0) return;
    const [{ name, type, versions } = sets[0]!, ...others] = sets;
    const said = versions.map(({ hosts: [host], words }) => `“${cut(words)}” at ${shownName(host!)}`);
    const more =
      others.length === 0 ? '' : `; and ${others.length} more record ${others.length === 1 ? 'set' : 'sets'}`;
    yield {
      message: `${shownName(name)} ${type}: ${said.slice(0, 2).join(', ')}${more}`,
      subject: { name, type },
      data: { zone: nameServers.zone, domain, sets },
    };
  },
});

const LONGEST = 60;

function cut(words: string): string {
  return words.length <= LONGEST ? words : `${words.slice(0, LONGEST)}…`;
}
