import type { Name } from '../../dns/index.ts';
import { addressesOf, type Host, hostState, shownName } from '../../facts/hosts.ts';
import type { RoleFacts } from '../../facts/role.ts';
import type { Hit } from '../../rules/rule.ts';
import { defineChangeRule } from './change-rule.ts';

export default defineChangeRule({
  id: 'change/mx-lost',
  severity: 'error',
  basis: 'standard',
  title: 'The change ends the mail that the MX hosts take',
  why: 'Without an MX senders deliver to the domain’s own address, which seldom takes mail: it waits there and comes back. With a null MX all of it comes back at once.',
  fix: 'Keep the MX records; if the domain is to take no mail, publish a null MX (“0 .”) and run this with --role no-mail, or send-only.',
  spec: ['RFC 5321 §5.1', 'RFC 7505 §3'],
  needs: ['mx', 'role'],
  fails: `
@ A 192.0.2.80
mail A 192.0.2.25
- @ MX 10 mail
`,
  passes: `
@ A 192.0.2.80
mail A 192.0.2.25
- @ MX 10 mail
+ @ MX 20 mail
`,
  *check({ domain, before, after }) {
    const took = before.mx.hosts.filter((host) => !['nxdomain', 'no-address'].includes(hostState(host)));
    if (!['mx', 'null-mx-with-others'].includes(before.mx.state) || took.length === 0) return;
    const found = { subject: { name: domain, type: 'MX' as const }, hosts: took.map(({ name }) => name) };
    if (after.mx.state === 'implicit') yield* toWebServer(found, addressesOf(after.mx.own), took);
    if (after.mx.state === 'null-mx' && !isMeant(before.role)) yield refused(found);
  },
});

interface Lost {
  subject: { name: Name; type: 'MX' };
  hosts: Name[];
}

function* toWebServer({ subject, hosts }: Lost, own: string[], took: readonly Host[]): Iterable<Hit> {
  // The server that took mail is still reached.
  if (took.some((host) => addressesOf(host).some((address) => own.includes(address)))) return;
  yield {
    message: `${shown(hosts)} took its mail; now it goes to ${own.join(', ')}`,
    subject,
    data: { hosts, addresses: own },
  };
}

/** RFC 7505 §3: a null MX refuses all mail at once. */
function refused({ subject, hosts }: Lost): Hit {
  return {
    message: `${shown(hosts)} took its mail; now a null MX has all of it returned`,
    subject,
    data: { hosts, addresses: [] },
  };
}

/** Whoever says that the domain takes no mail means it. */
function isMeant({ source, value }: RoleFacts): boolean {
  return source === 'declared' && (value === 'no-mail' || value === 'send-only');
}

const shown = (hosts: readonly Name[]): string => hosts.map(shownName).join(', ');
