/** Mnemonics of the IANA registries "Resource Record (RR) TYPEs" and "DNS Security Algorithm Numbers". */

const TYPES = new Map<string, number>(
  Object.entries({
    A: 1,
    NS: 2,
    MD: 3,
    MF: 4,
    CNAME: 5,
    SOA: 6,
    MB: 7,
    MG: 8,
    MR: 9,
    NULL: 10,
    WKS: 11,
    PTR: 12,
    HINFO: 13,
    MINFO: 14,
    MX: 15,
    TXT: 16,
    RP: 17,
    AFSDB: 18,
    X25: 19,
    ISDN: 20,
    RT: 21,
    NSAP: 22,
    'NSAP-PTR': 23,
    SIG: 24,
    KEY: 25,
    PX: 26,
    GPOS: 27,
    AAAA: 28,
    LOC: 29,
    NXT: 30,
    EID: 31,
    NIMLOC: 32,
    SRV: 33,
    ATMA: 34,
    NAPTR: 35,
    KX: 36,
    CERT: 37,
    A6: 38,
    DNAME: 39,
    SINK: 40,
    OPT: 41,
    APL: 42,
    DS: 43,
    SSHFP: 44,
    IPSECKEY: 45,
    RRSIG: 46,
    NSEC: 47,
    DNSKEY: 48,
    DHCID: 49,
    NSEC3: 50,
    NSEC3PARAM: 51,
    TLSA: 52,
    SMIMEA: 53,
    HIP: 55,
    NINFO: 56,
    RKEY: 57,
    TALINK: 58,
    CDS: 59,
    CDNSKEY: 60,
    OPENPGPKEY: 61,
    CSYNC: 62,
    ZONEMD: 63,
    SVCB: 64,
    HTTPS: 65,
    DSYNC: 66,
    HHIT: 67,
    BRID: 68,
    SPF: 99,
    NID: 104,
    L32: 105,
    L64: 106,
    LP: 107,
    EUI48: 108,
    EUI64: 109,
    NXNAME: 128,
    TKEY: 249,
    TSIG: 250,
    IXFR: 251,
    AXFR: 252,
    MAILB: 253,
    MAILA: 254,
    ANY: 255,
    URI: 256,
    CAA: 257,
    AVC: 258,
    DOA: 259,
    AMTRELAY: 260,
    RESINFO: 261,
    WALLET: 262,
    CLA: 263,
    IPN: 264,
    TA: 32768,
    DLV: 32769,
  }),
);

const CLASSES = new Map(
  Object.entries({ IN: 1, CS: 2, CH: 3, CHAOS: 3, HS: 4, HESIOD: 4, NONE: 254, ANY: 255 }),
);

const ALGORITHMS = new Map<string, number>(
  Object.entries({
    RSAMD5: 1,
    DH: 2,
    DSA: 3,
    RSASHA1: 5,
    NSEC3DSA: 6,
    NSEC3RSASHA1: 7,
    RSASHA256: 8,
    RSASHA512: 10,
    ECCGOST: 12,
    ECDSAP256SHA256: 13,
    ECDSAP384SHA384: 14,
    ED25519: 15,
    ED448: 16,
    INDIRECT: 252,
    PRIVATEDNS: 253,
    PRIVATEOID: 254,
  }),
);

const DIGESTS = new Map<string, number>(
  Object.entries({
    SHA1: 1,
    'SHA-1': 1,
    SHA256: 2,
    'SHA-256': 2,
    GOST: 3,
    SHA384: 4,
    'SHA-384': 4,
  }),
);

/** The number of a type, by its mnemonic or as `TYPE123` (RFC 3597 §5). */
export function typeCode(text: string): number | undefined {
  return lookUp(TYPES, text, /^TYPE(\d{1,5})$/);
}

/** The number of a class, by its mnemonic or as `CLASS1` (RFC 3597 §5). */
export function classCode(text: string): number | undefined {
  return lookUp(CLASSES, text, /^CLASS(\d{1,5})$/);
}

/** RFC 4034 §2.2: a DNSSEC algorithm by its mnemonic. */
export function algorithmCode(text: string): number | undefined {
  return ALGORITHMS.get(text.toUpperCase());
}

export function digestCode(text: string): number | undefined {
  return DIGESTS.get(text.toUpperCase());
}

function lookUp(table: Map<string, number>, text: string, generic: RegExp): number | undefined {
  if (text.length > 10) return undefined;
  const upper = text.toUpperCase();
  const code = table.get(upper) ?? Number(generic.exec(upper)?.[1] ?? Number.NaN);
  return code <= 65_535 ? code : undefined;
}

/** Types that stand in messages only: 0, OPT, and the range of RFC 6895 §3.1 for questions and meta data. */
export function isMetaType(code: number): boolean {
  return code === 0 || code === 41 || (code >= 128 && code <= 255);
}
