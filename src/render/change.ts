import type { Change, DomainResult, Finding } from '../report/schema/report.ts';
import { activeOf } from '../report/suppress.ts';
import type { RenderOptions } from './renderer.ts';
import { display } from './sink.ts';
import { listed, plural } from './words.ts';
import { block } from './wrap.ts';

type Width = Pick<RenderOptions, 'width'>;

/** Whether the change is answerable for a finding; true of every finding where nothing was compared. */
export function isOfChange({ state }: Pick<Finding, 'state'>): boolean {
  return state === null || state === 'new' || state === 'worse' || state === 'unknown';
}

/** A comparison in which nothing came of the change, and nothing is left open by it. */
export function isUntouched({ change, verdict, findings, profiles }: DomainResult): boolean {
  const isSame =
    change !== null &&
    [change.records ?? [], change.fixed, change.lost, change.open].every(({ length }) => length === 0);
  const told = [...findings, ...profiles.flatMap(({ requirements }) => requirements)];
  return isSame && verdict === 'pass' && !told.some(isOfChange);
}

/** Whether all of a change was judged: a verdict claims no more than that. */
export function isJudgedWhole({ open, lost, unjudged, records }: Change): boolean {
  const isRead = (records ?? []).every(({ before, after }) => before !== null && after !== null);
  return isRead && [open, lost, unjudged].every(({ length }) => length === 0);
}

/** Whether a finding fails its domain: every one, or where two states were compared what the change adds. */
export function isBlamed({ state }: Pick<Finding, 'state'>): boolean {
  return state === null || state === 'new' || state === 'worse';
}

/** What a change does to the records, and what that means. */
export function changeText({ change, domain }: DomainResult, { width }: Width, indent: string): string[] {
  if (change === null) return [];
  const deep = `${indent}         `;
  return [
    ...setsLines(change, domain).map((text) => block(`${indent}changes  ${text}`, width, deep, '')),
    ...change.meaning.map((text, index) =>
      block(display(text), width, deep, index === 0 ? `${indent}meaning  ` : deep),
    ),
    ...change.base.map((text) => block(display(text), width, deep, `${indent}before   `)),
  ];
}

function setsLines({ records }: Change, domain: string): string[] {
  if (records === null) return [];
  const read = records.filter(({ before, after }) => before !== null && after !== null);
  const sets = read.toSorted(byDistance(domain)).map(({ name, type }) => `${name} ${type}`);
  const unread = records.length - read.length;
  const verb = unread === 1 ? 'changes' : 'change';
  const more = unread === 0 ? [] : [`whether ${plural(unread, 'record set')} ${verb} is not known`];
  if (sets.length + unread === 0) return ['no record set that mail rests on'];
  return [[...(sets.length === 0 ? [] : [listed(sets)]), ...more].join('; ')];
}

/** The domain's own records first, then those below it, then what they lead to; reverse names are the last to be named. */
function byDistance(domain: string): (a: { name: string }, b: { name: string }) => number {
  const distance = (name: string): number =>
    name === domain ? 0 : name.endsWith(`.${domain}`) ? 1 : name.endsWith('.arpa') ? 3 : 2;
  return (a, b) => distance(a.name) - distance(b.name);
}

/** What is not the change's doing, and what it puts right. */
export function aftermathText(
  { findings, change }: DomainResult,
  { width, verbose }: Pick<RenderOptions, 'width' | 'verbose'>,
  indent: string,
): string[] {
  if (change === null) return [];
  const worthTelling = (some: readonly Finding[]): readonly Finding[] =>
    verbose ? some : some.filter(({ severity }) => severity !== 'notice');
  const old = activeOf(findings).filter((finding) => !isOfChange(finding));
  const rows = [
    ['not caused by this change', worthTelling(old)],
    ['put right by this change', worthTelling(change.fixed)],
    ['found before, not read after', change.lost],
  ] as const;
  const told = rows.filter(([, some]) => some.length > 0);
  const lines = told.map(([head, some]) => block(`${head}: ${counted(some)}`, width, `${indent}  `, indent));
  const open = openText(change, width, indent);
  return lines.length + open.length === 0 ? [] : ['', ...lines, ...open];
}

function openText({ open }: Change, width: number | undefined, indent: string): string[] {
  if (open.length === 0) return [];
  return [block(`left undecided by this change: ${listed(open)}`, width, `${indent}  `, indent)];
}

/** “1 error (spf/missing), 2 warnings (…)”. */
function counted(findings: readonly Finding[]): string {
  return (['error', 'warning', 'notice'] as const)
    .flatMap((severity) => {
      const some = findings.filter((finding) => finding.severity === severity);
      const rules = [...new Set(some.map(({ rule }) => rule))];
      return some.length === 0 ? [] : [`${plural(some.length, severity)} (${listed(rules)})`];
    })
    .join(', ');
}
