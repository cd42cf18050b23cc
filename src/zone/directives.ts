import { unescapeText } from './escapes.ts';
import { cite, type Fields, fail, fieldsOf, more, nameIn, token, word } from './fields.ts';
import { generate } from './generate.ts';
import { swallowsLines } from './hidden.ts';
import type { Entry, Token } from './lexer.ts';
import { addFault, type FileState, type Reading, stop } from './reading.ts';
import { expectEnd } from './record.ts';
import { MAX_TTL, readSeconds } from './seconds.ts';

export type ReadText = (reading: Reading, file: FileState, text: string) => void;
type Directive = (reading: Reading, file: FileState, fields: Fields, readText: ReadText) => void;

/** RFC 1035 §5.1, RFC 2308 §4, and BIND's own. */
const DIRECTIVES: Readonly<Record<string, Directive>> = {
  $ORIGIN: setOrigin,
  $TTL: setTtl,
  $INCLUDE: includeFile,
  $GENERATE: generate,
};

export function readDirective(reading: Reading, file: FileState, entry: Entry, readText: ReadText): void {
  const fields = fieldsOf(entry.tokens, file.origin);
  fields.trouble = entry.trouble;
  const first = token(fields, 'directive');
  const directive = DIRECTIVES[first.text.toUpperCase()];
  if (directive === undefined) fail(fields, first, `unknown directive ${cite(first.text)}`);
  else directive(reading, file, fields, readText);
  if (fields.trouble === undefined) return;
  // What rests on these is at fault itself, line by line.
  const isTold = directive === setOrigin || directive === setTtl;
  const hides = isTold && !swallowsLines(entry) ? 'nothing' : undefined;
  addFault(reading, file, fields.trouble, hides);
}

function setOrigin(reading: Reading, file: FileState, fields: Fields): void {
  const found = word(fields, 'origin');
  const origin = fields.trouble === undefined ? nameIn(fields, found, 'origin') : undefined;
  expectEnd(fields);
  // An origin that cannot be read leaves none: the names below are not those of the one before.
  file.origin = fields.trouble === undefined ? origin : undefined;
  if (file.parents.length === 0) reading.zone.origin ??= file.origin;
}

function setTtl(reading: Reading, _file: FileState, fields: Fields): void {
  const found = word(fields, 'TTL');
  const value = readSeconds(found.text);
  if (value === undefined)
    fail(fields, found, `not a TTL: ${cite(found.text)}`, 'write seconds, or 1w2d3h4m5s');
  else if (value > MAX_TTL) fail(fields, found, `TTL is over ${MAX_TTL}: ${cite(found.text)}`);
  expectEnd(fields);
  reading.defaultTtl = fields.trouble === undefined ? value : undefined;
}

/** `$INCLUDE <file> [<origin>]`; the included file inherits origin and owner, and changes neither here. */
function includeFile(reading: Reading, file: FileState, fields: Fields, readText: ReadText): void {
  const found = token(fields, 'file');
  const path = unescapeText(found.text);
  if (path === undefined) fail(fields, found, `malformed escape in ${cite(found.text)}`);
  const originToken = more(fields) ? word(fields, 'origin') : undefined;
  const origin = originToken === undefined ? file.origin : nameIn(fields, originToken, 'origin');
  expectEnd(fields);
  if (path === undefined || fields.trouble !== undefined) return;
  const text = open(reading, file, fields, found, path);
  if (text === undefined) return;
  const parents = [...file.parents, file.file];
  readText(reading, { file: text.file, parents, origin, owner: file.owner }, text.text);
}

function open(reading: Reading, file: FileState, fields: Fields, at: Token, path: string) {
  const { limits } = reading;
  if (reading.includedFiles++ >= limits.includedFiles) {
    stop(reading, file, at, `over ${limits.includedFiles} included files: reading ends here`);
    return undefined;
  }
  const result = reading.include?.(path) ?? { problem: 'other files are not read here' };
  if ('problem' in result) fail(fields, at, `${cite(path)} is not included: ${result.problem}`);
  else if ([...file.parents, file.file].includes(result.file))
    fail(fields, at, `${cite(path)} includes itself`);
  else if (file.parents.length >= limits.includeDepth) {
    fail(fields, at, `${cite(path)} is not included: over ${limits.includeDepth} files deep`);
  } else return result;
  return undefined;
}
