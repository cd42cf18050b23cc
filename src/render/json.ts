import { SCHEMA_VERSION } from '../report/report.ts';
import type { RendererFactory } from './renderer.ts';
import { safeJson } from './sink.ts';

const INDENT = 2;

function nested(value: unknown, depth: number): string {
  return safeJson(value, INDENT).replaceAll('\n', `\n${' '.repeat(INDENT * depth)}`);
}

/** One JSON document. Results are written as they come; `run` and `summary`, known last, stand behind them. */
export const json: RendererFactory = () => {
  let results = 0;
  return {
    start: () => `{\n  "schemaVersion": "${SCHEMA_VERSION}",\n  "results": [`,
    result: (result) => `${results++ === 0 ? '' : ','}\n    ${nested(result, 2)}`,
    end: ({ tool, run, summary }) => {
      const close = results === 0 ? ']' : '\n  ]';
      const rest = Object.entries({ summary, tool, run }).map(
        ([name, value]) => `  "${name}": ${nested(value, 1)}`,
      );
      return `${close},\n${rest.join(',\n')}\n}\n`;
    },
  };
};

/** A line a result, and a last line with the summary. */
export const ndjson: RendererFactory = () => ({
  start: () => '',
  result: (result) => `${safeJson({ type: 'result', schemaVersion: SCHEMA_VERSION, ...result })}\n`,
  end: ({ tool, run, summary }) =>
    `${safeJson({ type: 'summary', schemaVersion: SCHEMA_VERSION, summary, tool, run })}\n`,
});
