import { everyRule } from '../gate/rules/index.ts';
import { PROFILES, type Profile } from '../profiles/index.ts';
import { safeJson } from '../render/sink.ts';
import { block } from '../render/wrap.ts';
import { SCHEMA_VERSION } from '../report/report.ts';
import type { AnyRule } from '../rules/rule.ts';
import { type Streams, widthOf } from './streams.ts';
import { closestTo } from './suggest.ts';
import { UsageError } from './usage-error.ts';

const WIDEST = 100;

/** `mailcheck explain NAME`: a rule's own words and examples, or what a profile asks for; offline. */
export async function runExplain(id: string, { stdout, env }: Streams): Promise<number> {
  await loadMessageRules();
  const width = Math.min(widthOf(stdout, env) ?? 80, WIDEST);
  await stdout.write(`${explanationOf(id, width)}\n`);
  return 0;
}

function explanationOf(id: string, width: number): string {
  const rules = everyRule();
  const rule = rules.find((candidate) => candidate.id === id);
  if (rule !== undefined) return explanation(rule, width);
  const profile = PROFILES.find((candidate) => candidate.id === id);
  if (profile !== undefined) return profileExplanation(profile, width);
  const known = [...rules, ...PROFILES].map((one) => one.id);
  throw new UsageError(
    `no rule or profile is called ${id.slice(0, 80)}${closestTo(id, known)}; “mailcheck rules” lists the rules`,
  );
}

function profileExplanation({ id, title, source, requirements }: Profile, width: number): string {
  const rows = requirements.map(({ level, clause, text }) =>
    block(
      `${clause === undefined ? '' : `${clause}: `}${text}`,
      width,
      ' '.repeat(10),
      `  ${level.padEnd(8)}`,
    ),
  );
  const from = `${source.title}, as of ${source.asOf}`;
  return [`${id} · ${title}`, block(from, width, '  '), `  ${source.url}`, '', ...rows].join('\n');
}

function explanation(rule: AnyRule, width: number): string {
  const labelled = (label: string, text: string): string =>
    block(text, width, '         ', `  ${label.padEnd(7)}`);
  return [
    `${rule.id} · ${rule.severity} · ${BASES[rule.basis]}`,
    block(rule.title, width, '  '),
    '',
    labelled('why', rule.why),
    labelled('fix', rule.fix),
    ...(rule.spec.length === 0 ? [] : [labelled('source', rule.spec.join(', '))]),
    '',
    ...example(`It fires on ${exampleOf(rule.id)}:`, rule.fails),
    '',
    ...example('It is silent on:', rule.passes),
  ].join('\n');
}

/** After this, every rule is known. */
export async function loadMessageRules(): Promise<void> {
  await import('../message/rules/index.ts');
}

/** A rule of a comparison has a change for an example, one on messages a message. */
export function exampleOf(id: string): string {
  if (id.startsWith('message/')) return 'this message, over this zone of example.com';
  return id.startsWith('change/')
    ? 'this change of example.com (“-” is published, “+” proposed)'
    : 'this zone of example.com';
}

export const BASES: Record<AnyRule['basis'], string> = {
  standard: 'a standard asks for it',
  receiver: 'big receivers ask for it',
  practice: 'good practice',
};

function example(head: string, zone: string): string[] {
  return [
    `  ${head}`,
    ...zone
      .trim()
      .split('\n')
      .map((line) => `    ${line}`),
  ];
}

/** `mailcheck rules`: every rule, as a table or as JSON. */
export async function runRules({ json }: { json: boolean }, { stdout }: Streams): Promise<number> {
  await loadMessageRules();
  const rules = everyRule();
  if (json) {
    const listed = rules.map(({ id, severity, basis, title, why, fix, spec, needs, fails, passes }) => ({
      id,
      severity,
      basis,
      title,
      why,
      fix,
      spec,
      needs,
      fails,
      passes,
    }));
    await stdout.write(`${safeJson({ schemaVersion: SCHEMA_VERSION, rules: listed }, 2)}\n`);
    return 0;
  }
  const wide = Math.max(...rules.map(({ id }) => id.length));
  for (const { id, severity, title } of rules)
    await stdout.write(`${id.padEnd(wide)}  ${severity.padEnd(7)}  ${title}\n`);
  return 0;
}
