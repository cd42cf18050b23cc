/** The DNS: questions in, answers out. */
export { addressOctets, formatAddress, inPrefix, ipv4Octets, ipv6Octets, reverseName } from './address.ts';
export { absentAnswer, failedAnswer, presentAnswer, questionKey, skippedAnswer } from './answer.ts';
export { type Authority, createAuthority, type Untold } from './authority.ts';
export { type CacheOptions, cached } from './cache.ts';
export { type ClientOptions, createClient } from './client/client.ts';
export { parseServer, type Server, serverLabel, systemServers } from './client/server.ts';
export { type Deadline, deadlineIn, withDeadline, within } from './deadline.ts';
export { memoised } from './memo.ts';
export {
  isWithin,
  labelsOf,
  type Name,
  nameKey,
  nameOf,
  parentOf,
  ROOT,
  readName,
  sameName,
  under,
} from './name.ts';
export { offline, overlaid } from './overlay.ts';
export type { SetChange } from './partial.ts';
export { type Recording, recorded, replayed } from './recording.ts';
export { isPublic, localScope } from './special-addresses.ts';
export * from './types.ts';
export type { FileZone, SourcedRecord } from './zones.ts';
