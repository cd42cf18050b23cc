import { typeName } from '../../dns/wire/index.ts';
import { at, listAt, textAt, ttlAt } from '../json/document.ts';
import { typeCode } from '../mnemonics.ts';
import { fromOctal } from '../route53/escapes.ts';
import { type Given, known, presentation, type Reader, type Resource, typeOf, valuesAt } from './given.ts';
import { ownerOf, zoneOf } from './names.ts';

/** `aws_route53_record` (registry.terraform.io/providers/hashicorp/aws): a record set, or an alias. */
export const aws: Reader = {
  content: ['name', 'type', 'records', 'alias'],
  type: typeOf,
  read: readSet,
};

function readSet(resource: Resource, type: string): Given | undefined {
  const { document, values } = resource;
  const written = known(values, 'fqdn') ?? textAt(document, values, 'name')?.text;
  if (written === undefined) return undefined;
  // The computed name has lost its final dot.
  const whole = at(values, 'fqdn') !== undefined && !written.endsWith('.') ? `${written}.` : written;
  const name = ownerOf(resource, fromOctal(whole), zoneOf(resource));
  const alias = listAt(document, values, 'alias').length > 0;
  const ttl = ttlAt(document, values, 'ttl', alias ? 60 : undefined);
  if (name === undefined || ttl === undefined) return undefined;
  const head = { name, type, ttl, at: values, single: false };
  if (alias) {
    const open = { types: [typeName(typeCode(type)!)], why: 'is an alias of Route 53' };
    return { ...head, values: [], open };
  }
  // The provider puts TXT in quotes; longer text is written with "" where it is cut.
  const isText = type === 'TXT' || type === 'SPF';
  const quoted = (text: string) => (isText ? `"${text}"` : text);
  return {
    ...head,
    values: valuesAt(resource, 'records', (one) => presentation(document, quoted(fromOctal(one.text)), one)),
  };
}
