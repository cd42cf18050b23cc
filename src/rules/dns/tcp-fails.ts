import { shownName } from '../../facts/hosts.ts';
import { largeByTcp } from '../../facts/name-servers/said.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dns/tcp-fails',
  severity: 'error',
  basis: 'standard',
  title: 'Records too large for UDP cannot be had over TCP',
  why: 'An answer that fits no UDP packet is fetched over TCP. Where the name servers refuse that, SPF and all other texts of the name cannot be read.',
  fix: 'Open TCP port 53 at the name servers and in front of them; until then publish fewer or shorter TXT records at that name.',
  spec: ['RFC 7766 §5', 'RFC 7208 §3.4'],
  needs: ['nameServers'],
  fails: `
;@ 192.0.2.53 TXT TRUNCATED
@ SOA ns1 hostmaster 1 7200 3600 1209600 300
@ NS ns1
ns1 A 192.0.2.53
@ MX 10 mail
mail A 192.0.2.1
@ TXT "${'a'.repeat(250)}" "${'b'.repeat(250)}" "${'c'.repeat(250)}"
@ TXT "${'d'.repeat(250)}" "${'e'.repeat(250)}"
`,
  passes: `
;@ 192.0.2.53
@ SOA ns1 hostmaster 1 7200 3600 1209600 300
@ NS ns1
ns1 A 192.0.2.53
@ MX 10 mail
mail A 192.0.2.1
@ TXT "${'a'.repeat(250)}" "${'b'.repeat(250)}" "${'c'.repeat(250)}"
@ TXT "${'d'.repeat(250)}" "${'e'.repeat(250)}"
`,
  applies: ({ nameServers }) => nameServers.servers.some(({ large }) => large !== undefined),
  *check({ nameServers, domain }) {
    const { failing, asked } = largeByTcp(nameServers);
    if (failing.length === 0) return;
    const who = [...new Set(failing.map(({ host }) => shownName(host)))].join(', ');
    yield {
      message: `${shownName(domain)} TXT does not fit UDP, and TCP fails at ${who}`,
      subject: { name: domain, type: 'TXT' },
      // Another server may be asked instead, later.
      ...(failing.length < asked.length && { severity: 'warning' as const }),
      data: { servers: failing.map(({ host, address }) => ({ host, address })) },
    };
  },
});
