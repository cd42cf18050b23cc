import type { RecordType } from '../../dns/types.ts';

/**
 * How the JSON of `dnscontrol print-ir` holds the data of each type: `models/record.go` of StackExchange/dnscontrol.
 * The fields stand in the order of the presentation form; a number that is left out is 0, a text is empty.
 */
export type Kind = 'number' | 'name' | 'word' | 'text' | 'strings' | 'words';

export type Form = readonly (readonly [key: string, kind: Kind])[];

const target = (kind: Kind): readonly [string, Kind] => ['target', kind];
const numbers = (prefix: string, ...keys: string[]) =>
  keys.map((key): [string, Kind] => [`${prefix}${key}`, 'number']);
const service: Form = [['svcpriority', 'number'], target('name'), ['svcparams', 'words']];

const FORMS = new Map<string, Form>(
  Object.entries({
    A: [target('word')],
    AAAA: [target('word')],
    CAA: [['caaflag', 'number'], ['caatag', 'word'], target('text')],
    CNAME: [target('name')],
    DHCID: [target('word')],
    DNAME: [target('name')],
    DNSKEY: [...numbers('dnskey', 'flags', 'protocol', 'algorithm'), ['dnskeypublickey', 'word']],
    DS: [...numbers('ds', 'keytag', 'algorithm', 'digesttype'), ['dsdigest', 'word']],
    HTTPS: service,
    MX: [['mxpreference', 'number'], target('name')],
    NAPTR: [
      ...numbers('naptr', 'order', 'preference'),
      ['naptrflags', 'text'],
      ['naptrservice', 'text'],
      ['naptrregexp', 'text'],
      target('name'),
    ],
    NS: [target('name')],
    OPENPGPKEY: [target('word')],
    PTR: [target('name')],
    SMIMEA: [...numbers('smimea', 'usage', 'selector', 'matchingtype'), target('word')],
    SOA: [
      target('name'),
      ['soambox', 'name'],
      ...numbers('soa', 'serial', 'refresh', 'retry', 'expire', 'minttl'),
    ],
    SPF: [target('strings')],
    SRV: [...numbers('srv', 'priority', 'weight', 'port'), target('name')],
    SSHFP: [...numbers('sshfp', 'algorithm', 'fingerprint'), target('word')],
    SVCB: service,
    TLSA: [...numbers('tlsa', 'usage', 'selector', 'matchingtype'), target('word')],
    TXT: [target('strings')],
  } satisfies Record<string, Form>),
);

export function formOf(type: string): Form | undefined {
  return FORMS.get(type);
}

/** Records of a provider's own that it turns into addresses when it is asked. */
const ADDRESSES =
  /^(?:ALIAS|ANAME|AKAMAICDN|AKAMAITLC|FRAME|URL|URL301|CLOUDNS_WR|NETLIFYV6|BUNNY_DNS_PZ)$|_URLFWD$|_RDR$/;

/** What of the DNS such a record may answer. */
export function answersInstead(type: string): readonly RecordType[] | undefined {
  return ADDRESSES.test(type) ? ['A', 'AAAA'] : undefined;
}
