import { isWithin, type Name } from '../dns/index.ts';
import type { MxHost } from './mx.ts';

/** Who runs an MX host, where its name says so beyond doubt. */
export interface Operator {
  name: string;
  /** `mailboxes`: the mail ends there. `gateway`: it is filtered there and passed on. */
  kind: 'mailboxes' | 'gateway';
}

const mailboxes = (name: string): Operator => ({ name, kind: 'mailboxes' });
const gateway = (name: string): Operator => ({ name, kind: 'gateway' });

const GOOGLE = mailboxes('Google');
const MICROSOFT = mailboxes('Microsoft 365');
const PROTON = mailboxes('Proton');
const ZOHO = mailboxes('Zoho');
const PROOFPOINT = gateway('Proofpoint');
const CISCO = gateway('Cisco');

/** Suffixes of the MX hosts that these hand out to their customers. */
const OPERATORS: readonly (readonly [suffix: Name, operator: Operator])[] = [
  ['aspmx.l.google.com', GOOGLE],
  ['smtp.google.com', GOOGLE],
  ['aspmx2.googlemail.com', GOOGLE],
  ['aspmx3.googlemail.com', GOOGLE],
  ['aspmx4.googlemail.com', GOOGLE],
  ['aspmx5.googlemail.com', GOOGLE],
  ['mail.protection.outlook.com', MICROSOFT],
  ['mx.microsoft', MICROSOFT],
  ['messagingengine.com', mailboxes('Fastmail')],
  ['mail.protonmail.ch', PROTON],
  ['mailsec.protonmail.ch', PROTON],
  ['mx.zoho.com', ZOHO],
  ['mx.zoho.eu', ZOHO],
  ['mail.icloud.com', mailboxes('iCloud')],
  ['emailsrvr.com', mailboxes('Rackspace')],
  ['pphosted.com', PROOFPOINT],
  ['ppe-hosted.com', PROOFPOINT],
  ['mimecast.com', gateway('Mimecast')],
  ['barracudanetworks.com', gateway('Barracuda')],
  ['iphmx.com', CISCO],
  ['messagelabs.com', gateway('Symantec')],
  ['hydra.sophos.com', gateway('Sophos')],
  ['hornetsecurity.com', gateway('Hornetsecurity')],
  ['seppmail.cloud', gateway('SEPPmail')],
];

function operatorOf(exchange: Name): Operator | undefined {
  return OPERATORS.find(([suffix]) => isWithin(exchange, suffix) || isNumbered(exchange, suffix))?.[1];
}

/** `alt1.aspmx.l.google.com` lies below the suffix; `mx2.zoho.com` beside it. */
function isNumbered(exchange: Name, suffix: Name): boolean {
  return isWithin(exchange.replace(/^(mx)\d(?=\.)/i, '$1'), suffix);
}

/** The operators of an MX set, the preferred first, each with its hosts. */
export function operatorsOf(hosts: readonly MxHost[]): { operator: Operator; hosts: MxHost[] }[] {
  const found = new Map<Operator, MxHost[]>();
  for (const host of hosts) {
    const operator = operatorOf(host.name);
    if (operator) found.set(operator, [...(found.get(operator) ?? []), host]);
  }
  return [...found].map(([operator, its]) => ({ operator, hosts: its }));
}
