import { InvalidArgumentError, Option } from 'commander';
import { addressOctets, formatAddress } from '../dns/index.ts';
import { ROLES, SELECTOR_STAGES } from '../facts/gathering.ts';
import { selectorProblem } from '../facts/selector.ts';
import type { SpfEdit } from '../facts/spf/what-if.ts';
import { PROFILES, type Profile } from '../profiles/index.ts';
import { FORMATS } from '../render/index.ts';
import { closestTo } from './suggest.ts';

/** The options of an audit, and how each value is read. Help text, README table and checks come from here. */

const MOST_SELECTORS = 100;

export function collect<T>(read: (text: string) => T): (text: string, before: T[] | undefined) => T[] {
  return (text, before = []) => [...before, read(text)];
}

export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
    }
    return value;
  };
}

function seconds(text: string): number {
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || value < 0.1 || value > 600)
    throw new InvalidArgumentError('Give seconds from 0.1 to 600.');
  return value;
}

export function selector(text: string): string {
  const problem = selectorProblem(text);
  if (problem !== undefined)
    throw new InvalidArgumentError(`${problem[0]!.toUpperCase()}${problem.slice(1)}.`);
  return text.toLowerCase();
}

function selectors(text: string, before: string[] = []): string[] {
  const all = [...before, ...text.split(',').map(selector)];
  if (all.length > MOST_SELECTORS) throw new InvalidArgumentError(`At most ${MOST_SELECTORS} selectors.`);
  return all;
}

function address(text: string): string {
  const octets = addressOctets(text);
  if (octets === undefined) throw new InvalidArgumentError('Give an IPv4 or IPv6 address.');
  return formatAddress(octets);
}

/** RFC 7208 §4.3: the local part may be missing, the domain may not. */
function sender(text: string): string {
  const domain = text.slice(text.lastIndexOf('@') + 1);
  if (!text.includes('@') || domain === '')
    throw new InvalidArgumentError('Give an address such as bounces@example.com.');
  return text;
}

const FLAT = /^[-+?~]?(?:include:|(?:a|mx)(?:[:/]|$))/i;

function spfEdit(text: string): SpfEdit {
  const [, op, term = ''] = /^(add|drop|flatten) +(\S+)$/.exec(text.trim()) ?? [];
  if (op === undefined || (op === 'flatten' && !FLAT.test(term)))
    throw new InvalidArgumentError(
      'Give "add TERM", "drop TERM" or "flatten include:NAME", as in "add include:_spf.example.net".',
    );
  return { op: op as SpfEdit['op'], term };
}

const PROFILE_NAMES = PROFILES.map(({ id }) => id);

function profile(text: string): Profile {
  const found = PROFILES.find(({ id }) => id === text);
  if (found !== undefined) return found;
  throw new InvalidArgumentError(
    `No profile is called ${text}${closestTo(text, PROFILE_NAMES)}; there are ${PROFILE_NAMES.join(', ')}.`,
  );
}

/** `FORMAT=PATH`, of the formats that a command has. */
export function outputIn<F extends string>(
  formats: readonly F[],
): (text: string) => { format: F; path: string } {
  return (text) => {
    const [, format, path] = /^([a-z]+)=(.+)$/.exec(text) ?? [];
    if (!formats.includes(format as F))
      throw new InvalidArgumentError(`Give FORMAT=PATH with FORMAT one of ${formats.join(', ')}.`);
    return { format: format as F, path: path! };
  };
}

function spfOptions(): Option[] {
  return [
    new Option(
      '--what-if <edit>',
      'what would come of the SPF record: "add TERM", "drop TERM", or "flatten include:NAME" into addresses (repeatable)',
    )
      .argParser(collect(spfEdit))
      .default([], ''),
    new Option('--ip <address>', 'check a message from this client as a receiver would, by SPF').argParser(
      address,
    ),
    new Option(
      '--mail-from <address>',
      'its MAIL FROM (default: postmaster of the domain); needs --ip',
    ).argParser(sender),
    new Option(
      '--helo <name>',
      'its HELO or EHLO name, which is checked too (default: the domain); with “smtp”, the name we greet with',
    ),
  ];
}

