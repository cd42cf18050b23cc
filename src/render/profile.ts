import type { ProfileResult } from '../report/schema/report.ts';
import { isOfChange } from './change.ts';
import { grid } from './grid.ts';
import type { Palette } from './paint.ts';
import type { RenderOptions } from './renderer.ts';
import { display } from './sink.ts';
import { plural } from './words.ts';
import { block } from './wrap.ts';

type Requirement = ProfileResult['requirements'][number];

const WORDS: Record<Exclude<Requirement['status'], 'untested'>, { word: string; color: keyof Palette }> = {
  met: { word: 'met', color: 'good' },
  unmet: { word: 'NOT MET', color: 'error' },
  unknown: { word: '?', color: 'notice' },
  'not-applicable': { word: 'n/a', color: 'notice' },
};
const LEAST_WIDTHS = [7];

/** A profile as a table: a row for what was tested, a line for what cannot be. */
export function profileText(
  { id, title, source, requirements }: ProfileResult,
  { paint, width, verbose }: Pick<RenderOptions, 'width' | 'verbose' | 'paint'>,
  indent: string,
): string[] {
  const tested = requirements.filter(isTested);
  const rows = tested.map(({ level, clause, text, status, because, state }) => {
    const { word, color } = WORDS[status];
    const isAdvice = level === 'should' && status === 'unmet';
    const isOld = status === 'unmet' && !isOfChange({ state });
    const [shown, look] = isOld
      ? ['as before', 'notice' as const]
      : isAdvice
        ? ['advised', 'warning' as const]
        : [word, color];
    return [paint[look](shown), `${clause === null ? '' : `${clause}: `}${text}: ${display(because)}`];
  });
  return [
    block(`${id} · ${title}, as of ${source.asOf}`, width, indent).replace(id, (name) => paint.bold(name)),
    ...(verbose ? [`${indent}${source.title}: ${source.url}`] : []),
    ...grid(rows, width, indent, LEAST_WIDTHS),
    ...untestedText(requirements, width, indent),
  ];
}

type Tested = Requirement & { status: keyof typeof WORDS };

function isTested(requirement: Requirement): requirement is Tested {
  return requirement.status !== 'untested';
}

/** Those of one reason together. */
function untestedText(
  requirements: readonly Requirement[],
  width: number | undefined,
  indent: string,
): string[] {
  const byReason = new Map<string, string[]>();
  for (const { status, text, because } of requirements)
    if (status === 'untested') byReason.set(because, [...(byReason.get(because) ?? []), text]);
  const deep = `${indent}${' '.repeat(LEAST_WIDTHS[0]! + 2)}`;
  return [...byReason].map(([because, texts]) =>
    block(`${because}: ${texts.join('; ')}`, width, deep, `${indent}–${deep.slice(indent.length + 1)}`),
  );
}

/** What the verdict says of profiles: those that are not met, then those that are left open. */
export function profileCounts(profiles: readonly ProfileResult[]): string[] {
  return profiles.flatMap(({ id, requirements }) => {
    const counted = requirements.filter((one) => one.level === 'must' && isOfChange(one));
    const count = (status: string): number => counted.filter((one) => one.status === status).length;
    const [missed, open] = [count('unmet'), count('unknown')];
    if (missed > 0) return [`${plural(missed, 'requirement')} of ${id} not met`];
    return open > 0 ? [`${plural(open, 'requirement')} of ${id} not known`] : [];
  });
}
