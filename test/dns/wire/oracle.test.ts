import assert from 'node:assert/strict';
import { test } from 'node:test';
import dnsPacket from 'dns-packet';
import fc from 'fast-check';
import { addressOctets, formatAddress } from '../../../src/dns/address.ts';
import type { AnyRecord, RecordType } from '../../../src/dns/types.ts';
import { fromBase32hex, toBase32hex } from '../../../src/dns/wire/base32hex.ts';
import { decodeMessage, type Edns, encodeMessage, type Message } from '../../../src/dns/wire/index.ts';
import { anyMessage, anyRecord, plainName } from './arbitraries.ts';

/**
 * dns-packet 5.6.1 as oracle. Kept out because it is wrong there: labels with dots or octets beyond ASCII, overlong
 * labels, an e-mail local part with a dot in SOA, DNSKEY protocols other than 3, CAA text beyond ASCII, the class's
 * uppermost bit (it speaks mDNS), classes without a name, a UDP size of 0 (it writes 4096); it does not know SVCB and HTTPS, whose RDATA it gives as octets.
 */

type Loose = Record<string, unknown>;
type OracleRecord = { name: string; type: string; class?: string; ttl: number; data: unknown };

const OWN_NAME: Readonly<Record<string, string>> = {
  TYPE0: 'UNKNOWN_0',
  TYPE51: 'NSEC3PARAM',
  TYPE99: 'SPF',
  TYPE255: 'ANY',
  TYPE256: 'UNKNOWN_256',
  TYPE65280: 'UNKNOWN_65280',
  TYPE65535: 'UNKNOWN_65535',
  SVCB: 'UNKNOWN_64',
  HTTPS: 'UNKNOWN_65',
};
const theirType = (type: string) => OWN_NAME[type] ?? type;
const ourType = (type: string) => Object.keys(OWN_NAME).find((ours) => OWN_NAME[ours] === type) ?? type;

const latin1 = (text: string) => Buffer.from(text, 'latin1');
const hex = (text: string) => Buffer.from(text, 'hex');
const base64 = (text: string) => Buffer.from(text, 'base64');
const renamed = (
  data: Loose,
  from: string,
  to: string,
  map: (value: never) => unknown = (value) => value,
): Loose => {
  const { [from]: value, ...rest } = data;
  return { ...rest, [to]: map(value as never) };
};

/** Our data in dns-packet's form, and back. */
const forms: Partial<Record<string, { theirs: (data: never) => unknown; ours: (data: never) => unknown }>> = {
  A: { theirs: (data: Loose) => data.address, ours: (address: string) => ({ address }) },
  AAAA: {
    theirs: (data: Loose) => data.address,
    ours: (address: string) => ({ address: formatAddress(addressOctets(address)!) }),
  },
  ...Object.fromEntries(
    ['NS', 'CNAME', 'DNAME', 'PTR'].map((type) => [
      type,
      { theirs: (data: Loose) => data.target, ours: (target: string) => ({ target }) },
    ]),
  ),
  TXT: {
    theirs: (data: { strings: string[] }) => data.strings.map(latin1),
    ours: (data: Buffer[]) => ({ strings: data.map((string) => string.toString('latin1')) }),
  },
  TLSA: {
    theirs: (data: Loose) => renamed(data, 'data', 'certificate', hex),
    ours: (data: Loose) => renamed(data, 'certificate', 'data', (octets: Buffer) => octets.toString('hex')),
  },
  DS: {
    theirs: (data: Loose) => renamed(data, 'digest', 'digest', hex),
    ours: (data: Loose) => renamed(data, 'digest', 'digest', (octets: Buffer) => octets.toString('hex')),
  },
  DNSKEY: {
    theirs: ({ protocol, ...data }: Loose) => renamed(data, 'publicKey', 'key', base64),
    ours: (data: Loose) => ({
      protocol: 3,
      ...renamed(data, 'key', 'publicKey', (octets: Buffer) => octets.toString('base64')),
    }),
  },
  RRSIG: {
    theirs: ({ originalTtl, signer, ...data }: Loose) => ({
      ...renamed(renamed(data, 'signature', 'signature', base64), 'typeCovered', 'typeCovered', theirType),
      originalTTL: originalTtl,
      signersName: signer,
    }),
    ours: ({ originalTTL, signersName, ...data }: Loose) => ({
      ...renamed(data, 'signature', 'signature', (octets: Buffer) => octets.toString('base64')),
      typeCovered: ourType(data.typeCovered as string),
      originalTtl: originalTTL,
      signer: signersName,
    }),
  },
  NSEC: {
    theirs: ({ next, types }: { next: string; types: string[] }) => ({
      nextDomain: next,
      rrtypes: types.map(theirType),
    }),
    ours: (data: { nextDomain: string; rrtypes: string[] }) => ({
      next: data.nextDomain,
      types: data.rrtypes.map(ourType),
    }),
  },
  NSEC3: {
    theirs: ({ hashAlgorithm, flags, iterations, ...data }: Loose) => ({
      algorithm: hashAlgorithm,
      flags,
      iterations,
      salt: hex(data.salt as string),
      nextDomain: Buffer.from(fromBase32hex(data.nextHashed as string)!),
      rrtypes: (data.types as string[]).map(theirType),
    }),
    ours: ({ algorithm, flags, iterations, ...data }: Loose) => ({
      hashAlgorithm: algorithm,
      flags,
      iterations,
      salt: (data.salt as Buffer).toString('hex'),
      nextHashed: toBase32hex(data.nextDomain as Buffer),
      types: (data.rrtypes as string[]).map(ourType),
    }),
  },
  CAA: { theirs: (data: Loose) => data, ours: ({ issuerCritical, ...data }: Loose) => data },
};
const opaque = {
  theirs: (data: Loose) => hex(data.octets as string),
  ours: (data: Buffer) => ({ octets: data.toString('hex') }),
};

