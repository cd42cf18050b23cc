import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Name } from '../../src/dns/index.ts';
import type { ServedZone } from '../servers/nsd.ts';
import { type SignedZone, type Signing, signedZone } from '../servers/signed-zone.ts';

/**
 * A small Internet with DNSSEC: below an unsigned root a signed `com`, and below that zones which validate, zones which
 * do not, each in its own way, and zones which are not signed. One trust anchor, that of `com`, as resolvers have one.
 */
export interface SignedWorld {
  /** The root first: a server that answers for it has loaded all. */
  zones: readonly ServedZone[];
  anchor: string;
  /** Deletes the files. */
  remove(): void;
}

export const GOOD = ['good.com', 'hashed.com'] as const;
/** The EDE codes are Unbound's, when it is first asked (RFC 8914 §4.7 to §4.10). */
export const BOGUS = { 'expired.com': 7, 'old.com': 9, 'tampered.com': 6, 'wrong.com': 9 } as const;
export const PLAIN = 'plain.com';
/** Not signed, and with a TLSA record. */
export const UNSIGNED_TLSA = 'unsigned.com';
/** Delegated, one of them with a DS record, and not served. */
export const BROKEN = ['broken.com', 'brokensigned.com'] as const;

/** They validate, but for what is to be told of them. */
export const ODD = {
  'iterated.com': { nsec3: true, iterations: 10 },
  'ending.com': { ending: true },
  'denial.com': { without: /^mail\.denial\.com\.\s.*\bNSEC\b/ },
} as const;
export const TLSA = '3 1 1 4f774ba0bccc6f91751fc0365bca7a281fda48315def22c46fe6544225a4f6d9';

const SIGNED: Record<Name, Signing> = {
  ...ODD,
  'good.com': {},
  'hashed.com': { nsec3: true },
  'expired.com': { expired: 'records' },
  'old.com': { expired: 'all' },
  'tampered.com': { tamper: { from: '192.0.2.1\n', to: '192.0.2.66\n' } },
  'wrong.com': {},
};

const SOA = '@ SOA ns.plain.com. hostmaster.plain.com. 1 7200 3600 1209600 300\n@ NS ns.plain.com.\n';
const MAIL = `${SOA}@ MX 10 mail
mail A 192.0.2.1
@ TXT "v=spf1 ip4:192.0.2.1 -all"
_dmarc TXT "v=DMARC1; p=reject"
`;
const DOMAIN = `${MAIL}alias CNAME mail
abroad CNAME mail.plain.com.
`;

export function signedWorld(): SignedWorld {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-signed-world-'));
  const plain = (origin: Name, text: string): ServedZone => {
    const file = path.join(folder, `${origin}.zone`);
    writeFileSync(file, `$ORIGIN ${origin}.\n$TTL 300\n${text}`);
    return { origin, file };
  };
  const signed = Object.entries(SIGNED).map(([origin, how]) => signedZone(origin, textOf(origin), how));
  const com = signedZone('com', `${SOA}${signed.map(delegationOf).join('')}${UNSIGNED}`);
  const root = path.join(folder, 'root.zone');
  writeFileSync(root, `$ORIGIN .\n$TTL 300\n${SOA}com. NS ns.plain.com.\n`);
  const broken = BROKEN.map((origin) => ({ origin, file: path.join(folder, 'nowhere.zone') }));
  return {
    zones: [
      { origin: '.', file: root },
      com,
      ...signed,
      plain(PLAIN, `${DOMAIN}ns A 192.0.2.53\n`),
      plain(UNSIGNED_TLSA, textOf(UNSIGNED_TLSA)),
      ...broken,
    ],
    anchor: com.ds,
    remove() {
      for (const zone of [com, ...signed]) zone.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** One whose denials are to be looked at has no TLSA record. */
function textOf(origin: Name): string {
  return origin === 'denial.com' ? DOMAIN : `${DOMAIN}_25._tcp.mail TLSA ${TLSA}\n`;
}

/** The DS record of a key that nobody has: where nothing is served, nobody comes to look at it. */
const UNSIGNED = `plain.com. NS ns.plain.com.
ns.plain.com. A 192.0.2.53
unsigned.com. NS ns.plain.com.
broken.com. NS ns.plain.com.
brokensigned.com. NS ns.plain.com.
brokensigned.com. DS 12345 13 2 ${'00'.repeat(32)}
`;

function delegationOf({ origin, ds, wrongDs }: SignedZone): string {
  return `${origin}. NS ns.plain.com.\n${origin === 'wrong.com' ? wrongDs : ds}\n`;
}
