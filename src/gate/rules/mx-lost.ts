import { addressesOf, shownName } from '../../facts/hosts.ts';
import { defineChangeRule } from './change-rule.ts';

export default defineChangeRule({
  id: 'change/mx-lost',
  severity: 'error',
  basis: 'standard',
  title: 'The change takes away the MX, and mail goes to the web server',
  why: 'Without an MX senders deliver to the domain’s own address, which seldom takes mail: it waits there and comes back.',
  fix: 'Keep the MX records; if the domain is to take no mail, publish a null MX (“0 .”).',
  spec: ['RFC 5321 §5.1', 'RFC 7505 §3'],
  needs: ['mx'],
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
  *check({ domain, before: { mx: before }, after: { mx: after } }) {
    if (before.state !== 'mx' || after.state !== 'implicit') return;
    const own = new Set(addressesOf(after.own));
    // The server that took mail is still reached.
    if (before.hosts.some((host) => addressesOf(host).some((address) => own.has(address)))) return;
    const hosts = before.hosts.map(({ name }) => shownName(name)).join(', ');
    yield {
      message: `${hosts} took its mail; now it goes to ${[...own].join(', ')}`,
      subject: { name: domain, type: 'MX' },
      data: { hosts: before.hosts.map(({ name }) => name), addresses: [...own] },
    };
  },
});
