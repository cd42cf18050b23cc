import { safeJson } from '../render/sink.ts';
import { type Config, DEFAULTED, type DomainEntry, readConfig } from './config.ts';
import { auditOptions } from './option-values.ts';
import type { AuditCommandOptions } from './options.ts';
import type { Streams } from './streams.ts';

/** `mailcheck config print`: YAML that says the same again, with the origin of every value behind it. */
export async function printConfig(
  { config: given }: Pick<AuditCommandOptions, 'config'>,
  { stdout, cwd }: Streams,
): Promise<number> {
  const config = await readConfig(given, cwd);
  const rows = [...valueRows(config), ...domainRows(config), ...ignoreRows(config)];
  const wide = Math.max(...rows.map(([text]) => text.length).filter((length) => length <= WIDEST));
  const lines = rows.map(([text, origin]) => (origin === '' ? text : `${text.padEnd(wide)}  # ${origin}`));
  await stdout.write(`${lines.join('\n')}\n`);
  return 0;
}

type Row = [text: string, origin: string];

/** Longer ones do not push the origins of the others aside. */
const WIDEST = 60;

function valueRows({ values, places }: Config): Row[] {
  const options = new Map(auditOptions().map((option) => [option.attributeName(), option]));
  return DEFAULTED.flatMap((name): Row[] => {
    const value = values[name] ?? options.get(name)?.defaultValue;
    return value === undefined ? [] : [[`${name}: ${plain(value)}`, places[name] ?? 'default']];
  });
}

function domainRows({ domains }: Config): Row[] {
  if (domains.size === 0) return [];
  return [['domains:', ''], ...[...domains].map(domainRow)];
}

function domainRow([name, { place, ...entry }]: readonly [string, DomainEntry]): Row {
  return [`  ${name}: ${plain(entry)}`, place];
}

function ignoreRows({ ignores }: Config): Row[] {
  if (ignores.length === 0) return [];
  return [['ignore:', ''], ...ignores.map(({ place, written }): Row => [`  - ${plain(written)}`, place])];
}

/** JSON is YAML too; a profile is called by its id. */
function plain(value: unknown): string {
  const named = (_key: string, one: { id?: string; requirements?: unknown } | null): unknown =>
    one?.requirements === undefined ? one : one.id;
  return safeJson(JSON.parse(JSON.stringify(value, named as never)));
}
