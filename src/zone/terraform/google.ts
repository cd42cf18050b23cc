import { typeName } from '../../dns/wire/index.ts';
import { textAt, ttlAt } from '../json/document.ts';
import { typeCode } from '../mnemonics.ts';
import { blocksAt, type Given, presentation, type Reader, type Resource, typeOf, valuesAt } from './given.ts';
import { ownerOf } from './names.ts';

/** `google_dns_record_set` (registry.terraform.io/providers/hashicorp/google): whole names, data as a zone file has it. */
export const google: Reader = {
  content: ['name', 'type', 'rrdatas', 'routing_policy'],
  type: typeOf,
  read: readSet,
};

function readSet(resource: Resource, type: string): Given | undefined {
  const { document, values } = resource;
  const written = textAt(document, values, 'name')?.text;
  const name = written === undefined ? undefined : ownerOf(resource, written, undefined);
  const ttl = ttlAt(document, values, 'ttl', 300);
  if (name === undefined || ttl === undefined) return undefined;
  const head = { name, type, ttl, at: values, single: false };
  if (blocksAt(document, values, 'routing_policy').length > 0) {
    const open = { types: [typeName(typeCode(type)!)], why: 'answers by a routing policy' };
    return { ...head, values: [], open };
  }
  return {
    ...head,
    values: valuesAt(resource, 'rrdatas', (one) => presentation(document, one.text, one)),
  };
}
