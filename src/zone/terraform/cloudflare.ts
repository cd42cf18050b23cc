import type { Name } from '../../dns/name.ts';
import { at, type Document, isTrueAt, textAt, ttlAt, wrong } from '../json/document.ts';
import { stringsAt, type Value, wordAt } from '../words.ts';
import type { YamlMap, YamlScalar } from '../yaml/node.ts';
import {
  blocksAt,
  type Fields,
  fromFields,
  type Given,
  known,
  presentation,
  type Reader,
  type Resource,
  typeOf,
} from './given.ts';
import { ownerOf, zoneOf } from './names.ts';

const words = (...keys: string[]): [string, 'word'][] => keys.map((key) => [key, 'word']);

/** Types whose data stands in `data`. */
const DATA: Readonly<Partial<Record<string, Fields>>> = {
  CAA: [...words('flags', 'tag'), ['value', 'text']],
  DNSKEY: words('flags', 'protocol', 'algorithm', 'public_key'),
  DS: words('key_tag', 'algorithm', 'digest_type', 'digest'),
  NAPTR: [
    ...words('order', 'preference'),
    ['flags', 'text'],
    ['service', 'text'],
    ['regex', 'text'],
    ...words('replacement'),
  ],
  SMIMEA: words('usage', 'selector', 'matching_type', 'certificate'),
  SRV: words('priority', 'weight', 'port', 'target'),
  SSHFP: words('algorithm', 'type', 'fingerprint'),
  TLSA: words('usage', 'selector', 'matching_type', 'certificate'),
};

/** What “automatic” is served as. */
const AUTOMATIC = 300;

/**
 * `cloudflare_record` and, since provider 5, `cloudflare_dns_record` (registry.terraform.io/providers/cloudflare): one
 * record each. The others of its set may be anywhere: they stay as they are live.
 */
export const cloudflare: Reader = {
  content: ['name', 'type', 'content', 'value', 'data', 'priority'],
  type: typeOf,
  read: readOne,
};

function readOne(resource: Resource, type: string): Given | undefined {
  const { document, values } = resource;
  const name = nameOf(resource);
  const ttl = ttlAt(document, values, 'ttl', AUTOMATIC);
  if (name === undefined || ttl === undefined) return undefined;
  const head = { name, type, ttl: ttl === 1 ? AUTOMATIC : ttl, at: values, single: type !== 'CNAME' };
  if (isTrueAt(values, 'proxied')) {
    const open = { types: ['A', 'AAAA', 'HTTPS'] as const, why: 'stands behind Cloudflare’s proxy' };
    return { ...head, values: [], open };
  }
  const key = at(values, 'content') === undefined ? 'value' : 'content';
  const content = at(values, key);
  const value =
    content?.kind === 'scalar' && content.text !== ''
      ? fromContent(resource, type, content)
      : fromData(resource, type);
  if (value === undefined) return undefined;
  return { ...head, values: [value] };
}

function nameOf(resource: Resource): Name | undefined {
  const { document, values, kind, zones } = resource;
  const host = known(values, 'hostname');
  if (host !== undefined) return ownerOf(resource, `${host}.`, undefined);
  const written = textAt(document, values, 'name')?.text;
  if (written === undefined) return undefined;
  // Since provider 5 the name is whole, the zone's own part of it.
  const isWhole = kind === 'cloudflare_dns_record' && written.includes('.') && zones.names.size === 0;
  const origin = document.file.origin;
  return ownerOf(resource, isWhole && origin === undefined ? `${written}.` : written, zoneOf(resource));
}

function fromContent(resource: Resource, type: string, content: YamlScalar): Value | undefined {
  const { document, values } = resource;
  const { text } = content;
  // With quotes it is cut as they say, without them it is one text.
  if (type === 'TXT' || type === 'SPF')
    return text.startsWith('"')
      ? presentation(document, text, content)
      : { at: content, words: stringsAt(content, text) };
  const value = presentation(document, text, content);
  if (value === undefined || type !== 'MX') return value;
  const priority = at(values, 'priority');
  if (priority?.kind !== 'scalar') return wrong(document, values, '“priority” is missing');
  return { at: content, words: [wordAt(content, priority.text), ...value.words] };
}

function fromData({ document, values }: Resource, type: string): Value | undefined {
  const [data] = blocksAt(document, values, 'data');
  if (data === undefined) return wrong(document, values, `${type} has no content`);
  const fields = DATA[type];
  if (fields !== undefined) return fromFields(document, data, fields);
  if (type === 'HTTPS' || type === 'SVCB') return service(document, data);
  return wrong(document, data, `the data of ${type} is not read here`);
}

function service(document: Document, data: YamlMap): Value | undefined {
  const head = fromFields(document, data, words('priority', 'target'));
  const params = presentation(document, known(data, 'value') ?? '', data);
  return head && params && { at: data, words: [...head.words, ...params.words] };
}
