import { everyRule } from '../gate/rules/index.ts';
import { PROFILES, type Profile } from '../profiles/index.ts';
import type { AnyRule } from '../rules/rule.ts';
import { BASES, exampleOf } from './explain.ts';
import { auditOptions } from './option-values.ts';

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
};

async function rulesBySection(): Promise<[string, AnyRule[]][]> {
  const rules = everyRule();
  return Object.keys(SECTION_TITLES)
    .map((section): [string, AnyRule[]] => [section, rules.filter(({ id }) => id.startsWith(`${section}/`))])
    .filter(([, found]) => found.length > 0);
}

/** File name → Markdown. */
export async function rulePages(): Promise<Record<string, string>> {
  const sections = await rulesBySection();
  return Object.fromEntries(sections.map(([section, rules]) => [`${section}.md`, page(section, rules)]));
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
async function rulesTable(): Promise<string> {
  const rows = (await rulesBySection()).map(([section, rules]) => {
    const count = (severity: string): number => rules.filter((rule) => rule.severity === severity).length;
    return `| [${section}](docs/rules/${section}.md) | ${SECTION_TITLES[section]} | ${count('error')} | ${count('warning')} | ${count('notice')} |`;
  });
  return ['| rules | about | errors | warnings | notices |', '|---|---|---|---|---|', ...rows, ''].join('\n');
}

/** `docs/options.md`: every option of an audit. */
export function optionsPage(): string {
  const head = '# Options\n\n<!-- Written by `npm run docs` from src/command/option-values.ts. -->\n\n';
  return `${head}${optionsTable()}`;
}

function optionsTable(): string {
  const rows = auditOptions().map(({ flags, description, argChoices, defaultValue }) => {
    const choices =
      argChoices === undefined ? '' : `: ${argChoices.map((choice) => `\`${choice}\``).join(', ')}`;
    const usual = ['string', 'number'].includes(typeof defaultValue) ? ` (default \`${defaultValue}\`)` : '';
    return `| \`${flags}\` | ${description}${choices}${usual} |`;
  });
  return ['| option | meaning |', '|---|---|', ...rows, ''].join('\n');
}

/** The README with its generated parts made anew; `example` is the output of its first command. */
export async function currentReadme(readme: string, example: string): Promise<string> {
  const parts = { rules: await rulesTable(), example };
  return Object.entries(parts).reduce(
    (text, [name, part]) =>
      text.replace(
        new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`),
        (_all, open, close) => open + part + close,
      ),
    readme,
  );
}
