import type { Question } from '../../src/dns/types.ts';
import type { Section } from '../../src/facts/index.ts';
import { fromZone } from '../servers/zone-answers.ts';

/** A domain with nothing to complain about: what is found in its presence is the fault's doing. */

export const DOMAIN = 'example.com';
export const SELECTOR = 's2026';
/** Beside the Ed25519 key that is looked at stands one that every receiver can use. */
export const SELECTORS = [SELECTOR, 'r2026'];

export const RECORDS = {
  'apex TXT': '@ TXT "v=spf1 ip4:192.0.2.1 include:spf.vendor.example -all"',
  '_dmarc TXT': '_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"',
  'DKIM TXT': `${SELECTOR}._domainkey TXT "v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="`,
  MX: '@ MX 10 mail',
  'MX host A': 'mail A 192.0.2.1',
  'MX host TLSA': `_25._tcp.mail TLSA 3 1 1 ${'c0ffee00'.repeat(8)}`,
  'nested include TXT': 'net.vendor.example. TXT "v=spf1 ip4:192.0.2.64/28 -all"',
  '_mta-sts TXT': '_mta-sts TXT "v=STSv1; id=20261101"',
} as const;

export type Position = keyof typeof RECORDS;

const RSA_KEY = `r2026._domainkey TXT "v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAwPF5CxWrypcUgYLKJ2naTdGrTsMUeZaRym9gdRe/q5zMcAQENUuXX7643c/g7tr3N5VDV4sCrBZnH3YkbKESW3DcGkX3Swmmn49GlkGjQ8ZbZvbEsopqV2KEJiEpPlgoeukg1dT66YuHMLcdIh+bVamMiJ7k5fC/DKazx5lw2KXCtyVqXO/hvTBl1qSA+4VZN" "6glL8boa2Q4FG1PCw21LPnqwL11rJzzWBICGZgAZoeguIZG9Sfn2pXvEVW4hxTHSVugLJ0AewPLZMatjmid8O1YO9yltqMP4nz5VsCIEOpovKFQuI0movLf8fCaeIH9HeWUd0ohZ/Evc2nV9YLUsQIDAQAB"`;

const AROUND = `spf.vendor.example. TXT "v=spf1 include:net.vendor.example -all"
1.2.0.192.in-addr.arpa. PTR out.vendor.example.
out.vendor.example. A 192.0.2.1
mta-sts A 192.0.2.80
_smtp._tls TXT "v=TLSRPTv1; rua=mailto:tls@example.com"
${RSA_KEY}`;

export const ZONE = zoneWith('MX', RECORDS.MX);

/**
 * The zone with other records, or none, in place of those at a position. TLSA records only at their own: a host with a
 * name below it exists.
 */
export function zoneWith(position: Position, records: string): string {
  const texts = { ...RECORDS, 'MX host TLSA': '', [position]: records };
  return [AROUND, ...Object.values(texts)].join('\n');
}

export const healthy = fromZone(ZONE);

/** What is asked for at each position, and rules that cannot be decided without its answer. */
export const POSITIONS: Record<Position, Question & { blocks: readonly string[] }> = {
  'apex TXT': {
    name: DOMAIN,
    type: 'TXT',
    blocks: ['spf/missing', 'spf/lookup-limit', 'spf/all-pass', 'domain/no-aligned-path'],
  },
  '_dmarc TXT': {
    name: `_dmarc.${DOMAIN}`,
    type: 'TXT',
    blocks: ['dmarc/missing', 'dmarc/p-none', 'dmarc/multiple'],
  },
  'DKIM TXT': {
    name: `${SELECTOR}._domainkey.${DOMAIN}`,
    type: 'TXT',
    blocks: ['dkim/selector-missing', 'dkim/rsa-short', 'dkim/record-multiple'],
  },
  MX: { name: DOMAIN, type: 'MX', blocks: ['mx/target-nxdomain', 'mx/null-typo', 'dmarc/uri-no-mx'] },
  'MX host A': {
    name: `mail.${DOMAIN}`,
    type: 'A',
    blocks: ['mx/target-no-address', 'mx/target-nxdomain', 'address'],
  },
  'MX host TLSA': { name: `_25._tcp.mail.${DOMAIN}`, type: 'TLSA', blocks: ['dane/malformed'] },
  'nested include TXT': {
    name: 'net.vendor.example',
    type: 'TXT',
    blocks: ['spf/include-missing', 'spf/include-nxdomain', 'spf/lookup-limit', 'spf/void-limit'],
  },
  '_mta-sts TXT': {
    name: `_mta-sts.${DOMAIN}`,
    type: 'TXT',
    blocks: ['mta-sts/missing', 'mta-sts/multiple', 'mta-sts/syntax'],
  },
};

/** What is audited where one answer goes wrong: what reads it, and the rest of a domain's records. */
export function sectionsAt(position: Position): Section[] {
  const more: Partial<Record<Position, Section>> = { '_mta-sts TXT': 'mta-sts', 'MX host TLSA': 'dane' };
  const own = more[position];
  return [...RECORD_SECTIONS, ...(own === undefined ? [] : [own])];
}

/** Without those that ask much and rest on the same answers. */
export const RECORD_SECTIONS: readonly Section[] = ['mx', 'address', 'spf', 'dkim', 'dmarc'];

/** TLSA records have a test of their own: to meet all faults there too would teach little and take long. */
export const EVERYWHERE = (Object.keys(POSITIONS) as Position[]).filter(
  (position) => position !== 'MX host TLSA',
);
