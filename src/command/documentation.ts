import type { Option } from 'commander';
import { everyRule } from '../gate/rules/index.ts';
import { PROFILES, type Profile } from '../profiles/index.ts';
import type { AnyRule } from '../rules/rule.ts';
import { BASES, exampleOf, loadMessageRules } from './explain.ts';
import { KEY_OPTIONS } from './key-options.ts';
import { keygenOptions } from './keygen-options.ts';
import { messageOptions } from './message-options.ts';
import { auditOptions, comparisonOptions } from './option-values.ts';
import { receiveOptions } from './receive-options.ts';
import { signOptions } from './sign-options.ts';
import { verifyOptions } from './verify-options.ts';

/** The pages of `docs/` and the tables of the README, made from the code; a test says when they are stale. */

const SECTION_TITLES: Record<string, string> = {
  dns: 'The DNS itself',
  domain: 'The domain as a whole',
  mx: 'MX: the servers that receive',
  address: 'Addresses and reverse names',
  spf: 'SPF: who may send',
  dkim: 'DKIM: the keys of signatures',
  dmarc: 'DMARC: what becomes of forgeries',
  'mta-sts': 'MTA-STS: encryption that senders must use',
  'tls-rpt': 'TLS-RPT: reports on failed encryption',
  bimi: 'BIMI: the logo beside the mail',
  dane: 'DANE: certificates by DNSSEC',
  dnssec: 'DNSSEC and CAA: signed records, and who may issue certificates',
  smtp: 'SMTP: the mail servers themselves',
  change: 'Changes: what only a comparison shows',
  message: 'Messages: what a receiver makes of one',
};

async function rulesBySection(): Promise<[string, AnyRule[]][]> {
  await loadMessageRules();
  const rules = everyRule();
  return Object.keys(SECTION_TITLES)
    .map((section): [string, AnyRule[]] => [section, rules.filter(({ id }) => id.startsWith(`${section}/`))])
    .filter(([, found]) => found.length > 0);
}

/** File name → Markdown. */
export async function rulePages(): Promise<Record<string, string>> {
  const sections = await rulesBySection();
  const pages = sections.map(([section, rules]) => [`${section}.md`, page(section, rules)]);
  return { 'README.md': await indexPage(), ...Object.fromEntries(pages) };
}

function page(section: string, rules: AnyRule[]): string {
  return [
    `# ${SECTION_TITLES[section]}`,
    '',
    '<!-- Written by `npm run docs` from src/rules. -->',
    '',
    ...rules.map(entry),
  ].join('\n');
}

function entry({ id, severity, basis, title, why, fix, spec, fails, passes }: AnyRule): string {
  const sources = spec.length === 0 ? '' : ` · ${spec.join(', ')}`;
  const zone = (text: string): string => `\`\`\`zone\n${text.trim()}\n\`\`\``;
  return [
    `## ${id}`,
    '',
    `**${title}** · ${severity} · ${BASES[basis]}${sources}`,
    '',
    `${why} ${fix}`,
    '',
    `It fires on ${exampleOf(id)}:`,
    '',
    zone(fails),
    '',
    'and is silent on this one:',
    '',
    zone(passes),
    '',
  ].join('\n');
}

/** `docs/profiles.md`: what each profile asks for, and whether it can be tested. */
export function profilePage(): string {
  return [
    '# Profiles',
    '',
    '<!-- Written by `npm run docs` from src/profiles. -->',
    '',
    '`mailcheck example.com --profile NAME` holds a domain against what receivers of mail or authorities ask for, beside the rules:',
    'each requirement is met, not met, not known, or cannot be tested from outside. What is required and not met fails the domain',
    '(exit 1); what is required and not known leaves it open (exit 3). Recommendations count from `--fail-on warning` on.',
    'Requirements on senders are not applied to domains that send no mail.',
    '',
    ...PROFILES.flatMap(profileEntry),
  ].join('\n');
}

function profileEntry({ id, title, source, requirements }: Profile): string[] {
  const rows = requirements.map(
    ({ id: name, level, clause, text }) => `| ${name} | ${level} | ${clause ? `${clause}: ` : ''}${text} |`,
  );
  return [
    `## ${id}`,
    '',
    `${title}. From [${source.title}](${source.url}), as of ${source.asOf}.`,
    '',
    '| requirement | level | what is asked for |',
    '|---|---|---|',
    ...rows,
    '',
  ];
}

/** One row a section: how many rules of which severity. */
async function indexPage(): Promise<string> {
  const rows = (await rulesBySection()).map(([section, rules]) => {
    const count = (severity: string): number => rules.filter((rule) => rule.severity === severity).length;
    return `| [${section}](${section}.md) | ${SECTION_TITLES[section]} | ${count('error')} | ${count('warning')} | ${count('notice')} |`;
  });
  return [
    '# Rules',
    '',
    '<!-- Written by `npm run docs` from src/rules. -->',
    '',
    '| rules | about | errors | warnings | notices |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

/** `docs/options.md`: every option of an audit, and those that other commands have beside or instead. */
export function optionsPage(): string {
  const audit = auditOptions();
  const shared = new Set(audit.map(signature));
  const others = OTHER_COMMANDS.map(([command, options]) => {
    const own = options().filter((option) => !shared.has(signature(option)));
    return `\n## ${command}\n\n${optionsTable(own)}`;
  });
  const head = '# Options\n\n<!-- Written by `npm run docs` from the options of src/command. -->\n\n';
  const rest = '\nThe commands below take those of these that mean something to them, and:\n';
  return `${head}${optionsTable(audit)}${rest}${others.join('')}`;
}

const OTHER_COMMANDS: readonly (readonly [string, () => readonly Option[]])[] = [
  ...Object.entries(KEY_OPTIONS).map(([name, option]) => [name, () => [option()]] as const),
  ['gate and diff', comparisonOptions],
  ['verify', verifyOptions],
  ['keygen', keygenOptions],
  ['sign', signOptions],
  ['message', messageOptions],
  ['receive', receiveOptions],
];

function signature({ flags, description }: Option): string {
  return `${flags} ${description}`;
}

function optionsTable(options: readonly Option[]): string {
  const rows = options.map(({ flags, description, argChoices, defaultValue }) => {
    const choices =
      argChoices === undefined ? '' : `: ${argChoices.map((choice) => `\`${choice}\``).join(', ')}`;
    const usual = ['string', 'number'].includes(typeof defaultValue) ? ` (default \`${defaultValue}\`)` : '';
    return `| \`${flags}\` | ${description}${choices}${usual} |`;
  });
  return ['| option | meaning |', '|---|---|', ...rows, ''].join('\n');
}

/** The README with the output of its first command made anew. */
export function currentReadme(readme: string, example: string): string {
  return readme.replace(
    /(<!-- example -->\n)[\s\S]*?(<!-- \/example -->)/,
    (_all, open, close) => open + example + close,
  );
}