const CLASSES: Readonly<Record<string, number>> = { IN: 1, CH: 3 };
const className = (number: number) => Object.keys(CLASSES).find((name) => CLASSES[name] === number);

function formOf(type: string) {
  const form = forms[type] ?? (type.startsWith('TYPE') ? opaque : undefined);
  const same = (data: Loose) => data;
  return (form ?? { theirs: same, ours: same }) as {
    theirs(data: unknown): unknown;
    ours(data: unknown): unknown;
  };
}

const toOracle = (record: AnyRecord): OracleRecord => ({
  name: record.name,
  type: theirType(record.type),
  class: className(record.class)!,
  ttl: record.ttl,
  data: formOf(record.type).theirs(record.data),
});

function fromOracle(record: OracleRecord): AnyRecord {
  const type = ourType(record.type);
  const { name, ttl } = record;
  return {
    name,
    type,
    class: CLASSES[record.class!],
    ttl,
    data: formOf(type).ours(record.data),
  } as AnyRecord;
}

function isBeyondOracle(record: AnyRecord): boolean {
  if (className(record.class) === undefined) return true;
  if (record.type === 'DNSKEY') return record.data.protocol !== 3;
  if (record.type === 'CAA') return !/^[ -~]*$/.test(record.data.tag + record.data.value);
  return record.type === 'SVCB' || record.type === 'HTTPS';
}

const comparable = anyRecord(plainName).filter((record) => !isBeyondOracle(record));
/** It takes these options apart, and fails where they are too short for that: client subnet, keep-alive, padding, key tag. */
const TRANSLATED_OPTIONS = [8, 11, 12, 14];
const messages = anyMessage(plainName, comparable)
  .filter((message) => message.edns?.udpSize !== 0)
  .filter((message) => !message.edns?.options.some(({ code }) => TRANSLATED_OPTIONS.includes(code)))
  .map((message) => ({
    ...message,
    questions: message.questions.map((question) => ({ ...question, class: 1 })),
  }));

const FLAG_BITS = { aa: 0x400, tc: 0x200, rd: 0x100, ra: 0x80, ad: 0x20, cd: 0x10 };
const OPCODES = ['QUERY', 'IQUERY', 'STATUS', 'OPCODE_3', 'NOTIFY', 'UPDATE'];
const opcodeName = (opcode: number) => OPCODES[opcode] ?? `OPCODE_${opcode}`;

