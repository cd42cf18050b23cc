import { ipv4Octets, ipv6Octets } from '../../dns/address.ts';
import { quoted } from '../octets.ts';
import { gluedQuads } from './glue.ts';
import { type Explanation, isValidText } from './term.ts';

/** An address without its mechanism, under another one's name, or written in a way that SPF does not read. */
export function explainAddress(text: string): Explanation | undefined {
  const qualifier = /^[+?~-]?/.exec(text)![0];
  const body = text.slice(qualifier.length);
  for (const { name, value } of namings(body)) {
    const terms = addressTerms(value, qualifier);
    if (terms === undefined || !terms.every(isValidText)) continue;
    return explanation(text, name, terms.join(' '));
  }
  return explainHost(qualifier, body) ?? explainNumber(text);
}

/** Ways to part a term into a name and an address, the likeliest first. */
function namings(body: string): { name: string; value: string }[] {
  const colon = /^([A-Za-z][A-Za-z0-9_-]*)[:=]+(.+)$/s.exec(body);
  const stuck = /^(ipv?[46]?[._-]*)(.+)$/is.exec(body);
  const split = [colon, stuck].flatMap((match) => (match ? [{ name: match[1]!, value: match[2]! }] : []));
  return [...split, { name: '', value: body }];
}

/** The terms that stand for one written value: several addresses may hang together by colons. */
function addressTerms(value: string, qualifier: string): string[] | undefined {
  const single = networkTerm(value);
  if (single !== undefined) return [qualifier + single];
  const glued = gluedQuads(value);
  if (glued !== undefined) return glued.map((address) => `${qualifier}ip4:${address}`);
  const [first, ...rest] = value.split(':');
  const head = networkTerm(first!);
  if (head === undefined || rest.length === 0 || !head.startsWith('ip4:')) return undefined;
  if (rest.length === 1 && /^\d{1,5}$/.test(rest[0]!)) return [qualifier + head];
  const others = rest.map((part) => networkTerm(part));
  return others.includes(undefined) ? undefined : [head, ...others].map((term) => qualifier + term);
}

interface PlainAddress {
  kind: 'ip4' | 'ip6';
  address: string;
  /** Where the way it is written says how much is left open. */
  prefix?: string;
}

function networkTerm(value: string): string | undefined {
  const bare = value
    .replace(/^\[(.{2,45})\]/, '$1')
    .replace(/[.:]$/, (end) => (value.endsWith('::') ? end : ''));
  const [address = '', prefix, ...more] = bare.replace(/^\/\//, '').split('/');
  const plain = plainAddress(address, prefix);
  if (plain === undefined) return undefined;
  const bits = prefixBits(
    more.length > 0 && more.every((part) => part === prefix) ? [prefix] : [prefix, ...more],
    plain.kind,
  );
  return bits === undefined
    ? undefined
    : `${plain.kind}:${plain.address}${bits === '' ? (plain.prefix ?? '') : bits}`;
}

function plainAddress(address: string, prefix: string | undefined): PlainAddress | undefined {
  if (ipv4Octets(address)) return { kind: 'ip4', address };
  if (ipv6Octets(address)) return { kind: 'ip6', address };
  const likeDigits = address.replace(/[Il]/g, '1').replace(/[Oo]/g, '0');
  const quad = likeDigits.split('.').map((part) => part.replace(/^0+(?=\d)/, ''));
  if (ipv4Octets(quad.join('.'))) return { kind: 'ip4', address: quad.join('.') };
  if (address.includes(':') && ipv6Octets(likeDigits)) return { kind: 'ip6', address: likeDigits };
  return openQuad(quad, prefix);
}

/** `192.0.2.*`, `192.0.2.x` and `192.0.2/24`: networks whose last numbers are left out. */
function openQuad(quad: string[], prefix: string | undefined): PlainAddress | undefined {
  const numbers = quad.filter((part) => /^\d+$/.test(part));
  const wild =
    quad.length === 4 &&
    quad.slice(numbers.length).every((part) => /^[x*]$/i.test(part)) &&
    numbers.length > 0;
  const short =
    numbers.length === quad.length && prefix !== undefined && Number(prefix) <= 8 * numbers.length;
  if (numbers.length > 3 || !(wild || short)) return undefined;
  const address = [...numbers, '0', '0', '0'].slice(0, 4).join('.');
  if (ipv4Octets(address) === undefined) return undefined;
  return { kind: 'ip4', address, ...(wild && { prefix: `/${8 * numbers.length}` }) };
}

function prefixBits(prefixes: (string | undefined)[], kind: 'ip4' | 'ip6'): string | undefined {
  const [prefix, ...more] = prefixes.filter((part) => part !== '');
  if (more.length > 0) return undefined;
  if (prefix === undefined) return '';
  const mask = kind === 'ip4' ? ipv4Octets(prefix) : undefined;
  if (mask !== undefined) return maskBits(mask);
  return /^\d{1,4}$/.test(prefix) ? `/${Number(prefix)}` : undefined;
}

function maskBits(mask: Uint8Array): string | undefined {
  const bits = [...mask].map((octet) => octet.toString(2).padStart(8, '0')).join('');
  return /^1*0*$/.test(bits) ? `/${bits.indexOf('0') === -1 ? 32 : bits.indexOf('0')}` : undefined;
}

function explanation(text: string, name: string, replacement: string): Explanation {
  const kind = replacement.includes('ip6:') ? 'ip6' : 'ip4';
  const hint = `write ${quoted(replacement)}`;
  const lower = name.toLowerCase();
  if (name === '')
    return { code: 'missing-mechanism', message: `${quoted(text)} has no mechanism`, hint, replacement };
  if (lower === 'ip4' || lower === 'ip6') {
    return { code: `bad-${lower}`, message: `${quoted(text)} is no ${lower} network`, hint, replacement };
  }
  if (['a', 'mx', 'ptr', 'include', 'exists'].includes(lower)) {
    return { code: 'bad-domain', message: `“${lower}” takes a name, not an address`, hint, replacement };
  }
  return {
    code: 'unknown-mechanism',
    message: `unknown mechanism ${quoted(name)}`,
    hint: `“${kind}” is meant: ${quoted(replacement)}`,
    replacement,
  };
}

/** `ip4:mail.example.com`: a host, not an address. */
function explainHost(qualifier: string, body: string): Explanation | undefined {
  const host = /^ip[v]?[46]?:([A-Za-z0-9_-].*[A-Za-z].*)$/is.exec(body)?.[1];
  const replacement = `${qualifier}a:${host}`;
  if (
    host === undefined ||
    host.includes('=') ||
    !/^[A-Za-z0-9._-]+$/.test(host) ||
    !isValidText(replacement)
  )
    return undefined;
  if (/[+?~-]all$/i.test(host)) return undefined;
  const message = `${quoted(host)} is a name, not an address`;
  return { code: 'bad-ip4', message, hint: `write ${quoted(replacement)}, or the address`, replacement };
}

/** A number alone was part of the term before it. */
function explainNumber(text: string): Explanation | undefined {
  if (!/^\/{0,2}\d{1,3}$/.test(text)) return undefined;
  const hint = 'a prefix length belongs to its address without a blank; otherwise drop it';
  const question = `Is ${quoted(text)} superfluous, and not the prefix length of the network before it?`;
  return { code: 'stray-text', message: `${quoted(text)} is no term`, hint, replacement: '', question };
}
