import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readCaa } from '../../src/records/caa.ts';
import { type Dnskey, dsMatches, keyTag, readNsec3Param, rsaBits } from '../../src/records/dnssec.ts';
import { readTlsa } from '../../src/records/tlsa.ts';

/** RFC 4034 §5.4. */
const KEY: Dnskey = {
  flags: 256,
  protocol: 3,
  algorithm: 5,
  publicKey:
    'AQOeiiR0GOMYkDshWoSKz9XzfwJr1AYtsmx3TGkJaNXVbfi/2pHm822aJ5iI9BMzNXxeYCmZDRD99WYwYqUSdjMmmAphXdvxegXd/M5+X7OrzKBaMbCVdFLUUh6DhweJBjEVv5f2wwjM9XzcnOf+EPbtG9DMBmADjFDc2w/rljwvFw==',
};
const SHA1 = '2bb183af5f22588179a53b0a98631fad1a292118';
/** RFC 4509 §2.3. */
const SHA256 = 'd4b7d520e7bb5f0f67674a0cceb1e3e0614b93c4f9e99b8383f6a1e4469da50a';
const ds = (digestType: number, digest: string) => ({ keyTag: 60485, algorithm: 5, digestType, digest });

describe('keys and DS records', () => {
  it('the examples of the standards', () => {
    assert.equal(keyTag(KEY), 60485);
    assert.equal(dsMatches(ds(1, SHA1), 'dskey.example.com', [KEY]), true);
    assert.equal(dsMatches(ds(2, SHA256), 'DSKEY.example.com', [KEY]), true);
    assert.equal(dsMatches(ds(2, SHA256), 'example.com', [KEY]), false);
    assert.equal(dsMatches({ ...ds(2, SHA256), algorithm: 8 }, 'dskey.example.com', [KEY]), false);
  });

  it('what cannot be computed is neither right nor wrong', () => {
    assert.equal(dsMatches(ds(3, '00'), 'dskey.example.com', [KEY]), undefined);
  });

  it('a key that is none of the zone, or revoked, does not count', () => {
    for (const flags of [0, 1, 256 | 128])
      assert.equal(dsMatches(ds(1, SHA1), 'dskey.example.com', [{ ...KEY, flags }]), false);
  });

  it('the length of RSA keys, and of no others', () => {
    assert.equal(rsaBits(KEY), 1024);
    assert.equal(rsaBits({ ...KEY, algorithm: 13 }), null);
    for (const publicKey of ['', 'AA==', 'AAAA', 'AQ=='])
      assert.equal(rsaBits({ ...KEY, publicKey }), 0, publicKey);
  });

  it('NSEC3 parameters from their octets', () => {
    assert.deepEqual(readNsec3Param({ octets: '0100000a04aabbccdd' }), { iterations: 10, salt: 'aabbccdd' });
    assert.deepEqual(readNsec3Param({ octets: '0100000000' }), { iterations: 0, salt: '' });
    for (const octets of ['', '01', '01000000', '0100000004aabb', '010000000000'])
      assert.equal(readNsec3Param({ octets }), undefined, octets);
  });
});

describe('what is hostile', () => {
  it('a CAA value of 65,000 characters takes no time', () => {
    const start = performance.now();
    for (const value of [
      ' '.repeat(65_000),
      'a-'.repeat(32_000),
      'a;'.repeat(32_000),
      `${'a='.repeat(32_000)}é`,
    ])
      for (const tag of ['issue', 'iodef', 'isue', 'x'.repeat(255)]) readCaa({ flags: 0, tag, value });
    assert.ok(performance.now() - start < 500);
  });

  it('TLSA data of any octets is read', () => {
    for (const data of ['', '00', '30', '3082ffff', 'ff'.repeat(30_000)])
      for (const matchingType of [0, 1, 2, 3, 255])
        for (const selector of [0, 1, 2, 255])
          assert.equal(typeof readTlsa({ usage: 3, selector, matchingType, data }).isUsable, 'boolean');
  });
});
