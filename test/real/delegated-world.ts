import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ServedZone } from '../servers/nsd.ts';

/** One domain with three name servers of its own, and the zones above it. The addresses are those of documentation. */

export const DOMAIN = 'shared.example';
/** Where the name servers of the zone above are, and those of the domain. */
export const PARENT = '192.0.2.100';
export const ADDRESSES = ['192.0.2.101', '192.0.2.102', '192.0.2.103'] as const;

export interface DelegatedWorld {
  /** The root first, then `example`. */
  above: readonly ServedZone[];
  current: ServedZone;
  /** An older version, with another MX. */
  older: ServedZone;
  /** With TXT records that fit no UDP packet. */
  large: ServedZone;
  /** Named, and not there to be loaded. */
  unloaded: ServedZone;
  /** Of somebody else. */
  other: ServedZone;
  remove(): void;
}

export function delegatedWorld(): DelegatedWorld {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-delegated-'));
  const zone = (origin: string, name: string, text: string): ServedZone => {
    const file = path.join(folder, `${name}.zone`);
    writeFileSync(file, `$ORIGIN ${origin}\n$TTL 300\n${text}`);
    return { origin: origin.replace(/(.)\.$/, '$1'), file };
  };
  const own = (name: string, serial: number, more: string): ServedZone =>
    zone(`${DOMAIN}.`, name, soa('ns1', serial) + SERVERS + more);
  return {
    above: [
      zone('.', 'root', `${soa('ns.example.', 1)}@ NS ns.example.\nexample. NS ns.example.\n${GLUE}`),
      zone('example.', 'example', `${soa('ns', 1)}@ NS ns\n${GLUE}${DELEGATION}`),
    ],
    current: own('current', 2, `@ MX 10 mail\n${MAIL}`),
    older: own('older', 1, `@ MX 10 old\nold A 192.0.2.2\n${MAIL}`),
    large: own('large', 2, `@ MX 10 mail\n${MAIL}${LARGE}`),
    other: zone('other.example.', 'other', `${soa('ns.example.', 1)}@ NS ns.example.\n`),
    unloaded: { origin: DOMAIN, file: path.join(folder, 'nowhere.zone') },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function soa(server: string, serial: number): string {
  return `@ SOA ${server} hostmaster.example. ${serial} 7200 3600 1209600 300\n`;
}

const GLUE = `ns.example. A ${PARENT}\n`;
const SERVERS = ADDRESSES.map((address, index) => `@ NS ns${index + 1}\nns${index + 1} A ${address}\n`).join(
  '',
);
const DELEGATION = SERVERS.replaceAll('@ NS', 'shared NS').replaceAll(/ns(\d)/g, 'ns$1.shared');
const MAIL = `mail A 192.0.2.1
@ TXT "v=spf1 ip4:192.0.2.1 -all"
_dmarc TXT "v=DMARC1; p=reject"
`;
const LARGE = ['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => `@ TXT "${letter.repeat(250)}"\n`).join('');
