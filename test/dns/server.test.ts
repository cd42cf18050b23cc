import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseServer, type Server, serverLabel, systemServers } from '../../src/dns/index.ts';

const GOOD: [text: string, server: Server, label?: string][] = [
  ['192.0.2.53', { host: '192.0.2.53', port: 53 }],
  ['192.0.2.53:53', { host: '192.0.2.53', port: 53 }, '192.0.2.53'],
  ['192.0.2.53:5353', { host: '192.0.2.53', port: 5353 }],
  ['2001:db8::53', { host: '2001:db8::53', port: 53 }],
  ['[2001:db8::53]', { host: '2001:db8::53', port: 53 }, '2001:db8::53'],
  ['[2001:db8::53]:5353', { host: '2001:db8::53', port: 5353 }],
  ['fe80::1%eth0', { host: 'fe80::1%eth0', port: 53 }],
  ['[fe80::1%eth0]:5353', { host: 'fe80::1%eth0', port: 5353 }],
  ['tls://192.0.2.53', { host: '192.0.2.53', port: 853, protocol: 'tls' }],
  ['TLS://192.0.2.53:8853', { host: '192.0.2.53', port: 8853, protocol: 'tls' }, 'tls://192.0.2.53:8853'],
  ['tls://192.0.2.53#dns.example', { host: '192.0.2.53', port: 853, protocol: 'tls', name: 'dns.example' }],
  ['tls://[2001:db8::53]', { host: '2001:db8::53', port: 853, protocol: 'tls' }],
  ['tls://dns.example', { host: 'dns.example', port: 853, protocol: 'tls' }],
  [
    'https://dns.example',
    { host: 'dns.example', port: 443, protocol: 'https' },
    'https://dns.example/dns-query',
  ],
  [
    'https://dns.example/',
    { host: 'dns.example', port: 443, protocol: 'https' },
    'https://dns.example/dns-query',
  ],
  [
    'https://192.0.2.53:8443/q#dns.example',
    { host: '192.0.2.53', port: 8443, protocol: 'https', path: '/q', name: 'dns.example' },
  ],
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
  '[192.0.2.1',
  '[]:53',
  'udp://192.0.2.1',
  'tls://',
  'tls://192.0.2.1/path',
  'tls://192.0.2.1:0',
  'tls://192.0.2.1#',
  'tls://192.0.2.1#-',
  'tls://user@192.0.2.1',
  'https://dns.example/a b',
  'https://dns.example:x/',
  'https:///dns-query',
  'https://192.0.2.300/',
];

describe('a name server', () => {
  for (const [text, server, label = text] of GOOD) {
    it(`${text} is read`, () => {
      assert.deepEqual(parseServer(text), { server });
      assert.equal(serverLabel(server), label);
      assert.deepEqual(parseServer(label), { server });
    });
  }

  for (const text of BAD) {
    it(`"${text}" is none`, () => assert.ok('problem' in parseServer(text)));
  }

  it('is known to this system, or none is', () => {
    for (const { host, port } of systemServers()) {
      assert.ok('server' in parseServer(serverLabel({ host, port })));
    }
  });
});