function lookOptions(): Option[] {
  return [
    new Option('--format <format>', 'how to show the result').choices(FORMATS).default('table'),
    new Option('--json', 'short for --format json').default(false, ''),
    new Option('-o, --output <format=path>', 'also write a file, whole or not at all (repeatable)')
      .argParser(collect(outputIn(FORMATS)))
      .default([], ''),
    new Option('-v, --verbose', 'show notices and reasons too').default(false, ''),
    new Option('-q, --quiet', 'show findings only').default(false, ''),
  ];
}

/** Whom to ask, and whom not. */
function sourceOptions(): Option[] {
  return [
    new Option(
      '--server <address>',
      'whom to ask: HOST[:PORT], tls://HOST[:PORT][#NAME] or https://HOST/PATH (repeatable; default: the system’s)',
    )
      .argParser(collect(String))
      .default([], ''),
    new Option(
      '--ca <file>',
      'authorities to trust, PEM: for tls:// and https:// servers instead of the usual ones, for policy and mail servers beside them',
    ),
    new Option('--no-authoritative', 'do not ask the domain’s own name servers too'),
    new Option('--smtp', 'speak to the mail servers themselves too (with “full”)').default(false, ''),
    new Option(
      '--zone <source>',
      'lay records over the live DNS: [ORIGIN=][git:REV:]PATH of a zone file, OctoDNS, a plan of Terraform, … (repeatable)',
    )
      .argParser(collect(String))
      .default([], ''),
    new Option('--offline', 'ask nobody: what the given zones do not tell is skipped').default(false, ''),
    new Option('--no-https', 'fetch no policy file, logo or certificate: what rests on them is skipped'),
    new Option(
      '--allow-private',
      'speak to policy and mail servers at private and other special addresses too',
    ).default(false, ''),
  ];
}

export function auditOptions(): Option[] {
  const declaredRoles = ROLES.filter((role) => role !== 'unknown');
  return [
    ...sourceOptions(),
    new Option('--selector <name>', 'DKIM selector in use (repeatable, or a,b,c)')
      .argParser(selectors)
      .default([], ''),
    new Option('--selectors <stage>', 'which other DKIM selectors to guess')
      .choices(SELECTOR_STAGES)
      .default('common'),
    ...spfOptions(),
    new Option('--role <role>', 'what the domain is for, instead of what its records suggest').choices(
      declaredRoles,
    ),
    ...lookOptions(),
    new Option('--fail-on <severity>', 'least severity that fails (exit 1)')
      .choices(['error', 'warning', 'notice', 'never'])
      .default('error'),
    new Option('--on-incomplete <result>', 'what a failed lookup makes of a domain without findings')
      .choices(['fail', 'pass'])
      .default('fail'),
    new Option(
      '--profile <name>',
      `also hold it against what others ask for (repeatable): ${PROFILE_NAMES.join(', ')}`,
    )
      .argParser(collect(profile))
      .default([], ''),
    new Option('--ignore <rule>', 'leave a rule out (repeatable)').argParser(collect(String)).default([], ''),
    new Option(
      '--baseline <file>',
      'a saved JSON report: what stands in it fails only where it is worse now',
    ),
    ...configOptions(),
    new Option('--timeout <seconds>', 'for one domain').argParser(seconds).default(20),
    new Option('--concurrency <n>', 'domains audited at once').argParser(wholeNumber(1, 500)).default(30),
    new Option('--record <file>', 'keep every answer of the run in a file'),
    new Option('--replay <file>', 'answer from such a file instead of the network').conflicts([
      'server',
      'record',
    ]),
    new Option('--color <when>', 'auto (a terminal, NO_COLOR unset), always or never')
      .choices(['auto', 'always', 'never'])
      .default('auto'),
  ];
}

export function configOptions(): Option[] {
  return [
    new Option(
      '--config <file>',
      'domains, options and what to ignore (default: mailcheck.config.yaml or .json in the working folder)',
    ),
    new Option('--no-config', 'read no such file'),
  ];
}

const ONE_STATE = new Set(['whatIf', 'ip', 'mailFrom', 'helo', 'authoritative', 'smtp']);

/** The options of `gate` and `diff`. */
export function comparisonOptions(): Option[] {
  const base = new Option(
    '--base <source>',
    'what is published: live, or records as --zone takes them (repeatable)',
  )
    .argParser(collect(String))
    .default([], 'live');
  const others = auditOptions().filter((option) => !ONE_STATE.has(option.attributeName()));
  const at = others.findIndex((option) => option.attributeName() === 'zone') + 1;
  return [...others.slice(0, at), base, ...others.slice(at)];
}
