import type { Place, Trouble } from './types.ts';

/** A word, or the inside of a quoted string, with its escapes still in place. */
export interface Token extends Place {
  text: string;
  quoted: boolean;
}

export interface Comment extends Place {
  text: string;
  /** Where the entry that it stands in or behind begins; null where it stands alone. */
  entryLine: number | null;
}

/** One entry of a master file (RFC 1035 §5.1): a line, or the lines that parentheses join. */
export interface Entry {
  tokens: Token[];
  /** The line starts with a blank: its owner is the last one stated. */
  indented: boolean;
  /** The first comment in it. */
  comment?: Comment;
  trouble?: Trouble;
  /** The text ended within it: lines that were records of their own may be part of it. */
  unclosed?: true;
}

interface Scan {
  readonly text: string;
  at: number;
  line: number;
  lineStart: number;
  /** Where the parentheses that are still open began. */
  readonly open: Place[];
  onComment: (comment: Comment) => void;
}

const LF = 10;
const CR = 13;
const BACKSLASH = 92;
/** Blank, tab, line end, and the special characters of RFC 1035 §5.1. */
const WORD_ENDS = new Uint8Array(0x80);
for (const char of ' \t\r\n"();') WORD_ENDS[char.charCodeAt(0)] = 1;

const BYTE_ORDER_MARK = /^(?:\xef\xbb\xbf|\ufeff)/;

/** Splits text into its entries, blank lines left out. Linear; the last entry may be cut off. */
export function* readEntries(text: string, onComment: (comment: Comment) => void): Generator<Entry> {
  const start = BYTE_ORDER_MARK.exec(text)?.[0].length ?? 0;
  const scan: Scan = { text, at: start, line: 1, lineStart: start, open: [], onComment };
  while (scan.at < text.length) {
    const entry = readEntry(scan);
    if (entry.tokens.length > 0 || entry.trouble !== undefined) yield entry;
  }
}

function readEntry(scan: Scan): Entry {
  const first = scan.text[scan.at];
  const entry: Entry = { tokens: [], indented: first === ' ' || first === '\t' };
  while (scan.at < scan.text.length) {
    const char = scan.text[scan.at];
    if (char === '\n' || char === '\r') {
      endLine(scan);
      if (scan.open.length === 0) return entry;
    } else {
      readPart(scan, entry, char);
    }
  }
  const unclosed = scan.open[0];
  if (unclosed !== undefined) {
    entry.unclosed = true;
    fail(entry, unclosed, 'parenthesis is not closed', 'close it with )');
  }
  return entry;
}

function readPart(scan: Scan, entry: Entry, char: string | undefined): void {
  if (char === ' ' || char === '\t') scan.at++;
  else if (char === ';') readComment(scan, entry);
  else if (char === '"') readQuoted(scan, entry);
  else if (char === '(') {
    scan.open.push(place(scan));
    scan.at++;
  } else if (char === ')') {
    if (scan.open.pop() === undefined) fail(entry, place(scan), 'closing parenthesis without an opening one');
    scan.at++;
  } else {
    readWord(scan, entry);
  }
}

function readWord(scan: Scan, entry: Entry): void {
  const { text, at: from } = scan;
  const start = place(scan);
  let at = from;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH && at + 1 < text.length && !isLineEnd(text.charCodeAt(at + 1))) at++;
    else if (WORD_ENDS[code] === 1) break;
  }
  scan.at = at;
  entry.tokens.push({ line: start.line, column: start.column, text: text.slice(from, at), quoted: false });
}

function readQuoted(scan: Scan, entry: Entry): void {
  const start = place(scan);
  const from = ++scan.at;
  const push = (): void => {
    const { line, column } = start;
    entry.tokens.push({ line, column, text: scan.text.slice(from, scan.at), quoted: true });
  };
  for (; scan.at < scan.text.length; scan.at++) {
    const code = scan.text.charCodeAt(scan.at);
    if (code === 34) {
      push();
      scan.at++;
      return;
    }
    if (code === BACKSLASH && scan.text.charCodeAt(scan.at + 1) !== CR) {
      scan.at++;
      if (scan.text.charCodeAt(scan.at) === LF) startLine(scan, scan.at + 1);
    } else if (isLineEnd(code)) break;
  }
  push();
  fail(
    entry,
    start,
    'quote is not closed on its line',
    'close it with "; split long text into "…" "…" in ( )',
  );
  // What was swallowed most likely closed the group; else the rest of the file would be lost to one quote.
  if (/\)\s*(?:;.*)?$/.test(scan.text.slice(Math.max(from, scan.at - 200), scan.at))) scan.open.pop();
}

function readComment(scan: Scan, entry: Entry): void {
  const start = place(scan);
  const from = scan.at + 1;
  while (scan.at < scan.text.length && !isLineEnd(scan.text.charCodeAt(scan.at))) scan.at++;
  const entryLine = entry.tokens[0]?.line ?? null;
  const comment = { ...start, text: scan.text.slice(from, scan.at), entryLine };
  entry.comment ??= comment;
  scan.onComment(comment);
}

function endLine(scan: Scan): void {
  const pair = scan.text.startsWith('\r\n', scan.at);
  scan.at += pair ? 2 : 1;
  startLine(scan, scan.at);
}

function startLine(scan: Scan, at: number): void {
  scan.line++;
  scan.lineStart = at;
}

function place(scan: Scan): Place {
  return { line: scan.line, column: scan.at - scan.lineStart + 1 };
}

function fail(entry: Entry, at: Place, message: string, hint?: string): void {
  entry.trouble ??= { ...at, message, ...(hint === undefined ? {} : { hint }) };
}

function isLineEnd(code: number): boolean {
  return code === LF || code === CR;
}
