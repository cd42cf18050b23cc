import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readDnsControl, type ZoneText } from '../../src/zone/index.ts';
import { shown } from './reading.ts';

const domain = (records: object[], more: object = {}) => ({
  name: 'example.com',
  registrar: 'none',
  records,
  ...more,
});

function readAll(...domains: object[]): ZoneText[] {
  return readDnsControl(JSON.stringify({ registrars: [], dns_providers: [], domains }), { file: 'ir.json' });
}

const read = (records: object[], more: object = {}) => {
  const zone = readAll(domain(records, more))[1]!;
  return { zone, ...shown(zone) };
};

describe('dnscontrol print-ir', () => {
  it('is the whole of each domain but for NS and SOA', () => {
    const zones = readAll(domain([{ type: 'A', name: '@', target: '192.0.2.1' }]), {
      ...domain([{ type: 'NS', name: '@', target: 'ns1.example.net.' }]),
      name: 'example.net',
    });
    assert.deepEqual(
      zones.map(({ whole }) => whole?.apex),
      [undefined, 'example.com', 'example.net'],
    );
    assert.deepEqual(shown(zones[1]!).untold, ['example.com NS SOA']);
    assert.deepEqual(shown(zones[2]!).untold, ['example.net SOA']);
  });

  it('leaves zero out, and TXT is text of any length', () => {
    const { records, faults } = read([
      { type: 'MX', name: '@', target: '.' },
      { type: 'TXT', name: 'long', target: 'x'.repeat(300), ttl: 60 },
      { type: 'TXT', name: 'old', target: 'ab', txtstrings: ['a', 'b'] },
      { type: 'HTTPS', name: '@', svcpriority: 1, target: '.', svcparams: 'alpn="h3,h2" port=443' },
      { type: 'MX', name: 'sub', subdomain: 'sub', mxpreference: 5, target: 'mx' },
    ]);
    assert.deepEqual(faults, []);
    assert.deepEqual(records, [
      '1 example.com. 300 IN MX 0 .',
      `1 long.example.com. 60 IN TXT "${'x'.repeat(255)}" "${'x'.repeat(45)}"`,
      '1 old.example.com. 300 IN TXT "a" "b"',
      '1 example.com. 300 IN HTTPS 1 . key1="\\002h3\\002h2" key3="\\001\\187"',
      '1 sub.example.com. 300 IN MX 5 mx.sub.example.com.',
    ]);
  });

  it('leaves open what a provider makes, and skips with a note what is no record', () => {
    const { untold, notes, records } = read([
      { type: 'ALIAS', name: '@', target: 'lb.example.net.' },
      { type: 'R53_ALIAS', name: 'r', r53_alias: { type: 'MX' }, target: 'x.example.net.' },
      { type: 'A', name: 'www', target: '192.0.2.1', meta: { cloudflare_proxy: 'on' } },
      { type: 'LOC', name: 'l', target: '' },
      { type: 'CF_REDIRECT', name: '@', target: 'a,b' },
    ]);
    assert.deepEqual(records, []);
    assert.deepEqual(untold, [
      'example.com A AAAA',
      'r.example.com MX',
      'www.example.com A AAAA HTTPS',
      'l.example.com TYPE29',
      'example.com NS SOA',
    ]);
    assert.equal(notes.length, 5);
    assert.match(notes[4]!, /“CF_REDIRECT” is not read: no record of the DNS/);
  });

  it('of a domain that keeps what it does not name, only the record sets are given', () => {
    for (const [more, what] of [
      [{ keepunknown: true }, 'NO_PURGE'],
      [{ unmanaged: [{ label_pattern: 'x' }] }, 'IGNORE'],
    ] as const) {
      const absent = [{ type: 'TXT', name: 'gone', target: 'old' }];
      const { zone, notes, changes } = read([{ type: 'A', name: '@', target: '192.0.2.1' }], {
        ...more,
        recordsabsent: absent,
      });
      assert.equal(zone.whole, undefined);
      assert.match(notes[0]!, new RegExp(`${what}: what example.com does not name here stays`));
      assert.deepEqual(changes, ['gone.example.com TXT [{"strings":["old"]}]']);
    }
  });

  it('two views of a domain, targets that may mean two names and raw records are faults', () => {
    const views = readAll(domain([]), { ...domain([]), name: 'example.com!inside' });
    assert.match(shown(views[2]!).faults.join(), /example\.com stands twice \(of split DNS keep the view/);
    assert.match(
      read([{ type: 'CNAME', name: 'a', target: 'b.example.net' }]).faults.join(),
      /has no final dot \(write b\.example\.net\. or b\.example\.net\.example\.com\.\)/,
    );
    assert.match(read([], { rawrecords: [{}] }).faults.join(), /raw records are not worked out/);
  });
});
