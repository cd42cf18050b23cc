import { readDirective } from './directives.ts';
import { readEntries } from './lexer.ts';
import {
  addComment,
  addFault,
  type FileState,
  isUtf16,
  type Reading,
  startReading,
  stop,
  UTF_16,
} from './reading.ts';
import { readRecord } from './record.ts';
import type { ReadOptions, ZoneText } from './types.ts';

/**
 * Reads a BIND master file (RFC 1035 §5): text with one character an octet (latin-1). Pure and total: whatever cannot
 * be read is a fault with its place, and reading goes on with the next line.
 */
export function readMasterFile(text: string, options: ReadOptions): ZoneText {
  const reading = startReading(options.origin, options.include, options.limits);
  const file = { file: options.file, parents: [], origin: options.origin, owner: undefined };
  readText(reading, file, text);
  return reading.zone;
}

function readText(reading: Reading, file: FileState, text: string): void {
  const top = { line: 1, column: 1 };
  reading.octets += text.length;
  if (reading.octets > reading.limits.octets) {
    stop(reading, file, top, `over ${reading.limits.octets} octets: not read`);
    return;
  }
  if (isUtf16(text)) {
    addFault(reading, file, UTF_16);
    return;
  }
  for (const entry of readEntries(text, (comment) => addComment(reading, file, comment))) {
    const first = entry.tokens[0];
    const isDirective = !entry.indented && first?.quoted === false && first.text.startsWith('$');
    if (isDirective) readDirective(reading, file, entry, readText);
    else readRecord(reading, file, entry);
    if (reading.stopped) return;
  }
}
