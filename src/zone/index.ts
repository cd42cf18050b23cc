/**
 * Files of records in, records out: BIND master files (RFC 1035 §5), OctoDNS, plans of Terraform, DNSControl, Route 53
 * and records a line, read so that nothing is lost and nothing is guessed, and records printed as zone text.
 */

export { readDnsControl } from './dnscontrol/read.ts';
export { readZoneFile } from './file.ts';
export { readMasterFile } from './master-file.ts';
export { readOctoDns } from './octodns/read.ts';
export { printRecord } from './print.ts';
export { printData } from './rdata.ts';
export { readRecords } from './records/read.ts';
export { readRoute53 } from './route53/read.ts';
export { durationWords } from './seconds.ts';
export { readZoneSource } from './source.ts';
export { readTerraform } from './terraform/read.ts';
export type {
  Hidden,
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
