import { NagiosState } from '../render/nagios.ts';
import type { Threshold } from '../render/renderer.ts';
import { CauseTally } from '../report/causes.ts';
import { summarize } from '../report/report.ts';
import type { DomainResult, Summary } from '../report/schema/report.ts';
import { exitCodeOf, outcomeOf } from './exit-codes.ts';
import type { AuditCommandOptions } from './options.ts';

/** What the exit code and the summary need of all results; the results themselves are not kept. */
export class Tally {
  #counts = summarize([]);
  #verdicts = new Set<DomainResult['verdict']>();
  #broken = false;
  readonly #causes = new CauseTally();
  readonly #threshold: Threshold;
  readonly #nagios: NagiosState | undefined;

  constructor({ failOn, onIncomplete, format }: Threshold & Pick<AuditCommandOptions, 'format'>) {
    this.#threshold = { failOn, onIncomplete };
    if (format === 'nagios') this.#nagios = new NagiosState();
  }

  add(result: DomainResult): void {
    this.#nagios?.add(result, this.#threshold);
    this.#causes.add(result.causes);
    const one = summarize([result]);
    for (const key of Object.keys(one) as (keyof typeof one)[]) this.#counts[key] += one[key];
    this.#verdicts.add(result.verdict);
    this.#broken ||= result.verdict !== 'invalid' && result.problem !== null;
  }

  get isEmpty(): boolean {
    return this.#verdicts.size === 0;
  }

  summary(): Omit<Summary, 'outcome'> {
    return { ...this.#counts, causes: this.#causes.shared() };
  }

  /** Where a monitoring system reads stdout, it reads the exit code its own way too. */
  exitCode(outcome: Summary['outcome']): number {
    return this.#nagios?.exitCode(outcome) ?? exitCodeOf(outcome);
  }

  outcome(): Summary['outcome'] {
    return this.#broken ? 'internal' : outcomeOf(this.#verdicts, this.#threshold);
  }
}
