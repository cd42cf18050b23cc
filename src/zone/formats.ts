import { cite } from './fields.ts';
import { readJson } from './json/read.ts';
import type { YamlNode } from './yaml/node.ts';
import { entryOf } from './yaml/node.ts';

/** What a source may be; the name is the prefix that forces it. */
export const FORMATS = {
  zone: 'a zone file (BIND)',
  octodns: 'OctoDNS’s YAML, a zone or the configuration',
  terraform: 'a plan by terraform show -json',
  dnscontrol: 'dnscontrol print-ir',
  route53: 'aws route53 list-resource-record-sets',
  records: 'records, one JSON object a line',
} as const;

export type Format = keyof typeof FORMATS;

export function isFormat(text: string): text is Format {
  return Object.hasOwn(FORMATS, text);
}

/** What is understood, and how to say which it is. */
const UNDERSTOOD = `understood are ${Object.entries(FORMATS)
  .map(([prefix, what]) => `${prefix}: ${what}`)
  .join('; ')}; put the prefix before the path to force one, as in records:FILE`;

/** What to give instead; Terraform saves a plan as an archive, and prints it for people. */
export function formatHint(text: string): string {
  const isPlan =
    text.startsWith('PK\x03\x04') || /^\s*(?:\x1b\[[\d;]*m)*Terraform (?:will perform|used the)/.test(text);
  return isPlan ? 'of Terraform give what “terraform show -json PLAN” prints' : UNDERSTOOD;
}

/** The keys that no other of these formats has. */
const MARKS: readonly (readonly [key: string, format: Format])[] = [
  ['resource_changes', 'terraform'],
  ['terraform_version', 'terraform'],
  ['ResourceRecordSets', 'route53'],
  ['domains', 'dnscontrol'],
];

/** By the file's name where that tells, else by its content; `undefined` where neither does. */
export function formatOf(name: string, text: string): Format | undefined {
  if (/\.ya?ml$/i.test(name)) return 'octodns';
  const isJson = /^(?:\xef\xbb\xbf)?\s*[{[]/.test(text) || /\.(?:json|ndjson|jsonl)$/i.test(name);
  return isJson ? jsonFormat(text) : 'zone';
}

/** 65,535 octets of data, each escaped. */
const LONGEST_RECORD = 400_000;

function jsonFormat(text: string): Format | undefined {
  const line = /\S[^\n]*/.exec(text)?.[0] ?? '';
  const first = line.length > LONGEST_RECORD ? undefined : readJson(line).root;
  if (first !== undefined && has(first, 'name') && has(first, 'type')) return 'records';
  return MARKS.find(([key]) => new RegExp(`"${key}"\\s*:`).test(text))?.[1];
}

function has(node: YamlNode, key: string): boolean {
  return node.kind === 'map' && entryOf(node, key) !== undefined;
}

/** Said of a text that is read as a zone file for want of anything better, and is none. */
export function looksLikeZone(text: string): boolean {
  return /^\$[A-Z]|(?:^|\s)(?:SOA|NS|A|AAAA|MX|TXT|CNAME|PTR|SRV|CAA|TLSA|DS|TYPE\d+)\s/im.test(
    text.slice(0, 100_000),
  );
}

export function unknownFormat(name: string): string {
  return `${cite(name)} is in no format that is read here`;
}
