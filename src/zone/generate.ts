import type { Name } from '../dns/name.ts';
import { cite, type Fields, fail, fieldsOf, more, peek, token, word } from './fields.ts';
import { readEntries, type Token } from './lexer.ts';
import { readZoneName } from './names.ts';
import { readData } from './rdata.ts';
import { addFault, type FileState, type Reading, stop } from './reading.ts';
import { addRecord, expectEnd, type Head, readHead } from './record.ts';
import { type Part, parseTemplate, printTemplate } from './template.ts';
import type { Trouble } from './types.ts';

interface Range {
  start: number;
  step: number;
  count: number;
}

/** BIND's `$GENERATE range lhs [ttl] [class] type rhs`; the data is one word, or quoted. */
export function generate(reading: Reading, file: FileState, fields: Fields): void {
  const at = fields.tokens[0]!;
  const range = readRange(fields);
  const owner = readTemplate(fields, 'owner');
  const head = fields.trouble === undefined ? readHead(reading, fields) : undefined;
  const dataAt = peek(fields);
  const data = fields.trouble === undefined ? readTemplate(fields, 'data') : [];
  if (more(fields)) fail(fields, peek(fields)!, 'the data is more than one word', 'put the data in quotes');
  expectEnd(fields);
  if (fields.trouble !== undefined || head === undefined) return;
  if (reading.generated + range.count > reading.limits.generated) {
    const message = `$GENERATE makes over ${reading.limits.generated} records: reading ends here`;
    stop(reading, file, at, message);
    return;
  }
  reading.generated += range.count;
  for (let i = 0; i < range.count && !reading.stopped; i++) {
    const value = range.start + i * range.step;
    const trouble = generateOne(reading, file, at, { owner, head, data, dataAt: dataAt! }, value);
    if (trouble !== undefined) {
      // One template, one fault: the other values would only repeat it.
      addFault(reading, file, { ...trouble, message: `for ${value}: ${trouble.message}` });
      return;
    }
  }
}

interface Template {
  owner: Part[];
  head: Head;
  data: Part[];
  dataAt: Token;
}

function generateOne(
  reading: Reading,
  file: FileState,
  at: Token,
  template: Template,
  value: number,
): Trouble | undefined {
  const { head, dataAt } = template;
  const ownerText = printTemplate(template.owner, value);
  const dataText = printTemplate(template.data, value);
  if (ownerText === undefined || dataText === undefined) {
    return { line: at.line, column: at.column, message: 'the value is out of range' };
  }
  reading.octets += ownerText.length + dataText.length;
  if (reading.octets > reading.limits.octets) {
    stop(reading, file, at, `over ${reading.limits.octets} octets: reading ends here`);
    return undefined;
  }
  const owner = readZoneName(ownerText, file.origin);
  if ('problem' in owner)
    return { line: at.line, column: at.column, message: `owner ${cite(ownerText)} ${owner.problem}` };
  return addGenerated(reading, file, { at, name: owner.name, head, dataText, dataAt });
}

interface Generated {
  at: Token;
  name: Name;
  head: Head;
  dataText: string;
  dataAt: Token;
}

function addGenerated(reading: Reading, file: FileState, made: Generated): Trouble | undefined {
  const { line, column } = made.dataAt;
  const entry = readEntries(made.dataText, () => {}).next().value;
  const fields = fieldsOf(entry?.tokens ?? [], file.origin);
  const result = readData(made.head.code, made.head.mnemonic, fields);
  const trouble = entry?.trouble ?? fields.trouble;
  if (trouble !== undefined) return { ...trouble, line, column };
  addRecord(reading, file, made.at, made.name, made.head, result);
  return undefined;
}

const MAX_VALUE = 2_147_483_647;

function readRange(fields: Fields): Range {
  const found = word(fields, 'range');
  const numbers = /^(\d{1,10})-(\d{1,10})(?:\/(\d{1,10}))?$/.exec(found.text)?.slice(1);
  const [start = -1, stop = -1, step = 1] =
    numbers?.map((text) => (text === undefined ? 1 : Number(text))) ?? [];
  if (start < 0 || stop < start || stop > MAX_VALUE || step < 1) {
    fail(fields, found, `not a range: ${cite(found.text)}`, 'write START-STOP or START-STOP/STEP');
    return { start: 0, step: 1, count: 0 };
  }
  return { start, step, count: Math.floor((stop - start) / step) + 1 };
}

function readTemplate(fields: Fields, what: string): Part[] {
  const found = what === 'owner' ? word(fields, what) : token(fields, what);
  // Inside quotes only the quote itself is unescaped here; the words of the data have their own escapes.
  const text = found.quoted
    ? found.text.replace(/\\([\s\S])/g, (pair, char) => (char === '"' ? '"' : pair))
    : found.text;
  const parts = parseTemplate(text);
  if (parts === undefined) {
    fail(
      fields,
      found,
      `malformed \${…} in ${cite(text)}`,
      `write \${offset,width,base}, base one of d o x X n N`,
    );
  }
  return parts ?? [];
}
