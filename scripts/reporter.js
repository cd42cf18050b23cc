// Reporter of the test runner: only what failed, in full, and the closing figures.
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');

function failureText({ name, file, line, details }) {
  const cause = details.error?.cause ?? details.error;
  const text = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  return `✖ ${name}\n  ${path.relative(root, file ?? '')}:${line}\n${text.replace(/^/gm, '  ')}\n\n`;
}

/** A suite fails because a test in it failed: that test tells. */
function isCause({ details }) {
  return details.error?.failureType !== 'subtestsFailed';
}

export default async function* report(events) {
  for await (const { type, data } of events) {
    if (type === 'test:fail' && data.todo === undefined && isCause(data)) yield failureText(data);
    // The files' own summaries come nested; the run's closing lines are at level 0.
    if (type === 'test:diagnostic' && data.nesting === 0) yield `ℹ ${data.message}\n`;
    if (type === 'test:stderr') yield data.message;
  }
}
