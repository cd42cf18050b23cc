import { tlsaName } from '../../facts/dane.ts';
import { shownName } from '../../facts/hosts.ts';
import { eachKnown, isUnknown, known } from '../../facts/known.ts';
import { parametersOf, type TlsaFault, type TlsaRecord } from '../../records/tlsa.ts';
import { printData } from '../../zone/index.ts';
import { type Change, defineRule } from '../rule.ts';

export default defineRule({
  id: 'dane/malformed',
  severity: 'error',
  basis: 'standard',
  title: 'A TLSA record that no server can match',
  why: 'Senders skip it. Where no other record is left, they no longer check whom they speak to.',
  fix: 'Publish “3 1 1” and the SHA-256 of the server’s public key.',
  spec: ['RFC 6698 §2.1', 'RFC 7671 §10.2'],
  needs: ['dane'],
  fails: `
;! SECURE example.com
@ MX 10 mail
mail A 192.0.2.1
_25._tcp.mail TLSA 3 1 0 c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00
`,
  passes: `
;! SECURE example.com
@ MX 10 mail
mail A 192.0.2.1
_25._tcp.mail TLSA 3 1 1 c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00
_25._tcp.mail TLSA 3 1 255 c0ffee
`,
  applies: ({ dane: { mx, hosts } }) =>
    isUnknown(mx) || hosts.some(({ records, unread }) => records.length + unread.length > 0),
  *check({ dane }) {
    known(dane.mx);
    for (const { base, name, records, tlsa } of eachKnown(dane.hosts, ({ unread }) => unread)) {
      const isBeside = records.some(({ isUsable }) => isUsable);
      const at = tlsaName(base);
      for (const record of records)
        for (const fault of record.faults)
          yield {
            message: `${shownName(name)}: ${parametersOf(record.data)} ${record.data.data.slice(0, 8)}…: ${fault.message}`,
            subject: { name: at, type: 'TLSA' },
            key: `${fault.code} ${name} ${record.data.data.slice(0, 32)}`,
            fix: fault.hint,
            ...(isBeside && { severity: 'warning' as const }),
            ...(tlsa.chain.length === 0 && !tlsa.wildcard && repair(at, record, fault)),
          };
    }
  },
});

/** A hash that is said to be the whole thing: only the number is wrong. */
function repair(name: string, { data, faults }: TlsaRecord, { code }: TlsaFault) {
  const matchingType = { 64: 1, 128: 2 }[data.data.length];
  if (code !== 'not-hashed' || matchingType === undefined || faults.length > 1) return {};
  const change: Change = {
    op: 'replace',
    name,
    type: 'TLSA',
    from: printData('TLSA', data),
    to: printData('TLSA', { ...data, matchingType }),
  };
  return {
    changes: [change],
    safety: 'ask' as const,
    question: 'Is it the hash of what the server sends today? Otherwise mail stops.',
  };
}