function optToOracle(opt: Edns, rcode: number): Loose {
  const errors = opt.errors.map(({ code, text }) => ({
    code: 15,
    data: Buffer.concat([Buffer.from([code >> 8, code & 255]), Buffer.from(text)]),
  }));
  return {
    name: '.',
    type: 'OPT',
    udpPayloadSize: opt.udpSize,
    extendedRcode: rcode >> 4,
    ednsVersion: opt.version,
    flags: opt.dnssecOk ? 0x8000 : 0,
    options: [...opt.options.map(({ code, octets }) => ({ code, data: Buffer.from(octets) })), ...errors],
  };
}

test('dns-packet reads what we write', () => {
  fc.assert(
    fc.property(messages, (message) => {
      const read = dnsPacket.decode(Buffer.from(encodeMessage(message))) as unknown as Loose;
      assert.equal(read.id, message.id);
      assert.equal(read.opcode, opcodeName(message.opcode));
      for (const [flag, on] of Object.entries(message.flags)) assert.equal(read[`flag_${flag}`], on, flag);
      const questions = read.questions as { name: string; type: string; class: string }[];
      assert.deepEqual(
        questions.map(({ name, type }) => ({ name, type: ourType(type), class: 1 })),
        message.questions,
      );
      for (const section of ['answers', 'authorities'] as const) {
        assert.deepEqual((read[section] as OracleRecord[]).map(fromOracle), message[section]);
      }
      const additionals = read.additionals as (OracleRecord & Loose)[];
      const opts = additionals.filter((record) => record.type === 'OPT');
      assert.deepEqual(
        additionals.filter((record) => record.type !== 'OPT').map(fromOracle),
        message.additionals,
      );
      assert.equal(opts.length, message.edns === undefined ? 0 : 1);
      if (message.edns !== undefined) assertSameOpt(opts[0]!, optToOracle(message.edns, message.rcode));
    }),
    { numRuns: 500 },
  );
});

function assertSameOpt(read: Loose, expected: Loose): void {
  for (const key of ['udpPayloadSize', 'extendedRcode', 'ednsVersion', 'flags']) {
    assert.equal(read[key], expected[key], key);
  }
  const optionsOf = (opt: Loose) =>
    (opt.options as { code: number; data: Buffer }[]).map(({ code, data }) => [code, data.toString('hex')]);
  assert.deepEqual(optionsOf(read), optionsOf(expected));
}

test('we read what dns-packet writes', () => {
  fc.assert(
    fc.property(messages, (message) => {
      const { id, opcode, questions, edns } = message;
      const bits = Object.entries(FLAG_BITS).reduce(
        (sum, [flag, bit]) => (message.flags[flag as keyof Message['flags']] ? sum | bit : sum),
        (opcode << 11) | (message.rcode & 15),
      );
      const packet = dnsPacket.encode({
        type: message.flags.qr ? 'response' : 'query',
        id,
        flags: bits,
        questions: questions.map(({ name, type }) => ({ name, type: theirType(type), class: 'IN' })),
        answers: message.answers.map(toOracle),
        authorities: message.authorities.map(toOracle),
        additionals: [
          ...message.additionals.map(toOracle),
          ...(edns === undefined ? [] : [optToOracle(edns, message.rcode)]),
        ],
      } as unknown as dnsPacket.Packet);
      assert.deepEqual(decodeMessage(packet), { ok: true, message });
    }),
    { numRuns: 500 },
  );
});

test('SVCB and HTTPS, which dns-packet does not know, have the RDATA it reads as octets', () => {
  const type: RecordType = 'HTTPS';
  const data = { priority: 1, target: '.', params: [{ key: 1, value: '\x02h3' }] };
  const record = { name: 'example.com', type, class: 1, ttl: 60, data } as const;
  const header = { id: 1, opcode: 0, rcode: 0, questions: [], authorities: [], additionals: [] };
  const flags = { qr: true, aa: false, tc: false, rd: false, ra: false, ad: false, cd: false };
  const read = dnsPacket.decode(Buffer.from(encodeMessage({ ...header, flags, answers: [record] })));
  const octets = (read.answers as unknown as OracleRecord[])[0]!.data as Buffer;
  assert.equal(octets.toString('hex'), '00010000010003026833');
});
