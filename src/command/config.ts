import { InvalidArgumentError, type Option } from 'commander';
import { isWithin, type Name, nameKey, sameName } from '../dns/index.ts';
import type { Finding } from '../report/schema/report.ts';
import type { Ignore } from '../report/suppress.ts';
import { ignoreProblem } from '../report/suppress-inline.ts';
import { type RawConfig, readConfigFile } from './config-file.ts';
import { readDomain } from './domain.ts';
import { auditOptions } from './option-values.ts';
import type { AuditCommandOptions } from './options.ts';
import { UsageError } from './usage-error.ts';

/** What the inventory says of a domain. */
export type DomainEntry = Pick<AuditCommandOptions, 'role'> & {
  selectors?: string[];
  profile?: AuditCommandOptions['profile'];
  owner?: string;
  place: string;
};

/** A configuration file, its values read by the options that they stand for. */
export interface Config {
  values: Partial<AuditCommandOptions>;
  places: Partial<Record<keyof AuditCommandOptions, string>>;
  domains: ReadonlyMap<Name, DomainEntry>;
  ignores: readonly (Ignore & { written: IgnoreEntry })[];
}

export const DEFAULTED = [
  'server',
  'ca',
  'selectors',
  'failOn',
  'onIncomplete',
  'timeout',
  'concurrency',
  'profile',
  'baseline',
] as const;

const NO_CONFIG: Config = { values: {}, places: {}, domains: new Map(), ignores: [] };

export async function readConfig(given: string | false | undefined, cwd: string): Promise<Config> {
  const raw = await readConfigFile(given, cwd);
  if (raw === undefined) return NO_CONFIG;
  const options = new Map(auditOptions().map((option) => [option.attributeName(), option]));
  const read: Read = (name, value, where) => parsed(options.get(name)!, value, raw.at(where));
  const set = DEFAULTED.filter((name) => raw.content[name] !== undefined);
  return {
    values: Object.fromEntries(set.map((name) => [name, read(name, raw.content[name], [name])])),
    places: Object.fromEntries(set.map((name) => [name, raw.at([name])])),
    domains: domainsOf(raw, read),
    ignores: (raw.content.ignore ?? []).map((entry, index) => ignoreOf(entry, raw.at(['ignore', index]))),
  };
}

type Read = (option: string, value: unknown, where: PropertyKey[]) => unknown;

/** As the command line reads it. */
function parsed(option: Option, value: unknown, place: string): unknown {
  try {
    const texts = Array.isArray(value) ? value : [value];
    if (texts.length === 0) return [];
    return texts.reduce(
      (before, text) => (option.parseArg ? option.parseArg(String(text), before) : text),
      undefined,
    );
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    throw new UsageError(`${place}: ${option.attributeName()}: ${error.message}`);
  }
}

function domainsOf({ content, at }: RawConfig, read: Read): Map<Name, DomainEntry> {
  const entries = Object.entries(content.domains ?? {}).map(([name, entry]) => {
    const place = at(['domains', name]);
    const { role, selectors, owner, profile } = entry ?? {};
    const value = (option: string, key: string, given: unknown): object =>
      given === undefined ? {} : { [key]: read(option, given, ['domains', name, key]) };
    return [
      nameKey(domainAt(name, place)),
      {
        ...value('role', 'role', role),
        ...value('selector', 'selectors', selectors),
        ...value('profile', 'profile', profile),
        ...(owner !== undefined && { owner }),
        place,
      },
    ] as const;
  });
  const twice = entries.find(([name], index) => entries.findIndex(([other]) => other === name) !== index);
  if (twice !== undefined) throw new UsageError(`${twice[1].place}: ${twice[0]} is here twice`);
  return new Map(entries);
}

function domainAt(text: string, place: string): Name {
  const read = readDomain(text);
  if ('problem' in read) throw new UsageError(`${place}: “${text}”: ${read.problem}`);
  return read.domain;
}

interface IgnoreEntry {
  rule: string;
  domain?: string | undefined;
  name?: string | undefined;
  reason: string;
  until?: string | undefined;
}

/** `domain: "*.example.com"` stands for all below it. */
function ignoreOf(written: IgnoreEntry, place: string): Config['ignores'][number] {
  const { rule, domain: pattern, name, reason, until: last } = written;
  const until = last ?? null;
  const problem = ignoreProblem(reason, until);
  if (problem !== undefined) throw new UsageError(`${place}: ${problem}`);
  const below = pattern?.startsWith('*.') === true;
  const domain = pattern === undefined ? undefined : domainAt(below ? pattern.slice(2) : pattern, place);
  const concerns = (audited: Name): boolean =>
    domain === undefined ||
    (below ? isWithin(audited, domain) && !sameName(audited, domain) : sameName(audited, domain));
  const covers = ({ subject }: Finding, audited: Name): boolean =>
    concerns(audited) && (name === undefined || sameName(subject.name, name.replace(/\.$/, '')));
  return { kind: 'config', place, rule, reason, until, concerns, covers, written };
}

/** What the command line says, and which of it was typed. */
export interface CommandLine {
  options: AuditCommandOptions;
  isGiven(option: string): boolean;
}

/** What the command line says, and where it says nothing, the configuration. */
export function withConfig({ options, isGiven }: CommandLine, { values }: Config): AuditCommandOptions {
  const used = Object.entries(values).filter(([name]) => !isGiven(name));
  const all = { ...options, ...Object.fromEntries(used) };
  return all.json ? { ...all, format: 'json' } : all;
}

/** The same for one domain, of which the inventory knows more. */
export function forDomain(
  { isGiven }: CommandLine,
  options: AuditCommandOptions,
  { domains }: Config,
  domain: Name,
): AuditCommandOptions {
  const { role, selectors, profile } = domains.get(nameKey(domain)) ?? {};
  return {
    ...options,
    ...(role !== undefined && !isGiven('role') && { role }),
    ...(selectors !== undefined && !isGiven('selector') && { selector: selectors }),
    ...(profile !== undefined && !isGiven('profile') && { profile }),
  };
}
