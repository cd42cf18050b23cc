import type { Section } from '../facts/index.ts';
import type { AnyRule, Severity } from './rule.ts';
import { type RuleSection, sections } from './sections.ts';

const ALWAYS: readonly RuleSection[] = ['dns'];
/** Rules that span several sections run where all of these are read, and so do those that ask more servers. */
const WHOLE: readonly RuleSection[] = ['domain'];
const WHOLE_FACT = 'nameServers';
/** Mail servers are spoken to only where their section is asked for: rules of others that read it run with it. */
const OPT_IN = 'smtp';

/** The rules of some sections, in a fixed order; without `authoritative` those that need more servers are left out. */
export function rulesFor(wanted: readonly Section[], authoritative = true): AnyRule[] {
  const isWhole = wanted.length > 1;
  const rules = [...ALWAYS, ...(isWhole ? WHOLE : []), ...wanted]
    .flatMap((name) => sections[name] ?? [])
    .filter(({ needs }) => wanted.includes(OPT_IN) || !needs.includes(OPT_IN));
  return isWhole && authoritative ? rules : rules.filter(({ needs }) => !needs.includes(WHOLE_FACT));
}

/** Every rule there is, by section and name. */
export function allRules(): AnyRule[] {
  return Object.values(sections).flat();
}

/** The severity of a rule's own, where a finding of it does not weigh differently. */
export function ruleSeverity(id: string): Severity {
  return allRules().find((rule) => rule.id === id)?.severity ?? 'error';
}
