import { formatAddress, ipv4Octets, ipv6Octets } from '../dns/address.ts';
import type { Name } from '../dns/name.ts';
import type { DataOf } from '../dns/types.ts';
import { type Codecs, printStrings, U8, U16, U32 } from './codec.ts';
import { quote } from './escapes.ts';
import {
  characterStrings,
  cite,
  type Fields,
  fail,
  hex,
  integer,
  name,
  peek,
  seconds,
  text,
  word,
} from './fields.ts';
import { absolute } from './names.ts';

type OneName = { target: Name };

function oneName(what: string): { read: (fields: Fields) => OneName; print: (data: OneName) => string } {
  return { read: (f) => ({ target: name(f, what) }), print: ({ target }) => absolute(target) };
}

function readAddress(
  fields: Fields,
  what: string,
  octetsOf: (text: string) => Uint8Array | undefined,
  other: { octetsOf: (text: string) => Uint8Array | undefined; hint: string },
): string {
  const found = word(fields, what);
  if (fields.trouble !== undefined) return '';
  const octets = octetsOf(found.text);
  if (octets !== undefined) return formatAddress(octets);
  const hint = other.octetsOf(found.text) === undefined ? undefined : other.hint;
  fail(fields, found, `not an ${what}: ${cite(found.text)}`, hint);
  return '';
}

/** The owner most often left out is the preference: say how the line is meant. */
function readMx(fields: Fields): DataOf<'MX'> {
  const first = peek(fields);
  if (first !== undefined && fields.tokens.length === fields.at + 1 && !/^\d+$/.test(first.text)) {
    fail(
      fields,
      first,
      'MX has no preference',
      'write the preference before the host: MX 10 mail.example.com.',
    );
  }
  return { preference: integer(fields, 'preference', U16), exchange: name(fields, 'exchange') };
}

function readTag(fields: Fields): string {
  const found = word(fields, 'tag');
  // RFC 8659 §4.1
  if (fields.trouble === undefined && !/^[A-Za-z0-9]{1,255}$/.test(found.text)) {
    fail(fields, found, `tag is not of letters and digits: ${cite(found.text)}`);
  }
  return found.text;
}

export const plain: Codecs<
  'A' | 'AAAA' | 'NS' | 'CNAME' | 'DNAME' | 'PTR' | 'SOA' | 'MX' | 'TXT' | 'SRV' | 'TLSA' | 'CAA'
> = {
  A: {
    read: (f) => ({
      address: readAddress(f, 'IPv4 address', ipv4Octets, { octetsOf: ipv6Octets, hint: 'AAAA holds IPv6' }),
    }),
    print: ({ address }) => address,
  },
  AAAA: {
    read: (f) => ({
      address: readAddress(f, 'IPv6 address', ipv6Octets, { octetsOf: ipv4Octets, hint: 'A holds IPv4' }),
    }),
    print: ({ address }) => address,
  },
  NS: oneName('name server'),
  CNAME: oneName('target'),
  DNAME: oneName('target'),
  PTR: oneName('target'),
  SOA: {
    read: (f) => ({
      mname: name(f, 'mname'),
      rname: name(f, 'rname'),
      serial: integer(f, 'serial', U32),
      refresh: seconds(f, 'refresh'),
      retry: seconds(f, 'retry'),
      expire: seconds(f, 'expire'),
      minimum: seconds(f, 'minimum'),
    }),
    print: (d) =>
      `${absolute(d.mname)} ${absolute(d.rname)} ${d.serial} ${d.refresh} ${d.retry} ${d.expire} ${d.minimum}`,
  },
  MX: { read: readMx, print: (d) => `${d.preference} ${absolute(d.exchange)}` },
  TXT: {
    read: (f) => ({ strings: characterStrings(f, 'text') }),
    print: ({ strings }) => printStrings(strings),
  },
  SRV: {
    read: (f) => ({
      priority: integer(f, 'priority', U16),
      weight: integer(f, 'weight', U16),
      port: integer(f, 'port', U16),
      target: name(f, 'target'),
    }),
    print: (d) => `${d.priority} ${d.weight} ${d.port} ${absolute(d.target)}`,
  },
  TLSA: {
    read: (f) => ({
      usage: integer(f, 'certificate usage', U8),
      selector: integer(f, 'selector', U8),
      matchingType: integer(f, 'matching type', U8),
      data: hex(f, 'certificate association data'),
    }),
    print: (d) => `${d.usage} ${d.selector} ${d.matchingType} ${d.data}`,
  },
  CAA: {
    read: (f) => ({ flags: integer(f, 'flags', U8), tag: readTag(f), value: text(f, 'value') }),
    print: (d) => `${d.flags} ${d.tag} ${quote(d.value)}`,
  },
};
