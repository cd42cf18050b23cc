import { daneState } from '../../facts/dane.ts';
import { shownName } from '../../facts/hosts.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dane/mx-unsigned',
  severity: 'warning',
  basis: 'standard',
  title: 'The mail servers use DANE, and the MX record that leads to them is not signed',
  why: 'Whoever forges the MX answer sends mail elsewhere: many senders use DANE only where that answer is signed too.',
  fix: 'Sign the domain’s own zone with DNSSEC, and give its registrar the DS record.',
  spec: ['RFC 7672 §2.2.1'],
  needs: ['dane'],
  fails: `
;! SECURE mail.example.com
;! INSECURE example.com
@ MX 10 mail
mail A 192.0.2.1
_25._tcp.mail TLSA 3 1 1 c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00
`,
  passes: `
;! SECURE example.com
@ MX 10 mail
mail A 192.0.2.1
_25._tcp.mail TLSA 3 1 1 c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00
`,
  applies: ({ dane }) => dane.hosts.some((host) => daneState(host) === 'active'),
  *check({ dane: { mx, hosts } }) {
    const active = hosts.filter((host) => daneState(host) === 'active');
    if (mx.status !== 'present' || mx.security !== 'insecure' || active.length === 0) return;
    yield {
      message: `the MX record is not signed, though ${shownName(active[0]!.name)} uses DANE`,
      subject: { name: mx.name, type: 'MX' },
      // Whose provider has DANE has not chosen it.
      ...(!active.some(({ isOwn }) => isOwn) && { severity: 'notice' as const }),
      data: { hosts: active.map(({ name }) => name) },
    };
  },
});
