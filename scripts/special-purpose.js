// Writes src/dns/special-purpose.ts from the table beside this script: the registries of IANA, kept here because nothing is
// fetched at build time. Columns: block, name and specification as IANA has them; “Globally Reachable”; and, for ranges that
// mean something else in every network, what findings call them.
// Compared row by row on 2026-11-26 with the CSV files of both registries as they were served on 2026-07-18: all 51 rows
// agree. “n/a” is also written where the registry leaves the cell empty, for what it has withdrawn.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const SOURCES = `the IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890, RFC 8190), as updated on
 * 2025-10-09; with multicast, deprecated forms and what is not Global Unicast of its address space registries`;

const [, ...rows] = readFileSync(path.join(import.meta.dirname, 'special-purpose.csv'), 'utf8')
  .trim()
  .split('\n');
const entries = rows.map((row) => {
  const [block, name, specification, global, scope] = row
    .split(',')
    .map((cell) => cell.replace(/^"(.*)"$/, '$1'));
  const [network, prefix] = block.split('/');
  const fields = [`'${network}'`, prefix, global === 'true', `'${scope}'`];
  return `  // ${name}, ${specification}\n  [${fields.join(', ')}],\n`;
});

writeFileSync(
  path.join(import.meta.dirname, '..', 'src', 'dns', 'special-purpose.ts'),
  `/**
 * Written by scripts/special-purpose.js from scripts/special-purpose.csv.
 * Sources: ${SOURCES}.
 */
export const SPECIAL_PURPOSE: readonly (readonly [
  network: string,
  prefix: number,
  isGlobal: boolean,
  scope: string,
])[] = [
${entries.join('')}];
`,
);
