import { typeName } from '../../dns/wire/index.ts';
import { at, textAt, ttlAt, wrong } from '../json/document.ts';
import { typeCode } from '../mnemonics.ts';
import type { Value } from '../words.ts';
import {
  blocksAt,
  type Fields,
  fromFields,
  type Given,
  known,
  presentation,
  type Reader,
  type Resource,
  valuesAt,
} from './given.ts';
import { ownerOf, zoneName } from './names.ts';

const word = (key: string): [string, 'word'] => [key, 'word'];

/** The blocks of `record`, by type. */
const BLOCKS: Readonly<Partial<Record<string, Fields>>> = {
  CAA: [word('flags'), word('tag'), ['value', 'text']],
  MX: [word('preference'), word('exchange')],
  SRV: [word('priority'), word('weight'), word('port'), word('target')],
  TXT: [['value', 'strings']],
};

/** `azurerm_dns_…_record` (registry.terraform.io/providers/hashicorp/azurerm): one resource a type, text as it is. */
export const azure: Reader = {
  content: ['name', 'record', 'records', 'zone_name', 'target_resource_id'],
  type: ({ kind }) => /^azurerm_dns_([a-z]+)_record$/.exec(kind)?.[1]?.toUpperCase(),
  read: readSet,
};

function readSet(resource: Resource, type: string): Given | undefined {
  const { document, values } = resource;
  const written = textAt(document, values, 'name')?.text;
  const zone = zoneName(known(values, 'zone_name'));
  if (zone === undefined) return wrong(document, values, '“zone_name” is missing');
  const name = written === undefined ? undefined : ownerOf(resource, written, zone);
  const ttl = ttlAt(document, values, 'ttl');
  if (name === undefined || ttl === undefined) return undefined;
  const head = { name, type, ttl, at: values, single: false };
  if (known(values, 'target_resource_id') !== undefined) {
    const open = { types: [typeName(typeCode(type)!)], why: 'is an alias of Azure' };
    return { ...head, values: [], open };
  }
  return { ...head, values: valuesOf(resource, type) };
}

function valuesOf(resource: Resource, type: string): Value[] {
  const { document, values } = resource;
  const fields = BLOCKS[type];
  if (fields !== undefined)
    return blocksAt(document, values, 'record').flatMap((block) => fromFields(document, block, fields) ?? []);
  const one = at(values, 'record');
  if (one?.kind === 'scalar') return [presentation(document, one.text, one) ?? []].flat();
  return valuesAt(resource, 'records', (text) => presentation(document, text.text, text));
}
