import { cite } from '../fields.ts';
import { at, type Document, isRecordType, listAt, note, skip, wrong } from '../json/document.ts';
import { startReading } from '../reading.ts';
import type { YamlMap, YamlNode } from '../yaml/node.ts';
import { entryOf } from '../yaml/node.ts';
import { aws } from './aws.ts';
import { azure } from './azure.ts';
import { cloudflare } from './cloudflare.ts';
import { type Given, known, type Reader, type Resource } from './given.ts';
import { google } from './google.ts';
import type { Zones } from './zones.ts';

const READERS: Readonly<Record<string, Reader>> = {
  aws_route53_record: aws,
  cloudflare_record: cloudflare,
  cloudflare_dns_record: cloudflare,
  google_dns_record_set: google,
};

export function readerOf(kind: string): Reader | undefined {
  if (Object.hasOwn(READERS, kind)) return READERS[kind];
  return /^azurerm_dns_[a-z]+_record$/.test(kind) ? azure : undefined;
}

/** Records by their name, of a provider that is not read. */
export function looksLikeRecord(kind: string): boolean {
  return (
    /(?:^|_)(?:record|records|record_set|recordset|rrset)$/.test(kind) || /_dns_[a-z_]*record/.test(kind)
  );
}

/** What a resource is before and after the plan; `changed` where the plan touches it. */
export interface Change {
  before?: Given;
  after?: Given;
  changed: boolean;
}

/** JSON Output Format, “Change Representation”: what `actions` may hold. */
const ACTIONS: Readonly<Record<string, { before: boolean; after: boolean }>> = {
  'no-op': { before: false, after: true },
  create: { before: false, after: true },
  update: { before: true, after: true },
  delete: { before: true, after: false },
  'delete,create': { before: true, after: true },
  'create,delete': { before: true, after: true },
};

export function changeOf(document: Document, map: YamlMap, kind: string, zones: Zones): Change | undefined {
  const change = at(map, 'change');
  if (change?.kind !== 'map') return wrong(document, map, '“change” is missing');
  const actions = listAt(document, change, 'actions').map((one) => (one.kind === 'scalar' ? one.text : ''));
  const key = actions.join(',');
  const sides = Object.hasOwn(ACTIONS, key) ? ACTIONS[key] : undefined;
  const deposed = at(map, 'deposed') !== undefined;
  if (sides === undefined || deposed) {
    const why = deposed ? 'what replaces it is there' : `the action ${cite(key)} changes no record`;
    return skip(document, map, addressOf(map), why);
  }
  const before = sides.before
    ? beforeOf(document, change, kind, zones, sides.after ? note : wrong)
    : undefined;
  const after = sides.after ? afterOf(document, map, change, kind, zones) : undefined;
  return { ...(before && { before }), ...(after && { after }), changed: key !== 'no-op' };
}

export function addressOf(map: YamlMap): string {
  return known(map, 'address') ?? 'a resource without address';
}

/**
 * What is gone once the plan is done. Where it cannot be read nothing is taken away, which is told; of a plan that only
 * takes away nothing would be left to judge.
 */
function beforeOf(
  document: Document,
  change: YamlMap,
  kind: string,
  zones: Zones,
  tell: typeof note,
): Given | undefined {
  const values = at(change, 'before');
  if (values?.kind !== 'map') return undefined;
  const aside: Document = { ...document, reading: startReading(undefined, undefined) };
  const given = givenBy({ document: aside, kind, values, zones });
  const [fault] = aside.reading.zone.faults;
  if (fault) tell(document, fault, `what was here before is not read: ${fault.message}`, fault.hint);
  return fault === undefined ? given : undefined;
}

function afterOf(
  document: Document,
  map: YamlMap,
  change: YamlMap,
  kind: string,
  zones: Zones,
): Given | undefined {
  const values = at(change, 'after');
  if (values?.kind !== 'map')
    return wrong(document, change, `${addressOf(map)} says nothing of what it will be`);
  const unknown = unknownOf(change, readerOf(kind)!);
  if (unknown === undefined) return givenBy({ document, kind, values, zones });
  const message = `${addressOf(map)}: ${cite(unknown)} is known only after apply`;
  const concerns = concernsMail({ document, kind, values, zones });
  if (concerns)
    return wrong(document, values, message, 'apply what it depends on first, or leave this record out');
  return note(document, values, `${message}: what is live stands for it`);
}

/** The first attribute of the content that `after_unknown` marks, itself or within. */
function unknownOf(change: YamlMap, { content }: Reader): string | undefined {
  const unknown = at(change, 'after_unknown');
  if (unknown?.kind !== 'map') return undefined;
  return [...content, 'type', 'zone_name'].find((key) => {
    const value = entryOf(unknown, key)?.value;
    return value !== undefined && holdsTrue(value);
  });
}

function holdsTrue(node: YamlNode): boolean {
  if (node.kind === 'scalar') return node.plain && node.text === 'true';
  return node.kind === 'list'
    ? node.items.some(holdsTrue)
    : node.entries.some(({ value }) => holdsTrue(value));
}

/** A lost record must not look like a live one where mail rests on it; of a web server's address nothing depends here. */
function concernsMail(resource: Resource): boolean {
  const type = readerOf(resource.kind)!.type({ ...resource, document: aside(resource.document) });
  const name = known(resource.values, 'name');
  if (type === undefined || ['MX', 'TXT', 'SPF', 'TLSA'].includes(type)) return true;
  return name === undefined || /(?:^|\.)_/.test(name);
}

function aside(document: Document): Document {
  return { ...document, reading: startReading(undefined, undefined) };
}

function givenBy(resource: Resource): Given | undefined {
  const { document, values, kind } = resource;
  const reader = readerOf(kind)!;
  const type = reader.type(resource);
  if (type === undefined) return undefined;
  if (!isRecordType(type)) return skip(document, values, cite(type), 'no type of record');
  const given = reader.read(resource, type);
  if (given === undefined || given.open !== undefined || given.values.length > 0) return given;
  return document.reading.zone.faults.length > 0 ? given : wrong(document, values, `${type} has no value`);
}
