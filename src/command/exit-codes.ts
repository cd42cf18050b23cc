import type { Threshold } from '../render/renderer.ts';
import type { DomainResult, Summary } from '../report/schema/report.ts';

/** Frozen: scripts depend on them. */
export const EXIT = {
  pass: 0,
  fail: 1,
  usage: 2,
  inconclusive: 3,
  internal: 4,
  interrupted: 130,
  terminated: 143,
} as const;

type Outcome = Summary['outcome'];

/** Of many outcomes the first of these decides. */
const ORDER: readonly Outcome[] = ['internal', 'fail', 'usage', 'inconclusive', 'pass'];

export function outcomeOf(
  verdicts: Iterable<DomainResult['verdict']>,
  { failOn, onIncomplete }: Threshold,
): Outcome {
  const outcomes = new Set([...verdicts].map((verdict) => (verdict === 'invalid' ? 'usage' : verdict)));
  if (failOn === 'never') outcomes.delete('fail');
  if (failOn === 'never' || onIncomplete === 'pass') outcomes.delete('inconclusive');
  return ORDER.find((outcome) => outcome === 'pass' || outcomes.has(outcome as 'fail')) ?? 'pass';
}

export function exitCodeOf(outcome: Outcome): number {
  return EXIT[outcome];
}

/** The signal's own, where it is told as the reason. */
export function interruptedCode({ reason }: AbortSignal): number {
  return reason === EXIT.terminated ? EXIT.terminated : EXIT.interrupted;
}
