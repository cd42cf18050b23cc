import { domainToASCII } from 'node:url';
import type { SMTPServerSession } from 'smtp-server';
import { addressOctets, formatAddress } from '../dns/index.ts';
import type { Envelope } from './spool.ts';

/** What a receiver knows of a message besides its text. */
export function envelopeOf({
  remoteAddress,
  hostNameAppearsAs,
  envelope,
  tlsOptions,
}: SMTPServerSession): Envelope {
  return {
    ip: clientAddress(remoteAddress),
    helo: hostNameAppearsAs,
    mailFrom: envelope.mailFrom === false ? '' : asSent(envelope.mailFrom.address),
    recipients: envelope.rcptTo.map(({ address }) => asSent(address)),
    tls: tlsOptions ? tlsOptions.standardName : null,
    receivedAt: new Date().toISOString(),
  };
}

const MAPPED = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

/** A socket for both families shows IPv4 clients as ::ffff:192.0.2.1 (RFC 4291 §2.5.5.2): SPF is about the IPv4 address. */
export function clientAddress(text: string): string {
  const octets = addressOctets(text.replace(/%.*$/, ''));
  if (octets === undefined) return text;
  const isMapped = octets.length === 16 && MAPPED.every((octet, index) => octets[index] === octet);
  return formatAddress(isMapped ? octets.subarray(12) : octets);
}

/** smtp-server turns A-labels into Unicode; what the DNS is asked for are A-labels. */
function asSent(address: string): string {
  const at = address.lastIndexOf('@') + 1;
  return `${address.slice(0, at)}${domainToASCII(address.slice(at)) || address.slice(at)}`;
}
