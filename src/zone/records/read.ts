import { type Name, ROOT } from '../../dns/name.ts';
import { typeName } from '../../dns/wire/index.ts';
import { nearest } from '../../records/edit-distance.ts';
import { cite } from '../fields.ts';
import {
  at,
  type Document,
  isRecordType,
  nameProblem,
  type Owner,
  startDocument,
  textAt,
  ttlAt,
  wrong,
} from '../json/document.ts';
import { readJson } from '../json/read.ts';
import { typeCode } from '../mnemonics.ts';
import { KNOWN_TYPES } from '../octodns/forms.ts';
import { addFault, hidingOnly, leaveOpen, stop } from '../reading.ts';
import type { ReadOptions, ZoneText } from '../types.ts';
import { readNameBelow } from '../whole-name.ts';
import { addValue, wordsIn } from '../words.ts';
import { entryOf, type YamlMap, type YamlScalar } from '../yaml/node.ts';

const KEYS = ['name', 'type', 'ttl', 'data'];

/**
 * Reads records one a line, each `{"name", "type", "ttl", "data"}` with the data as a zone file has it and all names
 * whole. `"data": null` says that the set is taken away. With an SOA among them they are that zone. Total.
 */
export function readRecords(text: string, options: ReadOptions): ZoneText {
  const document = startDocument(options);
  const { reading, file } = document;
  if (text.length > reading.limits.octets) {
    stop(reading, file, { line: 1, column: 1 }, `over ${reading.limits.octets} octets: not read`);
    return reading.zone;
  }
  let line = 0;
  for (const one of linesOf(text)) {
    line++;
    if (reading.stopped) break;
    if (!/\S/.test(one)) continue;
    const { root, faults } = readJson(one, line);
    for (const trouble of faults) addFault(reading, file, trouble);
    if (root?.kind === 'map') readLine(document, root);
    else if (root !== undefined) wrong(document, root, 'no record: it is an object', EXAMPLE);
  }
  return reading.zone;
}

const EXAMPLE = 'as in {"name":"example.com","type":"A","ttl":3600,"data":"192.0.2.1"}';

function* linesOf(text: string): Generator<string> {
  let from = 0;
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', from)) {
    yield text.slice(from, end);
    from = end + 1;
  }
  yield text.slice(from);
}

function readLine(document: Document, map: YamlMap): undefined {
  for (const { key } of map.entries) {
    if (KEYS.includes(key.text)) continue;
    const meant = nearest(key.text, KEYS, 2);
    wrong(document, key, `the key ${cite(key.text)} means nothing here`, meant && `did you mean ${meant}?`);
  }
  const written = textAt(document, map, 'name');
  const type = textAt(document, map, 'type');
  if (written === undefined || type === undefined) return undefined;
  const owner = readNameBelow(written.text);
  if ('problem' in owner) return nameProblem(document, written, written.text, owner);
  if (!isRecordType(type.text)) return readOther(document, owner.name, type);
  const head = { name: owner.name, type: type.text.toUpperCase() };
  const isGone = entryOf(map, 'data') !== undefined && at(map, 'data') === undefined;
  const gone = typeName(typeCode(head.type)!);
  if (!isGone) {
    hidingOnly(document.reading, { name: head.name, type: gone }, () => readRecord(document, head, map));
    return undefined;
  }
  document.reading.zone.changes.push({
    name: head.name,
    type: gone,
    removes: 'all',
    file: document.file.file,
    line: map.line,
  });
  return undefined;
}

function readRecord(document: Document, head: Owner, map: YamlMap): undefined {
  const ttl = ttlAt(document, map, 'ttl');
  const data = textAt(document, map, 'data');
  if (ttl === undefined || data === undefined) return undefined;
  const read = wordsIn(data.text, data);
  if ('trouble' in read) wrong(document, read.trouble, read.trouble.message, read.trouble.hint);
  else addValue(document.reading, document.file, { ...head, ttl }, read, ROOT);
  return undefined;
}

/** What a provider makes of a type of its own answers for addresses; what is nearly a type was meant as one. */
function readOther(document: Document, name: Name, type: YamlScalar): undefined {
  const { reading, file } = document;
  const said = cite(type.text);
  const meant = nearest(type.text.toUpperCase(), KNOWN_TYPES, 1);
  if (meant === undefined)
    leaveOpen(reading, file, { name, type: said, ttl: 0 }, ['A', 'AAAA'], type, 'is no type of record');
  else
    hidingOnly(reading, { name }, () => {
      wrong(document, type, `unknown type ${said}`, `did you mean ${meant}?`);
    });
  return undefined;
}
