import { type Name, nameKey, parentOf } from './name.ts';
import { selfAndAncestors } from './partial.ts';
import type { AnyRecord, Source } from './types.ts';

/** A record and where it was written. */
export type SourcedRecord = AnyRecord & { source: Source };

/** A zone that a file is by its format, without an SOA. */
export interface FileZone {
  apex: Name;
  file: string;
}

/** A zone whose records are given as a whole. */
export interface Zone {
  apex: Name;
  soa: SourcedRecord | undefined;
  file?: string;
}

/** By the key of the apex. */
export function zonesOf(
  records: readonly SourcedRecord[],
  apexes: readonly (Name | FileZone)[],
): Map<string, Zone> {
  const soas = records.filter(({ type }) => type === 'SOA');
  const others = apexes.map((zone) => (typeof zone === 'string' ? { apex: zone } : zone));
  return new Map<string, Zone>([
    ...others.map((zone): [string, Zone] => [nameKey(zone.apex), { ...zone, soa: undefined }]),
    ...soas.map((soa): [string, Zone] => [nameKey(soa.name), { apex: soa.name, soa }]),
  ]);
}

/**
 * Where a zone and one below it are both given, the upper file's records below the cut (glue, leftovers, its NS) are
 * not the lower zone's: no server hands them out as answers (RFC 2181 §6.1). DS stands above the cut.
 */
export function withoutOccluded(
  records: readonly SourcedRecord[],
  apexes: readonly (Name | FileZone)[],
): SourcedRecord[] {
  const soas = records.filter(({ type }) => type === 'SOA');
  const zones = [
    ...soas.map(({ name, source }) => ({ apex: name, file: fileOf(source) })),
    ...apexes.filter((zone) => typeof zone !== 'string'),
  ];
  if (zones.length < 2) return [...records];
  const files = new Map<string, Set<string>>();
  for (const { apex, file } of zones) {
    const key = nameKey(apex);
    files.set(key, (files.get(key) ?? new Set()).add(file));
  }
  return records.filter(({ name, type, source }) => {
    const above = selfAndAncestors(type === 'DS' ? parentOf(name) : name).filter((key) => files.has(key));
    const [closest, ...upper] = above;
    const isUpperFile = upper.some((apex) => files.get(apex)!.has(fileOf(source)));
    return closest === undefined || files.get(closest)!.has(fileOf(source)) || !isUpperFile;
  });
}

function fileOf(source: Source): string {
  return 'file' in source ? source.file : '';
}
