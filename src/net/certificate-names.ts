import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';

/** One name of subjectAltName, as Node writes them: `DNS:a.example, IP Address:192.0.2.1`, odd ones in JSON quotes. */
const DNS_NAME = /(?:^|, )DNS:("(?:[^"\\]|\\.)*"|[^,]*)/g;
const QUOTED = /"(?:[^"\\]|\\.)*"/g;

/** DNS names of subjectAltName: RFC 9525 §2 looks at no other place, the common name above all. */
export function namesOf({ subjectAltName = '' }: X509Certificate): string[] {
  // What stands in quotes could imitate a name; only a DNS name's own quotes are read.
  const quotes: string[] = [];
  const text = (subjectAltName ?? '').replace(QUOTED, (quote) => `"${quotes.push(quote) - 1}"`);
  return [...text.matchAll(DNS_NAME)].map(([, name = '']) =>
    name.startsWith('"') ? (JSON.parse(quotes[Number(name.slice(1, -1))]!) as string) : name,
  );
}

/**
 * Whether one of a certificate's names stands for the host (RFC 9525 §6.3): letter case aside equal, or `*` in place of
 * the whole leftmost label and of nothing else. Hosts are A-labels.
 */
export function namesHost(names: readonly string[], host: string): boolean {
  const wanted = withoutDot(host);
  const parent = wanted.slice(wanted.indexOf('.') + 1);
  return names
    .map(withoutDot)
    .some(
      (name) =>
        name === wanted || (name.startsWith('*.') && wanted.includes('.') && name.slice(2) === parent),
    );
}

function withoutDot(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

/** Whether the certificate is for that host, a name or an address. */
export function isFor(certificate: X509Certificate, host: string): boolean {
  return isIP(host) === 0 ? namesHost(namesOf(certificate), host) : certificate.checkIP(host) !== undefined;
}
