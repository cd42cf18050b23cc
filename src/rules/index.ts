import type { Section } from '../facts/index.ts';
import type { AnyRule } from './rule.ts';
import { type RuleSection, sections } from './sections.ts';

const ALWAYS: readonly RuleSection[] = ['dns'];
/** Rules that span several sections run where all of these are read. */
const WHOLE: readonly RuleSection[] = ['domain'];

/** The rules of some sections, in a fixed order. */
export function rulesFor(wanted: readonly Section[]): AnyRule[] {
  return [...ALWAYS, ...(wanted.length > 1 ? WHOLE : []), ...wanted].flatMap((name) => sections[name]);
}

/** Every rule there is, by section and name. */
export function allRules(): AnyRule[] {
  return Object.values(sections).flat();
}
