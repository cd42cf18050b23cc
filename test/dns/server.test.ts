import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseServer, serverLabel, systemServers } from '../../src/dns/index.ts';

const GOOD: [text: string, host: string, port: number, label: string][] = [
  ['192.0.2.53', '192.0.2.53', 53, '192.0.2.53'],
  ['192.0.2.53:53', '192.0.2.53', 53, '192.0.2.53'],
  ['192.0.2.53:5353', '192.0.2.53', 5353, '192.0.2.53:5353'],
  ['2001:db8::53', '2001:db8::53', 53, '2001:db8::53'],
  ['[2001:db8::53]', '2001:db8::53', 53, '2001:db8::53'],
  ['[2001:db8::53]:5353', '2001:db8::53', 5353, '[2001:db8::53]:5353'],
  ['fe80::1%eth0', 'fe80::1%eth0', 53, 'fe80::1%eth0'],
  ['[fe80::1%eth0]:5353', 'fe80::1%eth0', 5353, '[fe80::1%eth0]:5353'],
];

const BAD = [
  '',
  'ns.example.com',
  '192.0.2',
  '192.0.2.256',
  '192.0.2.1:',
  '192.0.2.1:0',
  '192.0.2.1:65536',
  '192.0.2.1:1:1',
];

describe('a name server', () => {
  for (const [text, host, port, label] of GOOD) {
    it(`${text} is read`, () => {
      assert.deepEqual(parseServer(text), { server: { host, port } });
      assert.equal(serverLabel({ host, port }), label);
    });
  }

  for (const text of [...BAD, '[192.0.2.1', '[]:53', 'tls://192.0.2.1', 'https://dns.example/']) {
    it(`"${text}" is none`, () => assert.ok('problem' in parseServer(text)));
  }

  it('is known to this system, or none is', () => {
    for (const { host, port } of systemServers()) {
      assert.ok('server' in parseServer(serverLabel({ host, port })));
    }
  });
});
