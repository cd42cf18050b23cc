import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { DataOf, RecordType } from '../../../src/dns/types.ts';
import {
  decodeMessage,
  decodeRdata,
  encodeMessage,
  encodeQuery,
  encodeRdata,
  type Message,
} from '../../../src/dns/wire/index.ts';
import { anyMessage, anyName, dataOf, edns, KNOWN_TYPES, record, u16 } from './arbitraries.ts';

function decoded(octets: Uint8Array): Message {
  const result = decodeMessage(octets);
  assert.ok(result.ok, result.ok ? '' : result.problem);
  return result.message;
}

for (const type of KNOWN_TYPES) {
  const data = dataOf(anyName)[type] as fc.Arbitrary<DataOf<RecordType>>;

  test(`${type}: RDATA comes back as it was`, () => {
    fc.assert(
      fc.property(data, (value) => {
        assert.deepEqual(decodeRdata(type, encodeRdata<RecordType>(type, value)), value);
      }),
      { numRuns: 200 },
    );
  });

  test(`${type}: RDATA with an octet more or less, or none, is refused or other data`, () => {
    assert.equal(decodeRdata(type, new Uint8Array()), undefined);
    fc.assert(
      fc.property(data, (value) => {
        const octets = encodeRdata<RecordType>(type, value);
        for (const other of [octets.subarray(0, -1), Uint8Array.from([...octets, 0])]) {
          assert.notDeepEqual(decodeRdata(type, other), value);
        }
      }),
      { numRuns: 50 },
    );
  });
}

test('an unknown type keeps its octets, none of them too', () => {
  assert.deepEqual(decodeRdata('TYPE65280', Uint8Array.from([0xab, 0])), { octets: 'ab00' });
  assert.deepEqual(decodeRdata('TYPE65280', new Uint8Array()), { octets: '' });
});

test('a message comes back as it was, whatever the octets of its labels', () => {
  fc.assert(
    fc.property(anyMessage(anyName), (message) => {
      assert.deepEqual(decoded(encodeMessage(message)), message);
    }),
    { numRuns: 1000 },
  );
});

test('decoding does not depend on what lies around the octets', () => {
  fc.assert(
    fc.property(anyMessage(anyName), u16, (message, around) => {
      const octets = encodeMessage(message);
      const buffer = new Uint8Array(octets.length + 200).fill(around);
      buffer.set(octets, 100);
      assert.deepEqual(decoded(buffer.subarray(100, 100 + octets.length)), message);
    }),
    { numRuns: 100 },
  );
});

test('every prefix of a message is refused', () => {
  fc.assert(
    fc.property(anyMessage(anyName), (message) => {
      const octets = encodeMessage(message);
      for (let length = 0; length < octets.length; length++) {
        assert.equal(decodeMessage(octets.subarray(0, length)).ok, false, `${length} octets`);
      }
    }),
    { numRuns: 100 },
  );
});

test('a query is the message it stands for', () => {
  const query = record({
    id: u16,
    name: anyName,
    type: fc.constantFrom<RecordType>('A', 'TXT', 'TYPE99'),
    recursionDesired: fc.option(fc.boolean(), { nil: undefined }),
    checkingDisabled: fc.option(fc.boolean(), { nil: undefined }),
    edns: fc.option(
      edns.map(({ udpSize, dnssecOk, options }) => ({ udpSize, dnssecOk, options })),
      { nil: undefined },
    ),
  });
  fc.assert(
    fc.property(query, (asked) => {
      const message = decoded(encodeQuery(asked));
      const { id, name, type, recursionDesired = true, checkingDisabled = false } = asked;
      assert.equal(message.id, id);
      assert.deepEqual(message.questions, [{ name, type, class: 1 }]);
      assert.deepEqual(message.flags, {
        qr: false,
        aa: false,
        tc: false,
        rd: recursionDesired,
        ra: false,
        ad: false,
        cd: checkingDisabled,
      });
      const expected = asked.edns === undefined ? undefined : { version: 0, errors: [], ...asked.edns };
      assert.deepEqual(message.edns, expected);
      assert.deepEqual([message.opcode, message.rcode, message.answers.length], [0, 0, 0]);
    }),
  );
});
