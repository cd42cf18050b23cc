import { domainToASCII } from 'node:url';
import { type Name, ROOT } from '../dns/name.ts';
import { type NameResult, readZoneName } from './names.ts';

/** Labels beyond ASCII stand in UTF-8 and become A-labels (RFC 5891). */
export function toAscii(octets: string): string | undefined {
  if (!/[^\0-\x7f]/.test(octets)) return octets;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(octets, 'latin1'));
    const labels = text.split('.').map(toLabel);
    return labels.includes(undefined) ? undefined : labels.join('.');
  } catch {
    return undefined;
  }
}

function toLabel(label: string): string | undefined {
  return /[^\0-\x7f]/.test(label) ? domainToASCII(label) || undefined : label;
}

/** A name within `origin`; without one the name is whole, its final dot optional. */
export function readNameBelow(text: string, origin: Name = ROOT): NameResult {
  const ascii = /\s/.test(text) ? undefined : toAscii(text);
  return ascii === undefined ? { problem: 'is no domain name' } : readZoneName(ascii, origin);
}
