/**
 * The DNS message codec (RFC 1035 §4, EDNS of RFC 6891). Decoding is total and strict: a message is understood to its
 * last octet or refused with a problem. Encoding throws a RangeError for values that no message can carry.
 *
 * Where `RecordTypes` leaves the form open: NSEC3 `salt` is hex (empty for none), `nextHashed` base32hex in lower case
 * without padding (RFC 5155 §3.3); the value of a SvcParam is a latin-1 string; TYPEn `octets` are lower-case hex.
 */
export { decodeMessage } from './decode.ts';
export type { Edns, EdnsOption } from './edns.ts';
export { encodeMessage } from './encode.ts';
export type { Decoded, Flags, Message } from './message.ts';
export type { Query } from './query.ts';
export { encodeQuery } from './query.ts';
export { decodeRdata, encodeRdata } from './rdata.ts';
export { typeName, typeNumber } from './type-codes.ts';
