import { type Format, rendererFor } from '../../src/render/index.ts';
import { PLAIN } from '../../src/render/paint.ts';
import { summarize } from '../../src/report/report.ts';
import type { DomainResult } from '../../src/report/schema/report.ts';

/** Results in a format, without a run around them: for what no zone can bring about in a test's time. */

export const threshold = { failOn: 'error', onIncomplete: 'fail' } as const;
const OPTIONS = { width: undefined, paint: PLAIN, verbose: true, quiet: false, many: true, threshold };

export function endOf(results: readonly DomainResult[]) {
  const run = {
    command: 'dmarc',
    servers: [],
    offline: true,
    startedAt: '2026-01-01T00:00:00Z',
    durationMs: 1,
    queries: 0,
    resolvers: [],
  };
  const summary = { ...summarize(results), causes: [], outcome: 'fail' as const };
  return { tool: { name: 'mailcheck' as const, version: '1' }, run, summary, exitCode: 1 };
}

export function rendered(format: Format, results: readonly DomainResult[]): string {
  const renderer = rendererFor(format)(OPTIONS);
  return [
    renderer.start(),
    ...results.map((result) => renderer.result(result)),
    renderer.end(endOf(results)),
  ].join('');
}
