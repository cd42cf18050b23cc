import { type Name, ROOT, under } from '../../dns/name.ts';
import { cite } from '../fields.ts';
import { at, type Document, listAt, wrong } from '../json/document.ts';
import type { Token } from '../lexer.ts';
import { absolute } from '../names.ts';
import type { Place } from '../types.ts';
import { readNameBelow } from '../whole-name.ts';
import { stringsAt, wordAt, wordsIn } from '../words.ts';
import type { YamlMap, YamlScalar } from '../yaml/node.ts';
import type { Form, Kind } from './forms.ts';

/** The record's data as words; `undefined` with a fault. */
export function wordsOf(document: Document, form: Form, map: YamlMap, origin: Name): Token[] | undefined {
  const parts = form.map(([key, kind]) => partOf(document, map, key, kind, origin));
  return parts.includes(undefined) ? undefined : parts.flatMap((part) => part ?? []);
}

function partOf(
  document: Document,
  map: YamlMap,
  key: string,
  kind: Kind,
  origin: Name,
): Token[] | undefined {
  if (kind === 'strings' && at(map, 'txtstrings') !== undefined) return joined(document, map);
  const value = at(map, key);
  if (value === undefined) return otherwise(document, map, key, kind);
  if (value.kind !== 'scalar' || value.plain !== (kind === 'number'))
    return wrong(document, value, `${cite(key)} is no ${kind === 'number' ? 'number' : 'text'}`);
  if (kind === 'name') return nameOf(document, map, value, origin);
  if (kind === 'strings') return stringsAt(value, value.text);
  if (kind === 'words') return split(document, value);
  if (kind === 'word' && (value.text === '' || /\s/.test(value.text)))
    return wrong(document, value, `${cite(key)} is not one word: ${cite(value.text)}`);
  return [wordAt(value, value.text, kind === 'text')];
}

/** Zero and the empty text are left out of this JSON. */
function otherwise(document: Document, map: YamlMap, key: string, kind: Kind): Token[] | undefined {
  if (kind === 'number') return [wordAt(map, '0')];
  if (kind === 'text' || kind === 'strings') return [wordAt(map, '', true)];
  return kind === 'words' ? [] : wrong(document, map, `${cite(key)} is missing`);
}

/** As releases before 4 wrote TXT: its character-strings one by one. */
function joined(document: Document, map: YamlMap): Token[] | undefined {
  const parts = listAt(document, map, 'txtstrings').map((part) =>
    part.kind === 'scalar' && !part.plain
      ? wordAt(part, part.text, true)
      : wrong(document, part, '“txtstrings” is a list of texts'),
  );
  return parts.includes(undefined) ? undefined : parts.flatMap((part) => part ?? []);
}

function split(document: Document, value: YamlScalar): Token[] | undefined {
  const read = wordsIn(value.text, value);
  return 'words' in read ? [...read.words] : wrong(document, value, read.trouble.message, read.trouble.hint);
}

/** A target is whole with its final dot; without one and of one label it is below the domain (`subdomain` of D_EXTEND). */
function nameOf(document: Document, map: YamlMap, value: YamlScalar, origin: Name): Token[] | undefined {
  const { text } = value;
  if (text !== '@' && text.includes('.') && !text.endsWith('.')) {
    const hint = `write ${text}. or ${text}.${origin}.`;
    return wrong(document, value, `the target ${cite(text)} has no final dot`, hint);
  }
  const below = at(map, 'subdomain');
  const base = below?.kind === 'scalar' && below.text !== '' ? under(below.text, origin) : origin;
  return absoluteAt(document, value, text, text.endsWith('.') ? ROOT : base);
}

function absoluteAt(document: Document, place: Place, text: string, origin: Name): Token[] | undefined {
  const result = readNameBelow(text, origin);
  if ('problem' in result)
    return wrong(document, place, `the name ${cite(text)} ${result.problem}`, result.hint);
  return [wordAt(place, absolute(result.name))];
}
