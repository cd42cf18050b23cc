import type { DomainResult, Posture } from '../report/schema/report.ts';
import { type Entry, entriesOf } from './entry.ts';
import { fitting } from './fitting.ts';
import { code, prose } from './markdown-text.ts';
import { deliveryWords, messageRows } from './message.ts';
import type { RendererFactory, RunEnd, Threshold } from './renderer.ts';
import { sectionRows } from './sections/index.ts';
import { display, displayCut } from './sink.ts';
import { saidWords } from './verdict.ts';
import { forgedWords, plural, transportWords } from './words.ts';

/** A comment on GitHub holds 65,536 characters. */
export const COMMENT_OCTETS = 65_000;

/** For a pull request: the worst domains first, as many as fit; details are folded. */
export const markdown: RendererFactory = ({ threshold }) => markdownWithin(COMMENT_OCTETS, threshold);

export function markdownWithin(octets: number, threshold: Threshold): ReturnType<RendererFactory> {
  const blocks = new Blocks(octets);
  return {
    start: () => '',
    result(result) {
      const entries = entriesOf(result, threshold);
      blocks.add(rankOf(result, entries), blockOf(result, entries, octets / 2));
      return '';
    },
    end: (end) => blocks.text() + lastLine(end, blocks.left),
  };
}

const RANKS: Record<DomainResult['verdict'], number> = { invalid: 0, fail: 1, inconclusive: 2, pass: 3 };
const LEVELS = ['error', 'warning', 'notice', undefined];

/** By verdict, then by the worst that is told. */
function rankOf({ verdict }: DomainResult, [worst]: readonly Entry[]): number {
  return RANKS[verdict] * LEVELS.length + LEVELS.indexOf(worst?.level);
}

/** Room for the last line. */
const RESERVE = 500;

/** Blocks of text that fit a limit together, by rank; the others are only counted. */
class Blocks {
  readonly #octets: number;
  #kept: { rank: number; text: string }[] = [];
  #size = 0;
  left = 0;

  constructor(octets: number) {
    this.#octets = octets - RESERVE;
  }

  add(rank: number, text: string): void {
    this.#kept.push({ rank, text });
    this.#size += Buffer.byteLength(text);
    if (this.#size > 4 * this.#octets) this.#prune();
  }

  text(): string {
    this.#prune();
    return this.#kept.map(({ text }) => text).join('');
  }

  #prune(): void {
    const sorted = this.#kept.toSorted((a, b) => a.rank - b.rank);
    const kept = fitting(
      sorted.map(({ text }) => text),
      this.#octets,
    ).length;
    this.left += sorted.length - kept;
    this.#kept = sorted.slice(0, kept);
    this.#size = this.#kept.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  }
}

function blockOf(result: DomainResult, entries: readonly Entry[], octets: number): string {
  const { domain, verdict, posture, message } = result;
  const isMain = ({ level, fails }: Entry): boolean => level !== 'notice' || fails;
  const counts = result.problem === null ? saidWords(result) : 'not audited';
  return [
    `### ${verdict.toUpperCase()} ${code(display(domain))}: ${counts}`,
    '',
    ...(posture === null
      ? []
      : [`Forged mail: ${prose(forgedWords(posture, domain))}`, '', ...travels(posture)]),
    ...changed(result),
    ...(message === null ? [] : [`Delivery: ${prose(deliveryWords(message))}`, '']),
    ...tableOf(entries.filter(isMain), octets / 2),
    ...folded(
      result,
      entries.filter((entry) => !isMain(entry)),
      entries,
      octets / 2,
    ),
    '',
  ].join('\n');
}

/** What a comparison could not tell, and why. */
function changed({ change }: DomainResult): string[] {
  if (change === null) return [];
  const open = change.open.length === 0 ? [] : [`Left undecided: ${change.open.map(code).join(', ')}`];
  const lines = [...change.base.map((words) => `Before: ${prose(display(words))}`), ...open];
  return lines.flatMap((line) => [line, '']);
}

function tableOf(entries: readonly Entry[], octets: number): string[] {
  if (entries.length === 0) return [];
  const told = new Set<string>();
  const rows = fitting(
    entries.map((entry) => rowOf(entry, told)),
    octets,
  );
  const left = entries.length - rows.length;
  const more = left === 0 ? [] : [`| | and ${left} more | |`];
  return ['| | what | what to do |', '|---|---|---|', ...rows, ...more, ''];
}

const LONGEST_RECORD = 500;

/** `told`: what an earlier row proposes already. */
function rowOf(entry: Entry, told: Set<string>): string {
  const { kind, level, rule, subject, title, message, record, fix, publish, ask } = entry;
  const what = [
    `${prose(title)} · ${code(rule)}`,
    `${subject === '' ? '' : `${code(subject)}: `}${prose(message)}`,
    ...(record === '' ? [] : [code(displayCut(record, LONGEST_RECORD))]),
  ];
  const changes = publish.map(change).join('<br>');
  const proposal = told.has(changes) ? 'publish the record proposed above' : changes;
  if (changes !== '') told.add(changes);
  const todo = [prose(fix), proposal, prose(ask)].filter((line) => line !== '');
  const word = kind === 'open' ? 'open' : level === 'error' ? '**error**' : level;
  return `| ${word} | ${what.join('<br>')} | ${todo.join('<br>')} |`;
}

function change(line: string): string {
  const [, verb, data] = /^(publish|delete|instead of) (?!the record above$)(.*)$/s.exec(line) ?? [];
  return data === undefined ? prose(line) : `${verb} ${code(data)}`;
}

/** Sections, notices and reasons: for who wants to know more. */
function folded(
  result: DomainResult,
  notices: readonly Entry[],
  all: readonly Entry[],
  octets: number,
): string[] {
  const checks = result.message === null ? [] : messageRows(result.message);
  const sections = [
    ...sectionRows(result).map(({ label, state, words }) => [label, state, words]),
    ...checks.map(({ label, result: word, words }) => [label, word, words]),
  ].map(([label, state, words]) => `| ${label} | ${state} | ${prose(words!)} |`);
  const reasons = new Map(all.filter(({ kind }) => kind !== 'open').map(({ rule, why }) => [rule, why]));
  const why = [...reasons].flatMap(([rule, text]) =>
    text === '' ? [] : [`- ${code(rule)}: ${prose(text)}`],
  );
  const parts = [
    ...(sections.length === 0 ? [] : ['| section | | |', '|---|---|---|', ...sections, '']),
    ...tableOf(notices, octets / 2),
    ...fitting(why, octets / 4),
  ];
  const end = parts.at(-1) === '' ? [] : [''];
  return parts.length === 0
    ? []
    : ['<details><summary>Details</summary>', '', ...parts, ...end, '</details>', ''];
}

function lastLine({ run, summary, exitCode }: RunEnd, left: number): string {
  const asked = run.offline ? 'asked nobody' : plural(run.queries, 'DNS packet');
  const more = left === 0 ? [] : [`**and ${plural(left, 'domain')} more that did not fit**`];
  const total = plural(summary.domains + summary.invalid, 'domain');
  return `${[...more, `${total}, ${asked} · exit ${exitCode}`].join(' · ')}\n`;
}

function travels(posture: Posture): string[] {
  const words = transportWords(posture);
  return words === '' ? [] : [`Mail to it: ${prose(words)}`, ''];
}
