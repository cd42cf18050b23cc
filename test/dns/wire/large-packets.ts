import { header, hex, repeated } from './octets.ts';

/** Packets of 64 kB that cost a decoder the most: for tests, and for the bench. */

export const opt = (rdata: string) =>
  hex(`00 0029 04d0 00000000 ${(rdata.length / 2).toString(16).padStart(4, '0')} ${rdata}`);
export const labels = (count: number, length: number) =>
  `${length.toString(16).padStart(2, '0')}${'61'.repeat(length)}`.repeat(count);
export const extra = (count: number, ...parts: Uint8Array[]) =>
  Buffer.concat([header({ additionals: count }), ...parts]);

export function pointerTo(offset: number): string {
  return (0xc000 | offset).toString(16);
}

export const FULL = 65_535;
const record = (owner: string, type: number, rdata: string) =>
  hex(
    `${owner} ${type.toString(16).padStart(4, '0')} 0001 0000003c ${(rdata.length / 2).toString(16).padStart(4, '0')}${rdata}`,
  );
const filled = (fixed: Uint8Array, one: Uint8Array) =>
  repeated(one, Math.floor((FULL - 12 - fixed.length) / one.length));

/** A block of RDATA that names of later records point into, at as many places as there is room for. */
function pointedInto(block: string, count: number, target: (index: number) => number): Uint8Array {
  const first = record('00', 0xff00, block);
  const owners = Array.from({ length: count }, (_, index) =>
    record(pointerTo(12 + 11 + target(index)), 0xff00, ''),
  );
  return Buffer.concat([header({ answers: 1 + count }), first, ...owners]);
}

const bitmap = Array.from(
  { length: 256 },
  (_, window) => `${window.toString(16).padStart(2, '0')}20${'ff'.repeat(32)}`,
).join('');
const overlapping = `${'3f'.repeat(192)}${'00'.repeat(64)}`.repeat(60);
// An odd number of labels and an even length: every second octet of the block starts a label.
const chainOfLabels = `${labels(126, 1)}0000`.repeat(60);
/** Full messages, each made to cost as much as it can; most are read. */
export const large: [what: string, packet: Uint8Array, outcome?: 'refused'][] = [
  [
    '65,535 octets of pointers',
    Buffer.concat([header({ questions: 65535 }), repeated(hex('c00c'), 32_761)]),
    'refused',
  ],
  ['pointers, each to the one before', pointedInto(pointersBack(8000), 3500, (index) => 15_998 - 2 * index)],
  ['5,957 empty records', manyRecords(hex('00 ff00 0001 00000000 0000'))],
  ['4,368 A records of one owner', manyRecords(record('00', 1, 'c0000201'))],
  ['names that overlap', pointedInto(overlapping, 4000, (index) => index * 3), 'refused'],
  ['names of 127 labels, entered everywhere', pointedInto(chainOfLabels, 4000, (index) => 2 * index)],
  ['one TXT of empty strings', manyRecords(record('00', 16, '00'.repeat(65_000)))],
  ['bitmaps of all types', manyRecords(record('00', 47, `00${bitmap}`))],
  ['16,000 service parameters', manyRecords(record('00', 64, `000100${serviceParams(16_000)}`))],
  ['4,000 EDNS options', extra(1, opt('fde90000'.repeat(4000)))],
  ['4,000 extended errors', extra(1, opt('000f000300164e'.repeat(4000)))],
  [
    'octets that are no ASCII in every label',
    manyRecords(record(`${'3f'.concat('ff'.repeat(63)).repeat(3)}00`, 0xff00, '')),
  ],
  [
    'SOA records with long names',
    manyRecords(record('00', 6, `${labels(127, 1)}00`.repeat(2).concat('00'.repeat(20)))),
  ],
];

function manyRecords(one: Uint8Array): Uint8Array {
  const body = filled(hex(''), one);
  return Buffer.concat([header({ answers: body.length / one.length }), body]);
}

/** Pointers to the pointer before, 60 in a row from a root label on. */
function pointersBack(count: number): string {
  const at = (index: number) => (index % 61 === 0 ? '0000' : pointerTo(12 + 11 + 2 * (index - 1)));
  return Array.from({ length: count }, (_, index) => at(index)).join('');
}

function serviceParams(count: number): string {
  return Array.from({ length: count }, (_, key) => `${key.toString(16).padStart(4, '0')}0000`).join('');
}
