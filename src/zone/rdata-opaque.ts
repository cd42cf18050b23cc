import { encodeRdata } from '../dns/wire/index.ts';
import { U8, U16, U32 } from './codec.ts';
import {
  base64,
  characterString,
  characterStrings,
  type Fields,
  hex,
  integer,
  name,
  text,
} from './fields.ts';
import { readDnskey, readDs, salt } from './rdata-dnssec.ts';

/**
 * Types that no part of an audit decodes, but whose text is easily turned into the octets of the wire. Whatever is not
 * here and has no decoded form is kept as unread text.
 */
type Write = (fields: Fields) => string;

const whole =
  (bytes: 1 | 2 | 4, max: number): Write =>
  (f) => {
    const value = integer(f, 'number', max);
    return latin1(Uint8Array.from({ length: bytes }, (_, i) => value >>> (8 * (bytes - 1 - i))));
  };
const u8 = whole(1, U8);
const u16 = whole(2, U16);
const u32 = whole(4, U32);
const domain: Write = (f) => latin1(encodeRdata('NS', { target: name(f, 'name') }));
const counted = (octets: string): string => String.fromCharCode(octets.length) + octets;
const string: Write = (f) => counted(characterString(f, 'text'));
const strings: Write = (f) => characterStrings(f, 'text').map(counted).join('');
const digits: Write = (f) => Buffer.from(hex(f, 'data'), 'hex').toString('latin1');
const key: Write = (f) => Buffer.from(base64(f, 'data'), 'base64').toString('latin1');

function latin1(octets: Uint8Array): string {
  return Buffer.from(octets).toString('latin1');
}

const delegation: Write[] = [
  (f) => {
    const data = readDs(f);
    return f.trouble === undefined ? latin1(encodeRdata('DS', data)) : '';
  },
];

const FORMS = new Map<number, readonly Write[]>([
  [3, [domain]], // MD
  [4, [domain]], // MF
  [7, [domain]], // MB
  [8, [domain]], // MG
  [9, [domain]], // MR
  [13, [string, string]], // HINFO
  [14, [domain, domain]], // MINFO
  [17, [domain, domain]], // RP
  [18, [u16, domain]], // AFSDB
  [19, [string]], // X25
  [21, [u16, domain]], // RT
  [26, [u16, domain, domain]], // PX
  [35, [u16, u16, string, string, string, domain]], // NAPTR
  [36, [u16, domain]], // KX
  [44, [u8, u8, digits]], // SSHFP
  [49, [key]], // DHCID
  [51, [u8, u8, u16, (f) => counted(Buffer.from(salt(f), 'hex').toString('latin1'))]], // NSEC3PARAM
  [53, [u8, u8, u8, digits]], // SMIMEA
  [59, delegation], // CDS
  [
    60, // CDNSKEY
    [
      (f) => {
        const data = readDnskey(f);
        return f.trouble === undefined ? latin1(encodeRdata('DNSKEY', data)) : '';
      },
    ],
  ],
  [61, [key]], // OPENPGPKEY
  [63, [u32, u8, u8, digits]], // ZONEMD
  [99, [strings]], // SPF
  [107, [u16, domain]], // LP
  [256, [u16, u16, (f) => text(f, 'target')]], // URI
  [258, [strings]], // AVC
  [261, [strings]], // RESINFO
  [262, [strings]], // WALLET
  [32768, delegation], // TA
  [32769, delegation], // DLV
]);

export function hasOpaqueForm(code: number): boolean {
  return FORMS.has(code);
}

export function readOpaque(code: number, fields: Fields): { octets: string } {
  const octets = FORMS.get(code)!
    .map((write) => write(fields))
    .join('');
  return { octets: Buffer.from(octets, 'latin1').toString('hex') };
}
