import { type DaneHost, daneState, tlsaName } from '../../facts/dane.ts';
import { shownName } from '../../facts/hosts.ts';
import { defineRule, type Hit } from '../rule.ts';

export default defineRule({
  id: 'dane/tlsa-unsigned',
  severity: 'error',
  basis: 'standard',
  title: 'TLSA records stand in a zone that is not signed',
  why: 'Senders heed them only where DNSSEC proves them: these protect nobody.',
  fix: 'Sign the zone with DNSSEC and give its registrar the DS record, or remove the TLSA records.',
  spec: ['RFC 7672 §2.1.1', 'RFC 7672 §2.2.2'],
  needs: ['dane'],
  fails: `
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
  applies: ({ dane }) => dane.hosts.some(({ records }) => records.length > 0),
  *check({ dane }) {
    const unsigned = dane.hosts.filter((host) => daneState(host) === 'unsigned');
    // A provider’s records are the provider’s to sign.
    for (const isOwn of [true, false]) {
      const hosts = unsigned.filter((host) => host.isOwn === isOwn);
      if (hosts[0] !== undefined) yield { ...hitOf(hosts[0], hosts), ...(!isOwn && NOTICE) };
    }
  },
});

const NOTICE = { severity: 'notice' } as const;

function hitOf({ base }: DaneHost, hosts: readonly DaneHost[]): Hit {
  const names = hosts.map(({ name }) => name);
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '';
  return {
    message: `the TLSA records of ${names.slice(0, SHOWN).map(shownName).join(', ')}${more} are not signed: senders ignore them`,
    subject: { name: tlsaName(base), type: 'TLSA' },
    data: { hosts: names },
  };
}

const SHOWN = 2;
