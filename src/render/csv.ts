import { type Entry, entriesOf } from './entry.ts';
import type { RendererFactory } from './renderer.ts';

const COLUMNS: Record<string, (entry: Entry) => string> = {
  domain: ({ domain }) => domain,
  severity: ({ kind, level }) => (kind === 'open' ? 'inconclusive' : level),
  rule: ({ rule }) => rule,
  title: ({ title }) => title,
  subject: ({ subject }) => subject,
  message: ({ message }) => message,
  record: ({ record }) => record,
  why: ({ why }) => why,
  fix: ({ fix }) => fix,
  publish: ({ publish }) => publish.join(' | '),
  ask: ({ ask }) => ask,
  file: ({ place }) => (place.live ? '' : place.file),
  line: ({ place }) => (place.live ? '' : String(place.line)),
  fingerprint: ({ fingerprint }) => fingerprint,
};

/** RFC 4180: a row an entry, for spreadsheets. What is to be read octet for octet is in JSON. */
export const csv: RendererFactory = ({ threshold }) => ({
  start: () => row(Object.keys(COLUMNS)),
  result: (result) =>
    entriesOf(result, threshold)
      .map((entry) => row(Object.values(COLUMNS).map((cell) => cell(entry))))
      .join(''),
  end: () => '',
});

function row(cells: readonly string[]): string {
  return `${cells.map((cell) => `"${harmless(cell).replaceAll('"', '""')}"`).join(',')}\r\n`;
}

/**
 * A spreadsheet computes a cell that begins with one of these, wide forms included; an apostrophe makes it text. Where
 * the list separator is a semicolon, as in much of Europe, a cell may begin behind each of them.
 */
function harmless(cell: string): string {
  return cell.replace(/(^|;)(["\s]*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/g, (_all, before, blanks) =>
    before === '' ? `'${blanks}` : `${before}${blanks}'`,
  );
}
