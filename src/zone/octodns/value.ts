import { nearest } from '../../records/edit-distance.ts';
import { cite } from '../fields.ts';
import type { Token } from '../lexer.ts';
import { stringsAt, wordAt } from '../words.ts';
import { entryOf, type YamlMap, type YamlNode, type YamlScalar } from '../yaml/node.ts';
import { isWholeNumber, kindOf } from '../yaml/scalar.ts';
import { type Field, formOf, type Kind } from './forms.ts';
import { targetOf } from './names.ts';
import { type RecordState, refused, textOf, wrong } from './state.ts';

/** One value → the words that a master file would have, so that both are read, checked and explained by the same code. */
export function tokensOf(record: RecordState, type: string, value: YamlNode): Token[] | undefined {
  const form = formOf(type, value.kind === 'map' ? value.entries.map(({ key }) => key.text) : []);
  if (form === undefined) return undefined;
  if (form.fields !== undefined) return fromFields(record, type, form.fields, value);
  if (value.kind === 'scalar') return fromScalar(record, form.kind!, value, 'the value');
  const kind = value.kind === 'map' ? 'a mapping' : 'a list within a list';
  return wrong(record, value, `a value of ${type} is text, not ${kind}`);
}

function fromFields(
  record: RecordState,
  type: string,
  fields: readonly Field[],
  value: YamlNode,
): Token[] | undefined {
  if (value.kind !== 'map') {
    const keys = fields.map(({ keys: [key] }) => key).join(', ');
    return wrong(record, value, `a value of ${type} is a mapping`, `its keys: ${keys}`);
  }
  noOthers(
    record,
    value,
    fields.flatMap(({ keys }) => keys),
  );
  const tokens = fields.map((field) => fromField(record, field, value));
  return record.wrong ? undefined : tokens.flatMap((part) => part ?? []);
}

/** A key that OctoDNS does not know it passes over in silence: most often it is another one, misspelt. */
export function noOthers(record: RecordState, map: YamlMap, known: readonly string[]): void {
  for (const { key } of map.entries) {
    if (known.includes(key.text)) continue;
    const meant = nearest(key.text, known, 2);
    const hint = meant === undefined ? `known here: ${known.join(', ')}` : `did you mean ${meant}?`;
    wrong(record, key, `the key ${cite(key.text)} means nothing here`, hint);
  }
}

function fromField(record: RecordState, { keys, kind, otherwise }: Field, map: YamlMap): Token[] | undefined {
  const given = keys.flatMap((key) => entryOf(map, key) ?? []);
  const [entry, second] = given;
  if (second !== undefined)
    return wrong(
      record,
      second.key,
      `${cite(second.key.text)} stands beside ${cite(entry!.key.text)}`,
      'keep one of them',
    );
  if (entry === undefined) {
    if (otherwise !== undefined) return otherwise === '' ? [] : [wordAt(map, otherwise)];
    return wrong(record, map, `${cite(keys[0]!)} is missing`);
  }
  const { key, value } = entry;
  if (kind === 'parameters') return parametersOf(record, value);
  if (value.kind === 'scalar') return fromScalar(record, kind, value, key.text);
  return wrong(
    record,
    value,
    `${cite(key.text)} is text or a number, no ${value.kind === 'map' ? 'mapping' : 'list'}`,
  );
}

function fromScalar(record: RecordState, kind: Kind, scalar: YamlScalar, what: string): Token[] | undefined {
  const text = kind === 'name' ? targetOf(record, scalar, what) : readText(record, kind, scalar, what);
  if (text === undefined) return undefined;
  if (kind === 'strings') return stringsOf(record, scalar, text);
  return [wordAt(scalar, text, kind === 'text')];
}

function readText(record: RecordState, kind: Kind, scalar: YamlScalar, what: string): string | undefined {
  if (kind === 'number') return numberOf(record, scalar, what);
  const text = textOf(record, scalar, what, kind === 'word');
  if (text !== undefined && kind === 'word' && (text === '' || /\s/.test(text)))
    return wrong(record, scalar, `${what} ${text === '' ? 'is empty' : `${cite(text)} has a blank in it`}`);
  return text;
}

/** OctoDNS turns text into numbers, as Python's `int` does. */
export function numberOf(record: RecordState, scalar: YamlScalar, what: string): string | undefined {
  const text = scalar.text.trim();
  if (scalar.plain ? isWholeNumber(text) : /^\d{1,15}$/.test(text)) return text.replace(/^0+(?=\d)/, '');
  if (kindOf(scalar) === 'nothing') return wrong(record, scalar, `${what} is missing`);
  return wrong(record, scalar, `${what} is not a number: ${cite(text)}`);
}

/**
 * As OctoDNS reads TXT: quotes around it and between its parts fall away, `\;` is a semicolon (`;` alone where
 * `escaped_semicolons` is off), and what is longer than a character-string is cut.
 */
function stringsOf(record: RecordState, scalar: YamlScalar, written: string): Token[] | undefined {
  if (/[^\x20-\x7e]/.test(written))
    return wrong(
      record,
      scalar,
      'the text has characters that are no printable ASCII',
      'OctoDNS refuses them',
    );
  const isQuoted = written.startsWith('"');
  if (isQuoted && (written.length < 2 || !written.endsWith('"')))
    return wrong(record, scalar, 'the text begins with a quote and does not end with one');
  const text = (isQuoted ? written.slice(1, -1) : written).replaceAll('" "', '');
  if (text.includes('\\\\;'))
    refused(record, scalar, 'a semicolon is escaped twice: the text holds a backslash', 'write \\; once');
  if (text.includes('\\;')) record.all.escaped ??= scalar;
  if (/\w;/.test(text)) record.all.unescaped ??= scalar;
  const octets = text.replaceAll('\\;', ';');
  return stringsAt(scalar, octets);
}

/** SvcParams (RFC 9460 §2.1) in presentation form, as OctoDNS joins them. */
function parametersOf(record: RecordState, node: YamlNode): Token[] | undefined {
  if (node.kind === 'scalar' && kindOf(node) === 'nothing') return [];
  if (node.kind !== 'map') return wrong(record, node, '“svcparams” is a mapping', 'as in alpn: [h2, h3]');
  return node.entries.flatMap(({ key, value }) => {
    const parts = (value.kind === 'list' ? value.items : [value]).map((part) =>
      part.kind === 'scalar'
        ? parameterText(record, part, key.text)
        : wrong(record, part, `${cite(key.text)} is text or a list of texts`),
    );
    const text = parts.join(',');
    return [wordAt(key, text === '' && value.kind === 'scalar' ? key.text : `${key.text}=${text}`)];
  });
}

function parameterText(record: RecordState, scalar: YamlScalar, what: string): string | undefined {
  return kindOf(scalar) === 'nothing' ? '' : textOf(record, scalar, what, true);
}
