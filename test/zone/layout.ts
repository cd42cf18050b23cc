import { isWithin, type Name } from '../../src/dns/name.ts';
import type { AnyRecord, DataOf, RecordType } from '../../src/dns/types.ts';
import { encodeRdata, typeNumber } from '../../src/dns/wire/index.ts';
import { printData, printRecord } from '../../src/zone/index.ts';

/** Zone text for records in as many of the ways to write them as there are; the same seed gives the same text. */
export function layOut(records: readonly AnyRecord[], apex: Name, seed: number): string {
  const pick = picker(seed);
  const lineEnd = pick(3) === 0 ? '\r\n' : '\n';
  const state: State = { origin: apex, owner: undefined, defaultTtl: undefined };
  const lines = [
    `${apex}. 600 SOA ns.example.net. hostmaster 1 1h 2h 1w 60`,
    `${apex}. 600 IN NS ns.example.net.`,
  ];
  for (const record of records) lines.push(...between(state, record, apex, pick), line(state, record, pick));
  return lines.join('\n').replaceAll('\n', lineEnd) + lineEnd;
}

type Pick = (choices: number) => number;

interface State {
  origin: Name;
  owner: Name | undefined;
  defaultTtl: number | undefined;
}

/** mulberry32 */
function picker(seed: number): Pick {
  let state = seed;
  return (choices) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % choices;
  };
}

function between(state: State, record: AnyRecord, apex: Name, pick: Pick): string[] {
  switch (pick(10)) {
    case 0:
      state.defaultTtl = record.ttl;
      return [`$TTL ${duration(record.ttl, pick)} ; "(`];
    case 1:
      state.origin = state.origin === apex ? 'y.example.com' : apex;
      return [`$ORIGIN ${state.origin}.`];
    case 2:
      return ['', '; comment ( "', ' \t'];
    default:
      return [];
  }
}

function line(state: State, record: AnyRecord, pick: Pick): string {
  const owner = ownerText(state, record, pick);
  state.owner = record.name;
  const ttl = record.ttl === state.defaultTtl && pick(2) === 0 ? [] : [duration(record.ttl, pick)];
  const className = [[], ['IN'], ['in'], ['CLASS1']][pick(4)]!;
  const head = pick(2) === 0 ? [...ttl, ...className] : [...className, ...ttl];
  const words = [...head, typeText(record.type, pick), ...dataWords(record, pick)];
  const open = pick(3) === 0 ? pick(words.length) : -1;
  const spaced = words.map((word, index) => (index === open ? `( ${word}` : word));
  const separators = open < 0 ? [' ', '\t', '  '] : [' ', '\t'];
  let text = owner;
  spaced.forEach((word, index) => {
    const inside = open >= 0 && index > open;
    text +=
      inside && pick(3) === 0
        ? `${[' ; c "\n', '\n', '\n\t '][pick(3)]}${word}`
        : separators[pick(2)]! + word;
  });
  return text + (open >= 0 ? [')', ' )', ' ; x\n)'][pick(3)]! : '') + ['', ' ', ';c', ' ; => c'][pick(4)]!;
}

function ownerText(state: State, { name }: AnyRecord, pick: Pick): string {
  if (name === state.owner && pick(2) === 0) return '';
  if (!isWithin(name, state.origin) || pick(3) === 0) return `${name}.`;
  const [relative] = printRecord(
    { name, type: 'A', class: 1, ttl: 0, data: { address: '' } },
    { relativeTo: state.origin },
  ).split(' ');
  return pick(3) === 0
    ? relative!.replace(/^[a-z]/, (char) => `\\${String(char.charCodeAt(0)).padStart(3, '0')}`)
    : relative!;
}

function duration(ttl: number, pick: Pick): string {
  return [String(ttl), `${ttl / 60}m`, `${Math.floor(ttl / 3600)}H${(ttl % 3600) / 60}M0s`][pick(3)]!;
}

function typeText(type: RecordType, pick: Pick): string {
  return [type, type.toLowerCase(), `TYPE${typeNumber(type)}`][pick(3)]!;
}

/** The words of the data, or its octets in the generic form. */
function dataWords(record: AnyRecord, pick: Pick): string[] {
  const data = record.data as DataOf<RecordType>;
  if (pick(5) === 0) {
    const octets = Buffer.from(encodeRdata(record.type as RecordType, data)).toString('hex');
    const middle = Math.floor(octets.length / 4) * 2;
    return ['\\#', String(octets.length / 2), octets.slice(0, middle), octets.slice(middle)].filter(
      (word) => word !== '',
    );
  }
  const printed = printData<RecordType>(record.type, data);
  return printed.match(/(?:\\.|[^\s"\\])*"(?:\\.|[^"\\])*"|(?:\\.|[^\s"\\])+/g)!;
}
