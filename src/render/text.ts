import type { DomainResult, Finding } from '../report/schema/report.ts';
import { activeOf } from '../report/suppress.ts';
import type { RendererFactory } from './renderer.ts';
import { display } from './sink.ts';

/** One line a finding, for grep: domain, severity, rule, subject, message, separated by tabs. */
export const text: RendererFactory = ({ verbose, quiet }) => ({
  start: () => '',
  result: (result) =>
    lines(result, verbose, quiet)
      .map((line) => `${line}\n`)
      .join(''),
  end: () => '',
});

function lines(result: DomainResult, verbose: boolean, quiet: boolean): string[] {
  const { domain, verdict, problem, findings, profiles, inconclusive, skipped } = result;
  const row = (...cells: string[]): string => [display(domain), ...cells.map(display)].join('\t');
  if (problem !== null) return [row(verdict, problem)];
  const shown = activeOf(findings).filter(({ severity }) => verbose || severity !== 'notice');
  return [
    ...shown.map((finding) => findingRow(row, finding)),
    ...profiles.flatMap(({ id, requirements }) =>
      requirements
        .filter(({ status }) => verbose || !['met', 'untested', 'not-applicable'].includes(status))
        .map(({ id: name, level, status, because }) => row(status, `${id}/${name}`, level, because)),
    ),
    ...inconclusive.map(({ name, type, server, reason, detail, tries, blocks }) =>
      row(
        'inconclusive',
        blocks.join(','),
        `${name} ${type}`,
        `${server}: ${reason}: ${detail}, ${tries} tries`,
      ),
    ),
    ...(verbose ? skipped.map(({ name, type, why }) => row('skipped', '', `${name} ${type}`, why)) : []),
    ...(quiet ? [] : [row('verdict', verdict)]),
  ];
}

function findingRow(
  row: (...cells: string[]) => string,
  { severity, rule, subject, message }: Finding,
): string {
  return row(severity, rule, `${subject.name} ${subject.type}`, message);
}
