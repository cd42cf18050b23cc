import type { Section } from '../facts/index.ts';
import type { AnyRule } from './rule.ts';
import { type RuleSection, sections } from './sections.ts';

export { SEVERITIES } from './rule.ts';

const ALWAYS: readonly RuleSection[] = ['dns'];
/** Rules that span several sections run where all of these are read. */
const WHOLE: readonly RuleSection[] = ['domain'];

/** The rules of some sections, in a fixed order; only their modules are loaded. */
export async function loadRules(wanted: readonly Section[]): Promise<AnyRule[]> {
  const names = [...ALWAYS, ...(wanted.length > 1 ? WHOLE : []), ...wanted];
  const modules = await Promise.all(names.map((name) => sections[name]()));
  return modules.flatMap(({ rules }) => rules);
}

/** Every rule there is, by section and name. */
export async function allRules(): Promise<AnyRule[]> {
  const modules = await Promise.all(Object.values(sections).map((load) => load()));
  return modules.flatMap(({ rules }) => rules);
}
