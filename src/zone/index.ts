/**
 * Files of records in, records out: BIND master files (RFC 1035 §5) and the YAML of OctoDNS, read so that nothing is
 * lost and nothing is guessed, and records printed as zone text.
 */
export { readZoneFile } from './file.ts';
export { readZoneFolder } from './folder.ts';
export { readMasterFile } from './master-file.ts';
export { readOctoDns } from './octodns/read.ts';
export { printRecord } from './print.ts';
export { printData } from './rdata.ts';
export type {
  Include,
  Place,
  ReadOptions,
  ZoneComment,
  ZoneFault,
  ZoneLimits,
  ZoneRecord,
  ZoneText,
  ZoneUnread,
} from './types.ts';
