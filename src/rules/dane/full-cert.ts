import { tlsaName } from '../../facts/dane.ts';
import { shownName } from '../../facts/hosts.ts';
import { DANE_EE, FULL, parametersOf, SPKI, type TlsaData } from '../../records/tlsa.ts';
import { printData } from '../../zone/index.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dane/full-cert',
  severity: 'notice',
  basis: 'standard',
  title: 'A TLSA record must change with every renewal of the certificate',
  why: 'It names the whole certificate: a renewal that nobody tells the DNS of stops the mail of senders with DANE.',
  fix: 'Publish “3 1 1”, the SHA-256 of the public key, and keep the key when the certificate is renewed.',
  spec: ['RFC 7671 §5.1', 'RFC 7672 §3.1.2'],
  needs: ['dane'],
  fails: `
;! SECURE example.com
@ MX 10 mail
mail A 192.0.2.1
_25._tcp.mail TLSA 3 0 1 c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00
`,
  passes: `
;! SECURE example.com
@ MX 10 mail
mail A 192.0.2.1
_25._tcp.mail TLSA 3 1 1 c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00
_25._tcp.mail TLSA 2 0 1 beef0000beef0000beef0000beef0000beef0000beef0000beef0000beef0000
`,
  applies: ({ dane }) => dane.hosts.some(({ records, isOwn }) => isOwn && records.length > 0),
  *check({ dane }) {
    for (const { base, name, records, isOwn } of dane.hosts) {
      if (!isOwn) continue;
      for (const { data, isUsable } of records)
        if (isUsable && isFragile(data))
          yield {
            message: `${shownName(name)}: ${parametersOf(data)} ${data.matchingType === FULL ? 'holds the whole of what it names' : 'names the whole certificate'}`,
            subject: { name: tlsaName(base), type: 'TLSA' },
            key: `${name} ${printData('TLSA', data).slice(0, 80)}`,
          };
    }
  },
});

/** An authority’s certificate stays for years, and `2 0 1` is what RFC 7672 §3.1.2 prefers. */
function isFragile({ usage, selector, matchingType }: TlsaData): boolean {
  return matchingType === FULL || (usage === DANE_EE && selector !== SPKI);
}
