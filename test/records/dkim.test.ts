import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { type DkimKey, parseDkimKey } from '../../src/records/dkim.ts';
import { sharedJson } from '../support/shared.ts';
import { applied, brokenFaults, harmfulReplacements, nearly, octets, wire } from './arbitraries.ts';

interface Vectors {
  cases: ({ record: string } & Pick<DkimKey, 'status' | 'keyType' | 'bits' | 'issues'>)[];
}

for (const { record, status, keyType, bits, issues } of sharedJson<Vectors>('vectors/dkim/keys.json').cases) {
  test(`vector: ${record.slice(0, 60)}`, () => {
    const { value } = parseDkimKey(record);
    const got = { status: value.status, keyType: value.keyType, bits: value.bits, issues: value.issues };
    assert.deepEqual(got, { status, keyType, bits, issues });
  });
}

function rsaKey(bits: number, exponent = 65537) {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: bits, publicExponent: exponent });
  const text = (type: 'spki' | 'pkcs1') => publicKey.export({ type, format: 'der' }).toString('base64');
  return {
    spki: text('spki'),
    pkcs1: text('pkcs1'),
    pem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

const rsa = rsaKey(1024, 3);
const ed25519 = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'der' });
const raw = ed25519.subarray(12).toString('base64');

test('both encodings of an RSA key are one key', () => {
  const [spki, pkcs1] = [rsa.spki, rsa.pkcs1].map((p) => parseDkimKey(`v=DKIM1; p=${p}`).value);
  assert.deepEqual([spki?.rsa?.encoding, pkcs1?.rsa?.encoding], ['spki', 'pkcs1']);
  assert.equal(spki?.rsa?.modulus, pkcs1?.rsa?.modulus);
  assert.deepEqual(
    [spki?.status, spki?.bits, spki?.rsa?.exponent, spki?.rsa?.modulus.length],
    ['ok', 1024, '3', 256],
  );
  assert.deepEqual(spki?.issues, ['unusual-exponent', 'weak-below-2048']);
});

test('tags: services, flags, hashes, notes, blanks with line breaks', () => {
  const { value, faults } = parseDkimKey(
    `v=DKIM1;\r\n k=ed25519; s=email : tlsrpt; t=s; n=by hand; h=sha256; g=*; z=; p=${raw.slice(0, 20)}\r\n ${raw.slice(20)};`,
  );
  assert.deepEqual(faults, []);
  assert.deepEqual([value.status, value.keyType, value.bits], ['ok', 'ed25519', 256]);
  assert.deepEqual(
    [value.services, value.flags, value.hashes, value.notes],
    [['email', 'tlsrpt'], ['s'], ['sha256'], 'by hand'],
  );
  assert.deepEqual(value.issues, ['historic-g']);
});

/** record → [code, status, does its replacement make the key good] */
const SLIPS: [name: string, text: string, code: string, cured?: boolean][] = [
  ['no key', 'v=DKIM1; k=rsa', 'missing-p'],
  ['wrong version', `v=dkim1; p=${rsa.spki}`, 'bad-version', true],
  ['version last', `p=${rsa.spki}; v=DKIM1`, 'version-not-first'],
  ['tag twice', `p=${rsa.spki}; t=s; t=s`, 'duplicate-tag'],
  ['key type in capitals', `k=RSA; p=${rsa.spki}`, 'unknown-key-type', true],
  ['cut off at a character', `p=${rsa.spki.slice(0, 201)}`, 'truncated-key'],
  ['cut off at a group', `p=${rsa.spki.slice(0, 200)}`, 'truncated-key'],
  ['PEM header', `p=${rsa.pem.replaceAll('\n', '')}`, 'pem-header', true],
  ['quotes between strings', `p=${rsa.spki.slice(0, 100)}" "${rsa.spki.slice(100)}`, 'bad-base64', true],
  ['URL alphabet', `k=ed25519; p=${Buffer.alloc(32, 0xff).toString('base64url')}`, 'bad-base64', true],
  ['no padding', `k=ed25519; p=${raw.slice(0, -1)}`, 'base64-padding', true],
  ['Ed25519 in DER', `k=ed25519; p=${ed25519.toString('base64')}`, 'bad-key', true],
  ['RSA called Ed25519', `k=ed25519; p=${rsa.spki}`, 'bad-key'],
  ['Ed25519 called RSA', `p=${raw}`, 'bad-key'],
  ['not for mail', `s=tlsrpt; p=${rsa.spki}`, 'service-not-email', true],
  ['quotes around it', `"v=DKIM1; k=ed25519; p=${raw}"`, 'quote-character', true],
  ['quotes, and no version', `"p=${rsa.spki}"`, 'quote-character', true],
  [
    'quotes between its strings',
    `"v=DKIM1; p=${rsa.spki.slice(0, 90)}" "${rsa.spki.slice(90)}"`,
    'quote-character',
    true,
  ],
  ['escaped quotes', `\\"v=DKIM1; k=ed25519; p=${raw}\\"`, 'quote-character', true],
  ['typographic quotes', wire(`“v=DKIM1; k=ed25519; p=${raw}”`), 'quote-character', true],
  ['escaped semicolons', `v=DKIM1\\; k=ed25519\\; p=${raw}`, 'backslash', true],
  ['no hash', `h=md5; p=${rsa.spki}`, 'hash-list', true],
];

for (const [name, text, code, cured = false] of SLIPS) {
  test(`slip: ${name} is ${code}`, () => {
    const { value, faults } = parseDkimKey(text);
    assert.deepEqual(
      faults.map((fault) => [fault.code, fault.replacement !== undefined, fault.hint !== undefined]),
      [[code, cured, true]],
    );
    assert.equal(value.status, code === 'base64-padding' ? 'ok' : 'invalid');
    assert.ok(value.issues.includes(code));
    if (cured) assert.equal(parseDkimKey(applied(text, faults[0]!)).value.status, 'ok');
  });
}

const PIECES = [
  'v=DKIM1',
  ';',
  '; ',
  ' ',
  '=',
  'p=',
  rsa.spki,
  raw,
  rsa.spki.slice(0, 99),
  'k=',
  'rsa',
  'ed25519',
  'h=',
  'sha1',
  'sha256',
  ':',
  's=email',
  't=y',
  'n=',
  'g=',
  '"',
  '\\',
  '-----BEGIN PUBLIC KEY-----',
  '\r\n',
  '\xff',
  'AAAA',
  '-',
  '_',
];

test('total: any octets give a key, and faults inside the text, in order', () => {
  fc.assert(
    fc.property(fc.oneof(octets, nearly(PIECES)), (text) =>
      assert.equal(brokenFaults(parseDkimKey(text)), undefined),
    ),
    { numRuns: 800 },
  );
});

test('a replacement never makes more faults', () => {
  fc.assert(
    fc.property(nearly(PIECES), (text) => assert.deepEqual(harmfulReplacements(text, parseDkimKey), [])),
    { numRuns: 1500 },
  );
});
