import type { DomainResult, Summary } from '../report/schema/report.ts';
import { type Entry, entriesOf, headOf } from './entry.ts';
import type { RendererFactory, RunEnd, Threshold } from './renderer.ts';
import { display } from './sink.ts';
import { saidWords } from './verdict.ts';
import { plural } from './words.ts';
import { Worst } from './worst.ts';

/** The states of the monitoring plug-ins; a state's place is its exit code. */
const STATES = ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'] as const;
export const NAGIOS_UNKNOWN = 3;
const SHOWN = 3;
const LONGEST = 200;

/** One line for Nagios and its kin: state, what is worst, figures. */
export const nagios: RendererFactory = ({ threshold }) => {
  const worst = new Worst(SHOWN);
  const state = new NagiosState();
  let only: DomainResult | undefined;
  return {
    start: () => '',
    result(result) {
      only = result;
      state.add(result, threshold);
      for (const entry of entriesOf(result, threshold)) if (entry.level !== 'notice') worst.add(entry);
      return '';
    },
    end(end) {
      const code = state.exitCode(end.summary.outcome);
      return `MAILCHECK ${STATES[code]} - ${toldOf(worst, end, only)}|${figures(end)}\n`;
    },
  };
};

/** CRITICAL is what fails by --fail-on, WARNING what is wrong and does not, UNKNOWN whatever left it open. */
export class NagiosState {
  #warns = false;

  add(result: DomainResult, threshold: Threshold): void {
    this.#warns ||= entriesOf(result, threshold).some(({ level }) => level !== 'notice');
  }

  exitCode(outcome: Summary['outcome']): 0 | 1 | 2 | 3 {
    if (outcome === 'fail') return 2;
    if (outcome !== 'pass') return NAGIOS_UNKNOWN;
    return this.#warns ? 1 : 0;
  }
}

/** What a plug-in says that could not do its work. */
export function nagiosTrouble(message: string): string {
  return `MAILCHECK ${STATES[NAGIOS_UNKNOWN]} - ${plain(display(message))}\n`;
}

function toldOf(worst: Worst, { summary }: RunEnd, only: DomainResult | undefined): string {
  const shown = worst.entries().map(inShort);
  const more = worst.left() > 0 ? [`and ${worst.left()} more`] : [];
  if (summary.domains + summary.invalid !== 1 || only === undefined)
    return [plural(summary.domains + summary.invalid, 'domain'), ...shown, ...more].join(' · ');
  const found = saidWords(only);
  return [only.problem === null ? `${plain(display(only.domain))}: ${found}` : '', ...shown, ...more]
    .filter((part) => part !== '')
    .join(' · ');
}

function inShort(entry: Entry): string {
  const text = plain(headOf(entry));
  return `${entry.rule} ${text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text}`;
}

/** A pipe ends the text; the others reach the shell of a notification command where a site lets them. */
function plain(text: string): string {
  return text.replace(/[`~$&|'"<>]/g, (char) => `\\x${char.charCodeAt(0).toString(16)}`);
}

function figures({ summary, run }: RunEnd): string {
  const { domains, errors, warnings, notices, inconclusive } = summary;
  const counts = { domains, errors, warnings, notices, inconclusive, queries: run.queries };
  const given = Object.entries(counts).map(([name, count]) => `${name}=${count}`);
  return [...given, `time=${(run.durationMs / 1000).toFixed(2)}s`].join(' ');
}
