import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import { mailcheck } from '../support/command.ts';
import { fixtureResolver } from '../support/fixture.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'mx-states-'));
after(() => rmSync(folder, { recursive: true }));

const NOBODY = '@ TXT "v=spf1 -all"\n';

/** The states that Internet.nl tells apart (Internet.nl#464, #748, #1192, #1741, #1751), and what we say of each. */
const STATES: [what: string, zone: string, state: string, words: string, findings: string[]][] = [
  ['has MX', '@ MX 10 mail\nmail A 192.0.2.1\n', 'mx', '1 host: mail.example.com (IPv4)', []],
  ['neither MX nor address', NOBODY, 'none', 'no MX and no address: nothing receives mail', []],
  [
    'a null MX and an address',
    `@ MX 0 .\n@ A 192.0.2.80\n${NOBODY}`,
    'null-mx',
    'null MX: no mail wanted',
    [],
  ],
  ['a null MX without an address', `@ MX 0 .\n${NOBODY}`, 'null-mx', 'null MX: no mail wanted', []],
  [
    'an address without a null MX',
    '@ A 192.0.2.80\n@ TXT "v=spf1 a -all"\n',
    'implicit',
    'no MX; mail goes to the domain’s own address: 192.0.2.80',
    ['mx/implicit-a warning'],
  ],
  [
    'two addresses without MX',
    '@ A 192.0.2.80\n@ AAAA 2001:db8::80\n@ TXT "v=spf1 a -all"\n',
    'implicit',
    'no MX; mail goes to the domain’s own addresses: 192.0.2.80, 2001:db8::80',
    ['mx/implicit-a warning'],
  ],
  [
    'a null MX with others',
    '@ MX 0 .\n@ MX 10 mail\nmail A 192.0.2.1\n',
    'null-mx-with-others',
    'a null MX, which says no mail is wanted, beside 1 host: mail.example.com (IPv4)',
    ['mx/null-mx-with-others error'],
  ],
];

describe('the states of an MX set', () => {
  for (const [what, zone, state, words, findings] of STATES) {
    it(what, async () => {
      const result = await audit('example.com', fixtureResolver(zone), { sections: ['mx'] });
      assert.equal(result.sections.mx!.facts.state, state);
      assert.deepEqual(
        result.findings.map(({ rule, severity }) => `${rule} ${severity}`),
        findings,
      );
      const file = path.join(folder, 'example.com.zone');
      writeFileSync(file, `$ORIGIN example.com.\n$TTL 3600\n@ SOA ns1 h 1 7200 3600 1209600 3600\n${zone}`);
      const { stdout } = await mailcheck(['mx', 'example.com', '--zone', file, '--offline'], {
        columns: 200,
      });
      assert.ok(stdout.includes(`  ${words}\n`), stdout);
    });
  }

  it('tells the domain’s own addresses beside a null MX', async () => {
    const { sections } = await audit('example.com', fixtureResolver('@ MX 0 .\n@ A 192.0.2.80'), {});
    assert.deepEqual(sections.mx!.facts.own.addresses, ['192.0.2.80']);
  });

  it('tells a set that was not answered apart from all of them', async () => {
    const { sections } = await audit('example.com', fixtureResolver(';! SERVFAIL example.com MX'), {});
    assert.equal(sections.mx!.facts.state, 'unknown');
  });
});
