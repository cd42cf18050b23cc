import { type FileZone, type SourcedRecord, sameName } from '../dns/index.ts';
import { UsageError } from './usage-error.ts';

/** Zones that are given twice. */

export function checkApexes(
  option: '--zone' | '--base',
  records: readonly SourcedRecord[],
  whole: readonly FileZone[],
): void {
  const apexes = apexesOf(records);
  // What was published with two is compared; of two files only the user can choose.
  const twice = secondSoas(apexes).find(
    ({ apex, file }) =>
      option === '--zone' || apexes.some((one) => sameName(one.apex, apex) && one.file !== file),
  );
  if (twice !== undefined) throw new UsageError(`${option}: ${secondSoa(twice)}`);
  const claims = [...apexes, ...whole];
  for (const { apex, file } of whole) {
    const other = claims.find((claim) => sameName(claim.apex, apex) && claim.file !== file);
    if (other !== undefined)
      throw new UsageError(`${option}: ${other.file} and ${file} are both the whole zone ${apex}; give one`);
  }
}

function apexesOf(records: readonly SourcedRecord[]): Apex[] {
  return records.flatMap(({ type, name, source }) =>
    type === 'SOA' && 'file' in source ? [{ apex: name, file: source.file, line: source.line }] : [],
  );
}

type Apex = FileZone & { line: number };

function secondSoas(apexes: readonly Apex[]): Apex[] {
  return apexes.filter(({ apex }, index) => apexes.findIndex((other) => sameName(other.apex, apex)) < index);
}

function secondSoa({ apex, file, line }: Apex): string {
  return `${file}:${line}: a second SOA record of ${apex}; a zone has one`;
}

/** What of them is compared all the same is told. */
export function secondSoaNotes(records: readonly SourcedRecord[]): string[] {
  return secondSoas(apexesOf(records)).map(secondSoa);
}
