import { readdirSync } from 'node:fs';
import path from 'node:path';
import {
  createAuthority,
  type Name,
  offline,
  overlaid,
  type Resolver,
  type SourcedRecord,
} from '../../src/dns/index.ts';
import type { DomainResult } from '../../src/report/schema/report.ts';
import { readZoneFile } from '../../src/zone/index.ts';
import type { ServedZone } from '../servers/nsd.ts';
import { projectFolder } from '../support/project.ts';

/** A small Internet: a root zone and everything below it, so that no lookup leads out. */

const folder = path.join(projectFolder(), 'test', 'real', 'zones');

/** The root first: a server that answers for it has loaded all. */
export const ZONES: readonly ServedZone[] = readdirSync(folder)
  .filter((name) => name.endsWith('.zone'))
  .map((name) => ({ origin: originOf(name), file: path.join(folder, name) }))
  .sort((a, b) => a.origin.length - b.origin.length);

function originOf(file: string): Name {
  return file === 'root.zone' ? '.' : path.basename(file, '.zone');
}

/** The zones as files, nobody asked. */
export async function fileResolver(zones: readonly ServedZone[] = ZONES): Promise<Resolver> {
  const texts = await Promise.all(zones.map(({ file, origin }) => readZoneFile(file, origin)));
  const [fault] = texts.flatMap(({ faults }) => faults);
  if (fault !== undefined) throw new Error(`${fault.file}:${fault.line}: ${fault.message}`);
  const records = texts.flatMap((text) =>
    text.records.map(
      ({ file, line, column: _column, ...record }) =>
        ({ ...record, source: { file, line } }) as SourcedRecord,
    ),
  );
  return overlaid(createAuthority(records), offline);
}

/**
 * A result without what must differ: who answered, how long the answer may be kept, and why nothing is known of
 * signatures, which neither a file nor a resolver that does not validate can tell.
 */
export function comparable(result: DomainResult): unknown {
  const { dnssec } = result.sections;
  const sections = { ...result.sections };
  if (dnssec?.facts.state === 'unknown')
    sections.dnssec = { ...dnssec, status: 'skipped', facts: { ...dnssec.facts, unknownBecause: null } };
  return JSON.parse(
    JSON.stringify({ ...result, sections }, (key, value) =>
      key === 'source' || key === 'ttl' ? undefined : value,
    ),
  );
}
