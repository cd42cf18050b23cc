import type { Name } from '../dns/index.ts';
import type { DomainResult, Finding, Suppression } from './schema/report.ts';
import { type Graded, worsening } from './verdict.ts';

/** Who accepts a finding, if anybody does. */
export type Suppress = (finding: Finding, domain: Name) => Suppression | null;

/** What nobody has accepted: what is shown, counted and decides. */
export function activeOf<F extends Pick<Finding, 'suppression'>>(findings: readonly F[]): F[] {
  return findings.filter(({ suppression }) => suppression === null);
}

/** A rule that is not to be told of: where, why, and for how long. */
export interface Ignore extends Suppression {
  rule: string;
  /** Where it is written, as in `zones/example.com.zone:12`. */
  place: string;
  covers(finding: Finding, domain: Name): boolean;
  /** Whether an audit of this domain shows that nothing needs it any more. */
  concerns(domain: Name): boolean;
}

/** The findings of a saved report, by fingerprint. */
export interface Baseline {
  file: string;
  findings: ReadonlyMap<string, Graded & { rule: string; domain: Name }>;
}

/** All that a run accepts, and what of it is of no use. Days are those of UTC. */
export class Suppressions {
  readonly #expired: Ignore[];
  readonly #idle: Set<Ignore>;
  readonly #holding: Ignore[];
  readonly #tried = new Set<Ignore>();
  readonly #baseline: Baseline | undefined;
  #gone = 0;

  constructor(ignores: readonly Ignore[], baseline: Baseline | undefined, now: Date) {
    const today = now.toISOString().slice(0, 'YYYY-MM-DD'.length);
    const isOver = ({ until }: Ignore): boolean => until !== null && until < today;
    this.#expired = ignores.filter(isOver);
    this.#holding = ignores.filter((ignore) => !isOver(ignore));
    this.#idle = new Set(this.#holding);
    this.#baseline = baseline;
  }

  readonly suppress: Suppress = (finding, domain) => {
    const found = this.#holding.find((ignore) => matches(ignore, finding, domain));
    if (found !== undefined) return { kind: found.kind, reason: found.reason, until: found.until };
    const before = this.#baseline?.findings.get(finding.fingerprint);
    if (before === undefined || worsening(before, finding) > 0) return null;
    return { kind: 'baseline', reason: `stands in ${this.#baseline!.file}`, until: null };
  };

  /** A rule that was not decided, or not asked, tells nothing about what is written for it. */
  saw({ domain, findings, sections }: DomainResult): void {
    const rules = Object.values(sections).flatMap((section) => section?.rules ?? []);
    const silent = new Set(rules.flatMap(({ passed, notApplicable }) => [...passed, ...notApplicable]));
    const blocked = new Set(rules.flatMap((states) => states.blocked));
    const isDecided = (rule: string): boolean =>
      !blocked.has(rule) && (silent.has(rule) || findings.some((finding) => finding.rule === rule));
    for (const ignore of this.#idle) {
      if (findings.some((finding) => matches(ignore, finding, domain))) this.#idle.delete(ignore);
      else if (ignore.concerns(domain) && isDecided(ignore.rule)) this.#tried.add(ignore);
      else if (ignore.concerns(domain) && blocked.has(ignore.rule)) this.#idle.delete(ignore);
    }
    const found = new Set(findings.map(({ fingerprint }) => fingerprint));
    for (const [fingerprint, before] of this.#baseline?.findings ?? [])
      if (before.domain === domain && isDecided(before.rule) && !found.has(fingerprint)) this.#gone++;
  }

  notes(): string[] {
    const unused = [...this.#idle].filter((ignore) => this.#tried.has(ignore));
    const gone = this.#gone === 1 ? '1 finding in it is gone' : `${this.#gone} findings in it are gone`;
    return [
      ...this.#expired.map(
        ({ place, rule, until }) => `${place}: ignoring ${rule} ended on ${until}: it is told of again`,
      ),
      ...unused.map(
        ({ place, rule }) => `${place}: nothing to ignore for ${rule} any more: delete the entry`,
      ),
      ...(this.#gone === 0 ? [] : [`${this.#baseline!.file}: ${gone}: save the report anew`]),
    ];
  }
}

function matches(ignore: Ignore, finding: Finding, domain: Name): boolean {
  return ignore.rule === finding.rule && ignore.covers(finding, domain);
}
