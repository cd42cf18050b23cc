import { pathToFileURL } from 'node:url';
import { type Entry, entriesOf, linesOf, suppressedOf } from './entry.ts';
import type { RendererFactory, RunEnd } from './renderer.ts';
import { sarifRules } from './sarif-rules.ts';
import { display, safeJson } from './sink.ts';
import { Worst } from './worst.ts';

/** GitHub refuses a run with more results. */
const MOST_RESULTS = 25_000;

/** SARIF 2.1.0: what is wrong as results, what was left open as notifications of the tool. */
export const sarif: RendererFactory = ({ threshold }) => {
  const results = new Worst(MOST_RESULTS);
  const open = new Worst(MOST_RESULTS);
  return {
    start: () => '',
    result(result) {
      for (const entry of suppressedOf(result, threshold)) results.add(entry);
      for (const entry of entriesOf(result, threshold)) (isResult(entry) ? results : open).add(entry);
      return '';
    },
    end: (end) => `${safeJson(logOf(results, open, end), 1)}\n`,
  };
};

function isResult({ kind }: Entry): boolean {
  return kind === 'finding' || kind === 'requirement';
}

const LEVELS = { error: 'error', warning: 'warning', notice: 'note' } as const;

function logOf(results: Worst, open: Worst, { tool, summary, exitCode }: RunEnd) {
  const entries = results.entries();
  const rules = sarifRules(entries);
  const index = new Map(rules.map(({ id }, at) => [id, at]));
  const left = results.left() === 0 ? [] : [leftOut(results.left())];
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: tool.name, version: tool.version, rules } },
        invocations: [
          {
            executionSuccessful: summary.outcome === 'pass' || summary.outcome === 'fail',
            exitCode,
            exitCodeDescription: summary.outcome,
            toolExecutionNotifications: [...open.entries().map(notificationOf), ...left],
          },
        ],
        results: entries.map((entry) => ({
          ruleId: entry.rule,
          ruleIndex: index.get(entry.rule),
          level: LEVELS[entry.level],
          message: messageOf(entry),
          locations: [locationOf(entry)],
          // The first is the name by which GitHub follows an alert from run to run.
          partialFingerprints: {
            primaryLocationLineHash: entry.fingerprint,
            'mailcheck/v1': entry.fingerprint,
          },
          ...suppressionsOf(entry),
          properties: { domain: entry.domain },
        })),
      },
    ],
  };
}

function suppressionsOf({ suppression }: Entry) {
  if (suppression === null) return {};
  const kind = suppression.kind === 'inline' ? 'inSource' : 'external';
  return {
    suppressions: [{ kind, status: 'accepted', justification: plainText(display(suppression.reason)) }],
  };
}

function notificationOf(entry: Entry) {
  return {
    descriptor: { id: entry.rule },
    level: LEVELS[entry.level],
    message: messageOf(entry),
    locations: [locationOf(entry)],
  };
}

function leftOut(count: number) {
  return { level: 'warning', message: { text: `${count} more results are left out: the worst come first.` } };
}

function messageOf(entry: Entry) {
  return { text: plainText([...linesOf(entry), entry.why].join('\n').trim()) };
}

/** §3.11.5: braces are doubled. §3.11.6 knows no escape that keeps “](” from ending a link, so it is never written. */
function plainText(text: string): string {
  return text.replace(/[{}]/g, '$&$&').replaceAll('](', '] (');
}

function locationOf({ place, subject, domain }: Entry) {
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(place.file) },
      region: { startLine: place.line },
    },
    logicalLocations: [{ fullyQualifiedName: subject === '' ? domain : subject, kind: 'resource' }],
  };
}

function uriOf(file: string): string {
  if (file.startsWith('/')) return pathToFileURL(file).href;
  return file.split('/').map(encodeURIComponent).join('/');
}
