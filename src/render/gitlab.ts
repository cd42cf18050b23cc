import path from 'node:path';
import { type Entry, entriesOf, headOf } from './entry.ts';
import type { RendererFactory } from './renderer.ts';
import { safeJson } from './sink.ts';

const SEVERITIES = { error: 'critical', warning: 'major', notice: 'info' } as const;

/** GitLab's code quality report: a JSON array, an object an entry. */
export const gitlab: RendererFactory = ({ threshold }) => {
  let count = 0;
  return {
    start: () => '[',
    result: (result) =>
      entriesOf(result, threshold)
        .map((entry) => `${count++ === 0 ? '' : ','}\n${safeJson(issueOf(entry))}`)
        .join(''),
    end: () => '\n]\n',
  };
};

function issueOf(entry: Entry) {
  const { rule, level, place, fingerprint, fix } = entry;
  return {
    description: fix === '' ? headOf(entry) : `${headOf(entry)} · ${fix}`,
    check_name: rule,
    fingerprint,
    severity: SEVERITIES[level],
    // GitLab compares paths as they are written: one that begins with “./” is another file to it.
    location: { path: path.posix.normalize(place.file), lines: { begin: place.line } },
  };
}
